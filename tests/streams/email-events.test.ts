import { expect, test } from "@jest/globals";
import { emailEvents } from "../../src/streams/email-events.js";
import { recordsOf } from "./rows.js";

const object = {
  key: "email_events/2026-01-01.csv",
  etag: "1-2",
  modifiedMs: Date.parse("2026-01-02T03:04:05.678Z"),
  size: 1,
};

test("a row is a record that names the object it came from", () => {
  const row = { values: { event: "open", new_column: "x", subject: null }, object };

  expect(recordsOf(emailEvents, "export_objects", row)).toEqual([
    {
      event: "open",
      new_column: "x",
      subject: null,
      source_object: "email_events/2026-01-01.csv",
      source_modified_at: "2026-01-02T03:04:05Z",
    },
  ]);
});

test("a column called __proto__ is a column", () => {
  const values = JSON.parse('{"__proto__": "x"}') as Record<string, string>;

  const [record] = recordsOf(emailEvents, "export_objects", { values, object });

  expect(Object.entries(record ?? {})).toContainEqual(["__proto__", "x"]);
});
