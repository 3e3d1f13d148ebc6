import { createObject, isJsonObject, type JsonObject } from "./json.js";
import { mapItems } from "./map-json.js";

/**
 * The fields of a vendor's object under the names that records have: `@type` is left out, a leading `@` is dropped.
 * Where both spellings are there, the plain one keeps its name. Custom fields (`properties`) are not touched.
 */
export function vendorFields(source: JsonObject): JsonObject {
  return hasMarks(source) ? renamed(source) : unmarked(source);
}

/** Whether another name than `@type` has a mark. */
function hasMarks(source: JsonObject): boolean {
  for (const name in source) if (name.startsWith("@") && name !== "@type") return true;
  return false;
}

function renamed(source: JsonObject): JsonObject {
  const fields = createObject();
  for (const [name, value] of Object.entries(source)) {
    if (name === "@type") continue;
    const plain = name.startsWith("@") ? name.slice(1) : name;
    const target = plain !== name && Object.hasOwn(source, plain) ? name : plain;
    fields[target] = target === "properties" ? value : withoutMarks(value);
  }
  return fields;
}

/** Nearly all objects have names that stay. To copy them as a whole keeps V8 from making a hash table of a wide one. */
function unmarked(source: JsonObject): JsonObject {
  const { "@type": _, ...fields } = source;
  for (const name in fields) {
    const value = fields[name];
    if (typeof value === "object" && name !== "properties") fields[name] = withoutMarks(value);
  }
  return fields;
}

function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return mapItems(value, withoutMarks);
  return isJsonObject(value) ? vendorFields(value) : value;
}
