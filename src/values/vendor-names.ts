import { createObject, isJsonObject, type JsonObject } from "./json.js";

/**
 * The fields of a vendor's object under the names that records have: `@type` is left out, a leading `@` is dropped.
 * Where both spellings are there, the plain one keeps its name. Custom fields (`properties`) are not touched.
 */
export function vendorFields(source: JsonObject): JsonObject {
  const fields = createObject();
  for (const [name, value] of Object.entries(source)) {
    if (name === "@type") continue;
    const plain = name.startsWith("@") ? name.slice(1) : name;
    const target = plain !== name && Object.hasOwn(source, plain) ? name : plain;
    fields[target] = target === "properties" ? value : withoutMarks(value);
  }
  return fields;
}

function withoutMarks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMarks);
  return isJsonObject(value) ? vendorFields(value) : value;
}
