import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  activateVersionLine,
  recordFrame,
  type RecordEnvelope,
  schemaLine,
  stateLine,
} from "../../src/singer/messages.js";

const timeExtracted = "2026-01-01T00:00:00Z";

test("every message is one line of JSON, whatever stands in it", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const lines = [
        lineOf(JSON.stringify({ value }), { stream: "lists", timeExtracted }),
        stateLine({ value }),
      ];

      expect(lines.map((line) => line.indexOf("\n") === line.length - 1)).toEqual([true, true]);
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
        {
          type: "RECORD",
          stream: "lists",
          record: JSON.parse(JSON.stringify({ value })) as unknown,
          time_extracted: timeExtracted,
        },
        { type: "STATE", value: JSON.parse(JSON.stringify({ value })) as unknown },
      ]);
    }),
  );
});

test("a version is on the record where there is one, zero included", () => {
  const line = (version: number | undefined): unknown =>
    JSON.parse(lineOf("{}", { stream: "lists", timeExtracted, version }));

  expect(line(1763175600)).toHaveProperty("version", 1763175600);
  expect(line(0)).toHaveProperty("version", 0);
  expect(line(undefined)).not.toHaveProperty("version");
});

test("a schema and an activation are written as Singer has them", () => {
  const message = {
    type: "SCHEMA",
    stream: "lists",
    schema: { type: "object", properties: { id: { type: ["string"] } } },
    key_properties: ["id"],
  } as const;

  expect(schemaLine(message)).toBe(`${JSON.stringify(message)}\n`);
  expect(activateVersionLine("lists", 5)).toBe(
    '{"type":"ACTIVATE_VERSION","stream":"lists","version":5}\n',
  );
});

function lineOf(record: string, envelope: RecordEnvelope): string {
  const { before, after } = recordFrame(envelope);
  return before + record + after;
}
