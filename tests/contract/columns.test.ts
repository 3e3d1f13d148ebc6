import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { root } from "../support/root.js";
import { fieldsWithout, onlyRequest, rowSchema, streamOfRead } from "./columns.js";
import { readDescription, readsOf } from "./description.js";
import { columnDifferences } from "./differences.js";

const description = readDescription();
const found = [
  ...new Set(
    Object.entries(streamOfRead)
      .filter(([, stream]) => stream !== onlyRequest)
      .flatMap(([path, stream]) =>
        fieldsWithout(schemaOf(stream), description, rowSchema(description, path)).map(
          (field) => `${stream}.${field}`,
        ),
      ),
  ),
].sort();

test("every read that the vendor describes is a stream, or is said to be none", () => {
  expect(Object.keys(streamOfRead).sort()).toEqual([...readsOf(description)].sort());
});

test("every field that the vendor describes has a column, or a name in the column of its object", () => {
  expect(found.filter((field) => !(field in columnDifferences))).toEqual([]);
});

test("the list of fields without a column has no entry that nothing needs", () => {
  expect(Object.keys(columnDifferences).filter((field) => !found.includes(field))).toEqual([]);
});

/** The schema of a stream; an empty one where there is none, so that all fields are missed. */
function schemaOf(stream: string): unknown {
  const file = join(root, "schemas/streams", `${stream}.json`);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}
