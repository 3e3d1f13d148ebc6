import { describe, expect, test } from "@jest/globals";
import type { JsonSchema } from "../../src/config/schemas.js";
import { createConverter, lost } from "../../src/records/convert.js";
import { parseJson } from "../../src/values/json.js";

interface Converted {
  readonly value: unknown;
  readonly kept: Readonly<Record<string, unknown>>;
}

function convert(schema: JsonSchema, value: unknown, wanted = schema): Converted {
  const kept: Record<string, unknown> = {};
  const converted = createConverter(schema, wanted)(value, (path, raw) => {
    kept[path] = raw;
  });
  return { value: converted, kept };
}

/** What a value of JSON becomes in a column of this type; `lost` where it would lose something. */
function into(type: string, text: string): unknown {
  const [name, format] = type.split(" ");
  const schema = { type: ["null", name ?? ""], ...(format === undefined ? {} : { format }) };
  return convert(schema, parseJson(text)).value;
}

describe.each([
  ["string", '"a"', "a"],
  ["string", '""', ""],
  ["string", "5", "5"],
  ["string", "-0.5", "-0.5"],
  ["string", "true", "true"],
  ["string", "false", "false"],
  ["string", "12345678901234567890", "12345678901234567890"],
  ["string", "[]", lost],
  ["string", "{}", lost],
  ["integer", "5", 5],
  ["integer", "5.0", 5],
  ["integer", '"5"', 5],
  ["integer", '" -5 "', -5],
  ["integer", '"+5"', 5],
  ["integer", '"007"', 7],
  ["integer", '"5.00"', 5],
  ["integer", '""', null],
  ["integer", "5.5", lost],
  ["integer", '"5.5"', lost],
  ["integer", '"5e3"', lost],
  ["integer", '"five"', lost],
  ["integer", '" "', lost],
  ["integer", "true", lost],
  ["integer", "1e21", lost],
  ["integer", "12345678901234567890", lost],
  ["integer", '"9007199254740993"', lost],
  ["number", "5.5", 5.5],
  ["number", '"5.5"', 5.5],
  ["number", '"1e3"', 1000],
  ["number", '".5"', 0.5],
  ["number", '"5."', 5],
  ["number", '" +5.50 "', 5.5],
  ["number", '""', null],
  ["number", '"0.1000000000000000055"', lost],
  ["number", "0.1000000000000000055", lost],
  ["number", "12345678901234567890", lost],
  ["number", '"1,5"', lost],
  ["number", '"1e999"', lost],
  ["number", '"Infinity"', lost],
  ["number", '"NaN"', lost],
  ["number", '"0x10"', lost],
  ["number", "false", lost],
  ["boolean", "true", true],
  ["boolean", '"True"', true],
  ["boolean", '"f"', false],
  ["boolean", '"yes"', true],
  ["boolean", "1", true],
  ["boolean", '"0"', false],
  ["boolean", '""', null],
  ["boolean", '" "', lost],
  ["boolean", '"maybe"', lost],
  ["boolean", "2", lost],
  ["boolean", '"constructor"', lost],
  ["boolean", "[]", lost],
  ["string date-time", '"2017-05-17 22:08:07+00"', "2017-05-17T22:08:07Z"],
  ["string date-time", '""', null],
  ["string date-time", '"0000-00-00 00:00:00"', lost],
  ["string date-time", "1495058887", lost],
  ["array", "[1, null]", [1, null]],
  ["array", '""', null],
  ["array", '"a"', lost],
  ["array", "{}", lost],
  ["object", "{}", {}],
  ["object", '""', null],
  // PHP writes an empty map so.
  ["object", "[]", {}],
  ["object", "[1]", lost],
  ["object", '"a"', lost],
])("a column of type %s", (type, text, value) => {
  const result = value === lost ? "nothing that is whole" : JSON.stringify(value);

  test(`makes ${result} of ${text}`, () => {
    expect(into(type, text)).toEqual(value);
  });
});

describe("what stands inside", () => {
  const schema: JsonSchema = {
    type: ["null", "object"],
    properties: {
      sum: { type: ["null", "number"] },
      ids: { type: ["null", "array"], items: { type: ["null", "integer"] } },
      lines: {
        type: ["null", "array"],
        items: { type: ["null", "object"], properties: { id: { type: ["null", "integer"] } } },
      },
    },
  };

  test("is converted, and unknown fields stay beside it", () => {
    const { value, kept } = convert(schema, { sum: "1.5", ids: ["1", ""], note: { a: 1 } });

    expect(value).toEqual({ sum: 1.5, ids: [1, null], note: { a: 1 } });
    expect(kept).toEqual({});
  });

  test("and cannot be converted becomes null, and is kept under its path", () => {
    const raw = { sum: "n/a", ids: [1, "x", [2]], lines: [{ id: 1 }, { id: "y" }, "z"] };

    const { value, kept } = convert(schema, raw);

    expect(value).toEqual({
      sum: null,
      ids: [1, null, null],
      lines: [{ id: 1 }, { id: null }, null],
    });
    expect(kept).toEqual({
      sum: "n/a",
      "ids.1": "x",
      "ids.2": [2],
      "lines.1.id": "y",
      "lines.2": "z",
    });
  });

  test("and is not to be shown is not kept, nor what may hold it", () => {
    const wanted = { ...schema, properties: { ids: { type: ["null", "array"] } } };

    const nested = convert(schema, { sum: "n/a", ids: ["x"], lines: [{ id: "y" }] }, wanted);
    const whole = convert(schema, "n/a", wanted);

    expect(nested.kept).toEqual({ "ids.0": "x" });
    expect(whole).toEqual({ value: null, kept: {} });
  });

  test("fields called like what every object has are fields", () => {
    const raw = parseJson('{"__proto__": {"a": "\\ud800"}, "constructor": "x", "sum": 1}');

    const { value } = convert(schema, raw);

    expect(JSON.stringify(value)).toBe('{"__proto__":{"a":"\ufffd"},"constructor":"x","sum":1}');
    expect({}).not.toHaveProperty("a");
  });
});

test.each([[["null", "string", "integer"]], [undefined]])(
  "a column of the types %j, which only a user's catalog has, takes what came",
  (type) => {
    const schema = type === undefined ? {} : { type };

    expect(convert(schema, "5").value).toBe("5");
    expect(convert(schema, 5).value).toBe(5);
    expect(convert(schema, ["\ud800"]).value).toEqual(["\ufffd"]);
  },
);

test("every text and name is well-formed Unicode", () => {
  const free: JsonSchema = { type: ["null", "object"] };

  expect(into("string", '"a\\ud800b"')).toBe("a\ufffdb");
  expect(into("string", '"\\ud83d\\ude00"')).toBe("😀");
  expect(JSON.stringify(convert(free, { "\udc00": ["\ud800"] }).value)).toBe(
    '{"\ufffd":["\ufffd"]}',
  );
});
