import { createObject, type JsonObject } from "./json.js";

/** The list with each item mapped; itself where that changes none. */
export function mapItems(
  items: readonly unknown[],
  map: (item: unknown, index: number) => unknown,
): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    const mapped = map(item, index);
    if (copy === undefined && mapped !== item) copy = items.slice(0, index);
    copy?.push(mapped);
  }
  return copy ?? items;
}

/** The object with each field mapped, under well-formed names; itself where that changes none. */
export function mapFields(
  object: JsonObject,
  map: (value: unknown, name: string) => unknown,
): JsonObject {
  let copy: JsonObject | undefined;
  // What comes out of JSON inherits nothing that is enumerable, and Object.entries makes a list for each field.
  for (const name in object) {
    const value = object[name];
    const mapped = map(value, name);
    const isSame = mapped === value && name.isWellFormed();
    if (copy === undefined && !isSame) copy = fieldsBefore(object, name);
    if (copy !== undefined) copy[name.toWellFormed()] = mapped;
  }
  return copy ?? object;
}

function fieldsBefore(object: JsonObject, end: string): JsonObject {
  const copy = createObject();
  for (const name in object) {
    if (name === end) break;
    copy[name] = object[name];
  }
  return copy;
}
