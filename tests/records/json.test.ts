import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { RecordPreparer } from "../../src/records/prepare.js";
import type { JsonObject } from "../../src/values/json.js";
import { tries } from "../support/tries.js";
import { arbitraryObject } from "./arbitrary-json.js";
import { mark, type EditableEntry } from "./catalogs.js";
import { preparerOf } from "./preparing.js";

const columns = [
  ...["id", "title", "description", "type", "status", "size", "total_orders", "total_revenue"],
  ...["timestamp_created", "timestamp_last_refreshed", "timestamp_stats_updated", "public_id"],
  "extra",
];
const nulls = Object.fromEntries(columns.map((name) => [name, null]));

/** The JSON of a record; the reason where it is rejected. */
function jsonOf(preparer: RecordPreparer, raw: JsonObject): string {
  const result = preparer.prepare(raw);
  return "json" in result ? result.json : result.rejected;
}

/** A catalog that says this of a column. */
const saying = (name: string, schema: JsonObject) => (entry: EditableEntry) => {
  entry.schema.properties[name] = schema;
};

describe("the JSON of a record", () => {
  const full: JsonObject = { id: "1", title: "t", size: 3, total_revenue: 1.5, public_id: "p" };

  test("has every column at its place, whatever fields there are and in whatever order", () => {
    const preparer = preparerOf("lists");
    const fields = fc.shuffledSubarray(Object.keys(full).slice(1));

    fc.assert(
      fc.property(fields, fc.nat({ max: 4 }), (names, place) => {
        const raw: JsonObject = {};
        for (const name of names.toSpliced(place, 0, "id")) raw[name] = full[name];

        expect(jsonOf(preparer, raw)).toBe(JSON.stringify({ ...nulls, ...raw }));
      }),
    );
  });

  test("has only what its own raw record had, whatever came before it", () => {
    const preparer = preparerOf("lists");
    const raws: JsonObject[] = [
      { id: "1", title: "t", unknown: 1 },
      { id: "2", title: null, unknown: 2 },
      { id: "3", unknown: 3, title: "u" },
      { id: "4" },
      { id: "5", size: "many" },
      { id: "6", size: 1 },
    ];

    const records = [...raws, ...raws].map(
      (raw) => JSON.parse(jsonOf(preparer, raw)) as JsonObject,
    );

    const expected = [
      { ...nulls, id: "1", title: "t", extra: { unknown: 1 } },
      { ...nulls, id: "2", extra: { unknown: 2 } },
      { ...nulls, id: "3", title: "u", extra: { unknown: 3 } },
      { ...nulls, id: "4" },
      { ...nulls, id: "5", extra: { size: "many" } },
      { ...nulls, id: "6", size: 1 },
    ];
    expect(records).toEqual([...expected, ...expected]);
  });

  test("keeps more mixtures of fields apart than are remembered", () => {
    const preparer = preparerOf("lists");
    const names = columns.slice(1, 12);
    const raws = Array.from({ length: 700 }, (_, index) => {
      const mixture = names.filter((_name, bit) => (index >> bit) % 2 === 1);
      return { id: `${index}`, ...Object.fromEntries(mixture.map((name) => [name, ""])), x: index };
    });

    for (const raw of [...raws, ...raws.toReversed()]) {
      const texts = ["title", "description", "type", "status", "public_id"];
      const kept = Object.fromEntries(
        texts.filter((name) => name in raw).map((name) => [name, ""]),
      );
      expect(JSON.parse(jsonOf(preparer, raw))).toEqual({
        ...nulls,
        ...kept,
        id: raw.id,
        extra: { x: raw.x },
      });
    }
  });

  test.each([
    '"',
    "\\",
    "\u0000",
    "\u001f",
    "\u007f",
    "\u2028",
    "\u2029",
    "é",
    "😀",
    "\ufeff",
    "/",
  ])("says any text as JSON.stringify does: %j", (odd) => {
    const title = `a${odd}b`;

    expect(jsonOf(preparerOf("lists"), { id: odd, title })).toBe(
      JSON.stringify({ ...nulls, id: odd, title }),
    );
  });

  test("says any text as JSON.stringify does, and a lone surrogate as a well-formed one", () => {
    const preparer = preparerOf("lists");
    const units = fc.oneof(
      fc.constantFrom('"', "\\", "\n", "\u2028", "\ud800", "\udfff", "😀", "a"),
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
    );
    const texts = fc.string({ unit: units, maxLength: 20 });

    fc.assert(
      fc.property(texts, texts, (title, name) => {
        const raw = { id: "1", title, [`x${name}`]: title };

        const extra = { [`x${name}`.toWellFormed()]: title.toWellFormed() };
        expect(jsonOf(preparer, raw)).toBe(
          JSON.stringify({ ...nulls, id: "1", title: title.toWellFormed(), extra }),
        );
      }),
      { numRuns: tries(1_000) },
    );
  });

  test("is the same from a preparer that has seen others before, and from one that projects", () => {
    const used = preparerOf("lists");
    const projecting = preparerOf("lists", (entry) => {
      entry.schema.properties["gone"] = { type: ["null", "string"] };
      mark(entry, ["properties", "gone"], { selected: false });
    });

    fc.assert(
      fc.property(arbitraryObject(columns), (fields) => {
        const raw = { ...fields, id: "1" };

        const json = jsonOf(preparerOf("lists"), raw);

        expect(jsonOf(used, raw)).toBe(json);
        expect(JSON.parse(jsonOf(projecting, raw))).toEqual(JSON.parse(json));
      }),
    );
  });
});

describe("a column that the raw record lacks", () => {
  test.each([
    { name: "a text that may not be null", schema: { type: "string" }, says: "must be string" },
    { name: "of one type in an array", schema: { type: ["string"] }, says: "must be string" },
    {
      name: "one of some values, null not among them",
      schema: { type: ["null", "string"], enum: ["a", "b"] },
      says: "must be equal to one of the allowed values",
    },
    { name: "a constant", schema: { const: "a" }, says: "must be equal to constant" },
    { name: "not null", schema: { not: { type: "null" } }, says: "must NOT be valid" },
    {
      name: "one of several, all of them not null",
      schema: { anyOf: [{ type: "string" }, { type: "integer" }] },
      says: "must be string",
    },
    {
      name: "null, and something else too",
      schema: { type: ["null", "string"], allOf: [{ type: "string" }] },
      says: "must be string",
    },
  ])("is null, and rejects the record where the user's catalog says: $name", ({ schema, says }) => {
    for (const raw of [{ id: "1" }, { id: "1", size: 1 }, { id: "1", title: null }]) {
      expect(jsonOf(preparerOf("lists", saying("title", schema)), raw)).toBe(`title ${says}`);
    }
    const preparer = preparerOf("lists", saying("title", schema));
    expect(jsonOf(preparer, { id: "1", title: "a" })).toContain('"title":"a"');
    expect(jsonOf(preparer, { id: "1" })).toBe(`title ${says}`);
  });

  test.each([
    { name: "a bound", schema: { type: ["null", "integer"], minimum: 5 } },
    { name: "a pattern", schema: { type: ["null", "integer"], pattern: "^x" } },
    { name: "null among some values", schema: { type: ["null", "integer"], enum: [null, 7] } },
    { name: "null as one of several", schema: { anyOf: [{ type: "integer" }, { type: "null" }] } },
    { name: "nothing", schema: {} },
    { name: "a default", schema: { type: ["null", "integer"], default: 3 } },
  ])("is null, and the record is taken where the user's catalog says: $name", ({ schema }) => {
    const preparer = preparerOf("lists", saying("size", schema));

    expect(jsonOf(preparer, { id: "1" })).toBe(JSON.stringify({ ...nulls, id: "1" }));
    expect(jsonOf(preparer, { id: "1", size: 7 })).toContain('"size":7');
  });

  test("is null, and there, where the user's catalog says that it is required", () => {
    const preparer = preparerOf("lists", ({ schema }) => {
      schema["required"] = ["id", "title"];
    });

    expect(jsonOf(preparer, { id: "1" })).toBe(JSON.stringify({ ...nulls, id: "1" }));
  });

  test("does not hide that another one breaks a bound", () => {
    const preparer = preparerOf("lists", saying("size", { type: ["null", "integer"], minimum: 5 }));

    expect(jsonOf(preparer, { id: "1", size: 4 })).toBe("size must be >= 5");
  });

  test.each(["constructor", "__proto__", "toString", "hasOwnProperty", "valueOf"])(
    "may be called %s, as what every object has",
    (name) => {
      const withColumn =
        (schema: JsonObject) =>
        ({ schema: { properties } }: EditableEntry) => {
          Object.defineProperty(properties, name, { value: schema, enumerable: true });
        };
      const nullable = preparerOf("lists", withColumn({ type: ["null", "string"] }));
      const strict = preparerOf("lists", withColumn({ type: "string" }));
      const field = Object.fromEntries([
        ["id", "1"],
        [name, "x"],
      ]);

      const [without, given] = [{ id: "1" }, field].map(
        (raw) => JSON.parse(jsonOf(nullable, raw)) as JsonObject,
      );

      expect(Object.entries(without ?? {})).toContainEqual([name, null]);
      expect(Object.entries(given ?? {})).toContainEqual([name, "x"]);
      // Ajv looks at no property of this name.
      if (name !== "__proto__") expect(jsonOf(strict, { id: "1" })).toBe(`${name} must be string`);
      expect(jsonOf(strict, field)).toContain(`"${name}":"x"`);
    },
  );
});
