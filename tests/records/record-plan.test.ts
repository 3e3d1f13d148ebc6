import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { JsonSchema } from "../../src/config/schemas.js";
import { planRecords, recordJson, type RecordPlan } from "../../src/records/record-plan.js";
import { parseJson } from "../../src/values/json.js";

const text: JsonSchema = { type: ["null", "string"] };

/** A plan for records with these columns, of which any but the key may be null. */
function planOf(fields: readonly string[], properties: Readonly<Record<string, JsonSchema>>) {
  const schema: JsonSchema = { type: "object", properties };
  const converters = new Map(
    Object.keys(properties).map((name) => [name, (value: unknown) => value]),
  );
  return planRecords(fields, { schema, converters, filled: new Set(["id"]) });
}

const namesOf = ({ columns }: RecordPlan): string[] => columns.map(({ name }) => name);

describe("planRecords", () => {
  test("plans a place for the columns that are given or filled, in the order of the schema", () => {
    const plan = planOf(["b", "a"], { id: { type: "string" }, a: text, gone: text, b: text });

    expect(namesOf(plan)).toEqual(["id", "a", "b"]);
    expect(plan.empty).toEqual({ id: null, a: null, b: null });
  });

  test("writes null for columns that no record can have, wherever they stand", () => {
    const plan = planOf(["a"], {
      first: text,
      id: { type: "string" },
      mid: text,
      a: text,
      last: text,
    });

    expect(recordJson({ id: "1", a: "x" }, plan)).toBe(
      '{"first":null,"id":"1","mid":null,"a":"x","last":null}',
    );
  });

  test("writes the names alone where nothing is given, and braces alone where there is no column", () => {
    const nothing = planRecords([], { schema: {}, converters: new Map(), filled: new Set() });

    expect(recordJson({}, planOf([], { a: text }))).toBe('{"a":null}');
    expect(recordJson({}, nothing)).toBe("{}");
  });

  test("keeps the order of the fields, and knows no converter for one that the schema lacks", () => {
    const { fields } = planOf(["new", "a"], { a: text });

    expect(fields.map(({ name, convert }) => [name, convert !== undefined])).toEqual([
      ["new", false],
      ["a", true],
    ]);
  });

  test.each<{ readonly name: string; readonly column?: string; readonly property: JsonSchema }>([
    { name: "that is not nullable", property: { type: "string" } },
    { name: "whose only type is no list", property: { type: "null" } },
    {
      name: "of which the user's catalog asks more",
      property: { ...text, enum: ["x"] },
    },
    { name: "that is called like what every object has", column: "constructor", property: text },
  ])(
    "leaves it to validation whether a column may be missing $name",
    ({ column = "a", property }) => {
      expect(namesOf(planOf([], { [column]: property }))).toEqual([column]);
    },
  );

  test("leaves all columns to validation where the record's schema says more than its columns", () => {
    const schema: JsonSchema = { type: "object", properties: { a: text }, required: ["a"] };

    const plan = planRecords([], { schema, converters: new Map(), filled: new Set() });

    expect(namesOf(plan)).toEqual(["a"]);
  });

  const names = fc.uniqueArray(
    fc.oneof(fc.constantFrom("id", "a", 'q"', "é", "b\\"), fc.string()),
    {
      minLength: 1,
      maxLength: 6,
    },
  );
  const values = fc.oneof(
    fc.string({ unit: "binary" }).map((odd) => odd.toWellFormed()),
    fc.integer(),
    fc.constant(null),
  );
  const scenes = names.chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      given: fc.subarray(columns),
      values: fc.array(values, { minLength: 6, maxLength: 6 }),
    }),
  );

  test("gives JSON that says of each column what the record holds, and null of all others", () => {
    fc.assert(
      fc.property(scenes, ({ columns, given, values: all }) => {
        const properties = Object.fromEntries(columns.map((name) => [name, text]));
        const record = Object.fromEntries(given.map((name, index) => [name, all[index] ?? null]));

        const plan = planOf(given, properties);

        const json = recordJson({ ...plan.empty, ...record }, plan);

        const expected = columns.map((name) => [
          name,
          Object.hasOwn(record, name) ? record[name] : null,
        ]);
        expect(parseJson(json)).toEqual(Object.fromEntries(expected));
      }),
    );
  });
});
