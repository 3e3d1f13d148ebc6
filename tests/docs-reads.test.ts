import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { streams } from "../src/ometria/streams/registry.js";

const text = readFileSync(new URL("../docs/reads.md", import.meta.url), "utf8");
const rows = text.split("\n").filter((line) => line.startsWith("| `/"));

test("the table of reads has each of the 27 that the vendor describes, once", () => {
  const paths = rows.map((row) => row.split("`")[1]);

  expect(new Set(paths).size).toBe(27);
  expect(rows).toHaveLength(27);
});

test("every stream of the API stands in the table of reads", () => {
  const names = streams.map(({ name }) => name).filter((name) => name !== "email_events");

  expect(names.filter((name) => !rows.some((row) => row.includes(`\`${name}\``)))).toEqual([]);
});
