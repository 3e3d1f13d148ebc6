import { expect, test } from "@jest/globals";
import type { JsonSchema } from "../../src/config/schemas.js";
import { createProjection } from "../../src/records/project.js";

const text: JsonSchema = { type: ["null", "string"] };
const pair: JsonSchema = { type: ["null", "object"], properties: { a: text, b: text } };
const onlyA: JsonSchema = { type: ["null", "object"], properties: { a: text } };

function root(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: "object", properties };
}

test("where nothing is to be left out there is no projection", () => {
  const schema = root({ a: text, list: { type: "array", items: pair }, object: pair });

  expect(createProjection(schema, schema)).toBeUndefined();
});

test("what is known but not wanted is left out, in objects and lists too", () => {
  const known = root({ a: text, b: text, object: pair, list: { type: "array", items: pair } });
  const wanted = root({ a: text, object: onlyA, list: { type: "array", items: onlyA } });

  const project = createProjection(known, wanted);

  const both = { a: "1", b: "2" };
  expect(project?.({ ...both, object: both, list: [both, null, both] })).toEqual({
    a: "1",
    object: { a: "1" },
    list: [{ a: "1" }, null, { a: "1" }],
  });
});

test("what neither knows stays", () => {
  const project = createProjection(root({ object: pair }), root({ object: onlyA }));

  expect(project?.({ object: { b: "2", custom: 3 }, other: 4 })).toEqual({
    object: { custom: 3 },
    other: 4,
  });
});

test("a value of another shape stays as it is", () => {
  const project = createProjection(root({ object: pair }), root({ object: onlyA }));

  expect(project?.({ object: null })).toEqual({ object: null });
  expect(project?.("text")).toBe("text");
});

test("the record that it is made of is not changed", () => {
  const record = { object: { a: "1", b: "2" } };

  createProjection(root({ object: pair }), root({ object: onlyA }))?.(record);

  expect(record).toEqual({ object: { a: "1", b: "2" } });
});
