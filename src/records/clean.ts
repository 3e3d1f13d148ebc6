import { isJsonObject } from "../values/json.js";
import { mapFields, mapItems } from "../values/map-json.js";

/**
 * A JSON value whose every text and name is well-formed Unicode; a lone surrogate crashes many targets. A value that is so
 * already is not copied.
 */
export function cleanValue(value: unknown): unknown {
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  if (typeof value !== "object" || value === null) return value ?? null;
  if (Array.isArray(value)) return mapItems(value, cleanValue);
  return isJsonObject(value) ? mapFields(value, cleanValue) : null;
}
