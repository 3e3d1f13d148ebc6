import { expect, test } from "@jest/globals";
import { parseJson, type JsonObject } from "../../src/values/json.js";
import { mapFields, mapItems } from "../../src/values/map-json.js";

function double(value: unknown): unknown {
  return typeof value === "number" ? 2 * value : value;
}

test("what mapping does not change is not copied", () => {
  const object = { a: "x", b: null };
  const items = ["x", null];

  expect(mapFields(object, double)).toBe(object);
  expect(mapItems(items, double)).toBe(items);
});

test("what mapping changes is a copy in the same order, and the source stays", () => {
  const object = { a: "x", b: 1, c: "y", d: 2 };
  const items = ["x", 1, "y", 2];

  expect(Object.entries(mapFields(object, double))).toEqual([
    ["a", "x"],
    ["b", 2],
    ["c", "y"],
    ["d", 4],
  ]);
  expect(mapItems(items, double)).toEqual(["x", 2, "y", 4]);
  expect([object, items]).toEqual([{ a: "x", b: 1, c: "y", d: 2 }, ["x", 1, "y", 2]]);
});

test("each value is mapped once, with its name or place", () => {
  const seen: unknown[] = [];
  const note = (value: unknown, key: unknown): unknown => {
    seen.push([key, value]);
    return double(value);
  };

  mapFields({ a: 0, b: 1, c: 2 }, note);
  mapItems([5, 6], note);

  expect(seen).toEqual([
    ["a", 0],
    ["b", 1],
    ["c", 2],
    [0, 5],
    [1, 6],
  ]);
});

test("names become well-formed, whatever becomes of the values", () => {
  const object = { a: "x", "b\ud800": "y", c: "z" };

  expect(Object.entries(mapFields(object, double))).toEqual([
    ["a", "x"],
    ["b\ufffd", "y"],
    ["c", "z"],
  ]);
});

test("a field called __proto__ is a field, copied or not", () => {
  const object = parseJson('{"__proto__": 1, "constructor": 2, "a": "x"}') as JsonObject;

  expect(JSON.stringify(mapFields(object, double))).toBe('{"__proto__":2,"constructor":4,"a":"x"}');
  expect(mapFields(object, (value) => value)).toBe(object);
});
