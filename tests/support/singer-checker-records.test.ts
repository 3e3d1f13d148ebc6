import { describe, test } from "@jest/globals";

import { type Case, expectCaught, rawRecord, record, run } from "./singer-checker-fixtures.js";

describe("checkSingerOutput catches, in records,", () => {
  test.each<Case>([
    [
      "a key that the schema lacks",
      run(record({ constructor: 1 })),
      'record key "constructor" is not in the schema',
    ],
    [
      "an absent key property",
      run(record({}, { record: { name: "x" } })),
      'key property "id" is absent',
    ],
    ["a key property that is null", run(record({ id: null })), 'key property "id" is null'],
    ["a key property that is empty", run(record({ id: "" })), 'key property "id" is ""'],
    ["a repeated key", run(record(), record()), "was sent before"],
    ["a wrong type, by Draft 7", run(record({ name: 1 })), "Draft 7: /name must be null,string"],
    [
      "a wrong type, by Draft 2020-12",
      run(record({ name: 1 })),
      "Draft 2020-12: /name must be null,string",
    ],
    ["a wrong item", run(record({ tags: [1] })), "/tags/0 must be"],
    ["a wrong nested value", run(record({ address: { city: 1 } })), "/address/city must be"],
    [
      "5.0 in an integer",
      rawRecord('"orders":5.0'),
      'Draft 4: /orders must be a safe integer, is "5.0"',
    ],
    [
      "5e0 in a nested integer",
      rawRecord('"counts":{"a":5e0}'),
      "Draft 4: /counts/a must be a safe integer",
    ],
    [
      "1e21 in an integer",
      run(record({ orders: 1e21 })),
      "Draft 4: /orders must be a safe integer",
    ],
    [
      "an unsafe integer",
      rawRecord('"orders":9007199254740993'),
      "Draft 4: /orders must be a safe integer",
    ],
    ["an infinite number", rawRecord('"spent":1e400'), "Draft 7: /spent must be"],
  ])("%s", (_, output, reason) => {
    expectCaught(output, reason);
  });

  test.each([
    "",
    "2026-11-20",
    "2026-11-20T03:00:00",
    "2026-11-20 03:00:00Z",
    "2026-11-20T03:00:00+00:00",
    "2026-11-20T03:00:00+0000",
    "2026-11-20t03:00:00Z",
    "2026-11-20T03:00:00z",
    "2026-11-20T24:00:00Z",
    "2026-11-20T23:60:00Z",
    "2026-12-31T23:59:60Z",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "+012026-01-01T00:00:00Z",
    "2026-11-20T03:00:00.Z",
    "2026-11-20T03:00:00Z\n",
  ])("the date-time %j", (value) => {
    expectCaught(
      run(record({ born_at: value })),
      'Draft 7: /born_at must match format "date-time"',
    );
    expectCaught(
      run(record({ born_at: value })),
      'Draft 2020-12: /born_at must match format "date-time"',
    );
  });
});
