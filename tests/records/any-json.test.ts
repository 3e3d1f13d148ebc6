import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { recordFrame } from "../../src/singer/messages.js";
import { parseJson, type JsonObject } from "../../src/values/json.js";
import type { RecordMessage, SchemaMessage } from "../support/singer-checker-messages.js";
import { StreamCheck } from "../support/singer-checker-stream.js";
import { tries } from "../support/tries.js";
import { arbitraryObject, textsIn } from "./arbitrary-json.js";
import { selectOne } from "./catalogs.js";
import { deliverable, preparerOf } from "./preparing.js";

/** What the strictest of all targets says of a record of the stream. */
function createCheck(name: string): (json: string) => readonly string[] {
  const { definition, schema } = selectOne(name);
  const problems: string[] = [];
  const report = (problem: string): void => void problems.push(problem);
  const message = {
    type: "SCHEMA",
    stream: name,
    schema,
    key_properties: definition.keyProperties,
  } as unknown as SchemaMessage;
  const check = new StreamCheck(message, { allowRepeatedKeys: true, report });
  return (json) => {
    const { before, after } = recordFrame({ stream: name, timeExtracted: "2026-01-01T00:00:00Z" });
    const line = before + json + after;
    check.addRecord(JSON.parse(line) as RecordMessage, line, report);
    return problems.splice(0);
  };
}

describe.each(deliverable)("any JSON object as a row of %s", (name, keys) => {
  const columns = Object.keys(selectOne(name).schema.properties ?? {});
  const keyNames = Object.keys(keys);
  const rows = fc
    .tuple(arbitraryObject(columns), fc.boolean())
    .map(([row, hasKeys]): JsonObject => (hasKeys ? { ...row, ...keys } : row));
  const preparer = preparerOf(name);
  const check = createCheck(name);

  test("becomes a record that every target takes, or is rejected without its content", () => {
    fc.assert(
      fc.property(rows, (row) => {
        const result = preparer.prepare(parseJson(JSON.stringify(row)) as JsonObject);

        if ("json" in result) expect(check(result.json)).toEqual([]);
        else {
          const reasons = keyNames.map((key) => `it has no ${key}, which is a part of its key`);
          expect(reasons).toContain(result.rejected);
        }
      }),
      { numRuns: tries(300) },
    );
  });

  test("becomes a record that has every column, and well-formed texts only", () => {
    fc.assert(
      fc.property(rows, (row) => {
        const result = preparer.prepare({ ...row, ...keys });
        const record = JSON.parse("json" in result ? result.json : "{}") as JsonObject;

        expect(Object.keys(record)).toEqual(columns);
        expect(textsIn(record).filter((text) => !text.isWellFormed())).toEqual([]);
      }),
    );
  });

  test("loses no field: each is in its column, or in extra, unless it was empty", () => {
    fc.assert(
      fc.property(rows, (row) => {
        const raw = { ...row, ...keys };
        const result = preparer.prepare(raw);
        const record = JSON.parse("json" in result ? result.json : "{}") as JsonObject;

        const extra = new Map(Object.entries(record["extra"] ?? {}));
        const missing = Object.entries(raw)
          .filter(([, value]) => value !== null && value !== "")
          .map(([field]) => field.toWellFormed())
          .filter((field) => field === "extra" || (record[field] ?? null) === null)
          .filter((field) => !extra.has(field));
        expect(missing).toEqual([]);
      }),
    );
  });
});
