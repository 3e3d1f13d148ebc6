import { readFile } from "node:fs/promises";
import { expect, test } from "@jest/globals";
import { streams } from "../src/streams/registry.js";

const comparison = await readFile("docs/comparison.md", "utf8");

test("the comparison names every stream", () => {
  const missing = streams.map(({ name }) => name).filter((name) => !comparison.includes(name));

  expect(missing).toEqual([]);
});

test("the views of the comparison select columns that the streams have", async () => {
  const views = [...comparison.matchAll(/CREATE VIEW[^;]*;/g)].map(([view]) => view);
  const profiles = views.find((view) => view.includes("ometria.profiles AS")) ?? "";
  const selected = /SELECT([^;]*)FROM/.exec(profiles)?.[1]?.split(",") ?? [];
  const columns = selected.map((column) => column.trim().split(" AS ")[0] ?? "");
  const schema = JSON.parse(await readFile("schemas/streams/profiles.json", "utf8")) as {
    properties: Record<string, unknown>;
  };

  expect(views).toHaveLength(3);
  expect(columns.length).toBeGreaterThan(10);
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(columns));
});
