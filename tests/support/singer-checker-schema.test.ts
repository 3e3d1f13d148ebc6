import { describe, test } from "@jest/globals";

import {
  type Json,
  expectCaught,
  schemaOf,
  schemaWith,
  state,
  text,
} from "./singer-checker-fixtures.js";

describe("checkSingerOutput catches, in schemas,", () => {
  const output = (schema: Json): string => text(state(), schema, state());
  const optional = ["null", "string"];
  const dateTime = { type: optional, format: "date-time" };

  test.each<[rule: string, schema: Json, reason: string]>([
    [
      "a root that is a list of types",
      schemaOf({ type: ["null", "object"] }),
      'must have type "object" at its root',
    ],
    ["no properties", schemaOf({ properties: undefined }), '"schema" must be'],
    ["a boolean property", schemaWith({ a: true }), '"schema" must be'],
    ["required", schemaOf({ required: ["id"] }), 'the schema: "required" is outside'],
    [
      "a nested required",
      schemaWith({ a: { type: ["object"], required: [] } }),
      'property "a": "required" is outside',
    ],
    ["additionalProperties: false", schemaOf({ additionalProperties: false }), "must not be false"],
    [
      "a nested one",
      schemaWith({ a: { type: ["object"], additionalProperties: false } }),
      "must not be false",
    ],
    ["no type", schemaWith({ a: {} }), 'property "a" must have an explicit list of types'],
    ["a type that is no list", schemaWith({ a: { type: "string" } }), "explicit list of types"],
    ["an unknown type", schemaWith({ a: { type: ["null", "date"] } }), 'unknown type "date"'],
    [
      "two types",
      schemaWith({ a: { type: ["null", "string", "number"] } }),
      "more than one non-null type",
    ],
    ["$ref", schemaWith({ a: { $ref: "#/definitions/a" } }), '"$ref" is outside'],
    ["enum", schemaWith({ a: { type: optional, enum: ["a"] } }), '"enum" is outside'],
    ["pattern", schemaWith({ a: { type: optional, pattern: "\\p{L}" } }), '"pattern" is outside'],
    [
      "multipleOf",
      schemaWith({ a: { type: ["number"], multipleOf: 0.01 } }),
      '"multipleOf" is outside',
    ],
    ["anyOf", schemaWith({ a: { anyOf: [{ type: optional }] } }), '"anyOf" is outside'],
    ["oneOf", schemaWith({ a: { oneOf: [{ type: optional }] } }), '"oneOf" is outside'],
    [
      "another format",
      schemaWith({ a: { type: optional, format: "email" } }),
      "a format other than date-time",
    ],
    [
      "a format on a number",
      schemaWith({ a: { ...dateTime, type: ["number"] } }),
      "has a format but is no string",
    ],
    [
      "an array without items",
      schemaWith({ a: { type: ["array"] } }),
      'property "a[]" must be described',
    ],
    [
      "items without a type",
      schemaWith({ a: { type: ["array"], items: {} } }),
      'property "a[]" must have an explicit list',
    ],
    [
      "a nested property without a type",
      schemaWith({ a: { type: ["object"], properties: { b: {} } } }),
      'property "a.b" must have',
    ],
    [
      "untyped additionalProperties",
      schemaWith({ a: { type: ["object"], additionalProperties: {} } }),
      'property "a.*" must have',
    ],
    [
      "a date-time in a nullable object",
      schemaWith({ a: { type: ["null", "object"], properties: { b: dateTime } } }),
      '"a.b" is a date-time inside',
    ],
    [
      "one that is deeper inside",
      schemaWith({
        a: { type: ["null", "object"], properties: { b: { type: ["array"], items: dateTime } } },
      }),
      '"a.b[]" is a date-time inside',
    ],
    [
      "an upper-case name",
      schemaWith({ fooBar: { type: optional } }),
      'column "fooBar" is not snake_case',
    ],
    [
      "names that differ in case",
      schemaWith({ Name: { type: optional } }),
      'the names "name" and "Name" clash',
    ],
    [
      "nested names that differ in punctuation",
      schemaWith({
        a: {
          type: ["object"],
          properties: { "b.c": { type: optional }, "b c": { type: optional } },
        },
      }),
      'the names "b.c" and "b c" clash',
    ],
    [
      "a name of 64 characters",
      schemaWith({ ["a".repeat(64)]: { type: optional } }),
      "must have 1 to 63 characters",
    ],
    ["no key", schemaOf({}, { key_properties: [] }), "key_properties is empty"],
    [
      "a key twice",
      schemaOf({}, { key_properties: ["id", "id"] }),
      '"key_properties" must be a list of distinct names',
    ],
    [
      "a key that is no column",
      schemaOf({}, { key_properties: ["email"] }),
      '"email" is a key or bookmark property',
    ],
    [
      "a bookmark that is no column",
      schemaOf({}, { bookmark_properties: ["at"] }),
      '"at" is a key or bookmark property',
    ],
    [
      "a nullable key",
      schemaOf({}, { key_properties: ["name"] }),
      'key property "name" may be null',
    ],
    [
      "a key that is a number",
      schemaOf({}, { key_properties: ["spent"] }),
      "must be a string or an integer",
    ],
    [
      "nothing but the key",
      schemaOf({ properties: { id: { type: ["string"] } } }, { bookmark_properties: [] }),
      "no column beside the key",
    ],
    [
      "what is no JSON Schema",
      schemaWith({ a: { type: ["text"] } }),
      "the schema does not compile",
    ],
  ])("%s", (_, schema, reason) => {
    expectCaught(output(schema), reason);
  });
});
