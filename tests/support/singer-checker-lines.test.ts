import { describe, test } from "@jest/globals";

import {
  type Case,
  type Json,
  activate,
  expectCaught,
  framed,
  record,
  run,
  schemaOf,
  state,
  text,
} from "./singer-checker-fixtures.js";

describe("checkSingerOutput catches, in lines,", () => {
  const long = record({ name: "x".repeat(1024 * 1024) });

  test.each<Case>([
    ["no output", "", "there is no output"],
    ["text that is no JSON", framed("hello\n"), "line 2: the line is not JSON"],
    ["JSON that is no object", framed("[]\n"), "not a JSON object"],
    ["a missing newline at the end", run(record()).trimEnd(), "does not end with a newline"],
    ["a blank line", framed("\n"), "blank line"],
    ["a BOM", `\uFEFF${run(record())}`, "byte order mark"],
    ["a carriage return", run(record()).replace("\n", "\r\n"), "carriage return"],
    ["1 MiB", run(long), "1 MiB or longer"],
    ["1 MiB in fewer characters", run(record({ name: "€".repeat(360_000) })), "1 MiB or longer"],
    ["a lone surrogate", run(record({ name: "a\uD800" })), "lone surrogate in the string"],
    [
      "an unescaped lone surrogate",
      run(record({ name: "@" })).replace("@", "\uDC00"),
      "lone surrogate in the string",
    ],
    [
      "a nested key with a lone surrogate",
      run(record({ extra: { a: [{ "\uDFFF": 1 }] } })),
      "lone surrogate in the key",
    ],
  ])("%s", (_, output, reason) => {
    expectCaught(output, reason);
  });
});

describe("checkSingerOutput catches, in messages,", () => {
  const without = (message: Json, member: string): string =>
    framed(text(Object.fromEntries(Object.entries(message).filter(([name]) => name !== member))));

  test.each<Case>([
    ["a lower-case type", run({ ...record(), type: "record" }), 'unknown message type "record"'],
    ["an unknown type", run({ type: "BATCH" }), 'unknown message type "BATCH"'],
    [
      "a type that is no text",
      run({ ...record(), type: ["RECORD"] }),
      'unknown message type ["RECORD"]',
    ],
    ["no type", run({ value: {} }), "unknown message type undefined"],
    ["an unknown member", run(record({}, { sequence: 1 })), 'RECORD: unknown member "sequence"'],
    ["SCHEMA without stream", without(schemaOf(), "stream"), '"stream" is missing'],
    ["SCHEMA without schema", without(schemaOf(), "schema"), '"schema" is missing'],
    [
      "SCHEMA without key_properties",
      without(schemaOf(), "key_properties"),
      '"key_properties" is missing',
    ],
    ["RECORD without record", without(record(), "record"), '"record" is missing'],
    [
      "RECORD without time_extracted",
      without(record(), "time_extracted"),
      '"time_extracted" is missing',
    ],
    ["STATE without value", without(state(), "value"), '"value" is missing'],
    ["ACTIVATE_VERSION without version", without(activate(1), "version"), '"version" is missing'],
    ["a record that is an array", run(record({}, { record: [] })), '"record" must be an object'],
    [
      "an odd stream name",
      text(state(), schemaOf({}, { stream: "a-b" }), state()),
      '"stream" must be a snake_case name',
    ],
    [
      "a naive time_extracted",
      run(record({}, { time_extracted: "2026-11-20T03:00:00" })),
      '"time_extracted" must be',
    ],
    ["a version that is a text", run(record({}, { version: "1" })), '"version" must be an integer'],
    ["a version with a fraction", run(activate(1.5)), '"version" must be an integer'],
  ])("%s", (_, output, reason) => {
    expectCaught(output, reason);
  });
});
