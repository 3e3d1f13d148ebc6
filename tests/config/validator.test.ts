import { readdirSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { loadSchema, propertyOf, typesOf, type JsonSchema } from "../../src/config/schemas.js";
import { compileSchema, compileStreamSchema, describeErrors } from "../../src/config/validator.js";

const files = readdirSync(new URL("../../schemas/", import.meta.url), { recursive: true })
  .map(String)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.replace(".json", ""));

test.each(files)("schemas/%s.json is a JSON Schema, and compiles in strict mode", (name) => {
  const ajv = new Ajv({ keywords: ["secret"] });

  expect(ajv.validateSchema(loadSchema(name))).toBe(true);
  expect(() => compileSchema(loadSchema(name))).not.toThrow();
});

describe("the date-time of records", () => {
  const validate = compileStreamSchema({ type: "string", format: "date-time" });

  test.each(["2026-01-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-01-31T00:00:00.123456789Z"])(
    "takes %s",
    (text) => {
      expect(validate(text)).toBe(true);
    },
  );

  test.each([
    "2026-01-31",
    "2026-01-31 00:00:00Z",
    "2026-01-31T00:00:00+00:00",
    "2026-01-31T00:00:00",
    "2026-01-31t00:00:00z",
    "2026-01-31T24:00:00Z",
    "2016-12-31T23:59:60Z",
    "0000-01-01T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "",
  ])("refuses %p, which some target does not take", (text) => {
    expect(validate(text)).toBe(false);
  });
});

test("the schema of a user's catalog may have keywords and formats that we do not know", () => {
  const schema = { type: "string", format: "singer.decimal", "x-mine": true };

  expect(compileStreamSchema(schema)("1.5")).toBe(true);
});

test("two streams of a user's catalog may have schemas of the same $id", () => {
  const [text, number] = ["string", "number"].map((type) =>
    compileStreamSchema({ $id: "mine", type } as JsonSchema),
  );

  expect([text?.("1"), number?.("1")]).toEqual([true, false]);
});

test("the known formats of a user's catalog are checked", () => {
  expect(compileStreamSchema({ type: "string", format: "email" })("no address")).toBe(false);
});

test("errors are told by place, without the value", () => {
  const validate = compileSchema(
    { type: "object", properties: { a: { type: "array", items: { type: "integer" } } } },
    { allErrors: true },
  );

  validate({ a: [1, "hush", 1.5] });

  expect(describeErrors(validate.errors)).toBe("a.1 must be integer; a.2 must be integer");
});

test("the types of a schema are those beside null, and its properties only its own", () => {
  expect(typesOf({ type: ["null", "string"] })).toEqual(["string"]);
  expect(typesOf({ type: "object" })).toEqual(["object"]);
  expect(typesOf({})).toEqual([]);
  expect(propertyOf({ properties: { a: { type: "string" } } }, "a")).toEqual({ type: "string" });
  expect(propertyOf({ properties: {} }, "constructor")).toBeUndefined();
});
