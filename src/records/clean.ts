import { createObject, isJsonObject } from "../values/json.js";

/** A JSON value whose every text and name is well-formed Unicode; a lone surrogate crashes many targets. */
export function cleanValue(value: unknown): unknown {
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  if (Array.isArray(value)) return value.map(cleanValue);
  if (!isJsonObject(value)) return value ?? null;
  const result = createObject();
  for (const [name, inner] of Object.entries(value))
    result[name.toWellFormed()] = cleanValue(inner);
  return result;
}
