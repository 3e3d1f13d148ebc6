import { FieldRules, parsePath } from "../config/field-rules.js";
import { isJsonObject, type JsonObject } from "../values/json.js";
import { mapFields, mapItems } from "../values/map-json.js";
import { toUtc } from "../values/timestamp.js";

/**
 * Makes the function that writes the times inside of a record's objects as RFC 3339 in UTC, in the record itself; `paths` name
 * them as settings name fields (`dates.*`). An empty one becomes null, and what is no time stays. In the schemas they are plain
 * texts: singer-check-tap crashes on a date-time inside of an object that is null.
 */
export function nestedTimes(...paths: readonly string[]): (record: JsonObject) => JsonObject {
  const columns = new Set(paths.map((path) => path.split(".", 1)[0] ?? path));
  const rules = new FieldRules(paths.map(parsePath));
  return (record) => {
    for (const name of columns) {
      const value = record[name];
      if (typeof value === "object" && value !== null)
        record[name] = timesIn(value, rules.below(name));
    }
    return record;
  };
}

function timesIn(value: unknown, rules: FieldRules | undefined): unknown {
  if (rules === undefined) return value;
  if (typeof value === "string") return rules.isMatch ? asTime(value) : value;
  if (Array.isArray(value)) return mapItems(value, (item) => timesIn(item, rules));
  if (!isJsonObject(value)) return value;
  return mapFields(value, (inner, name) => timesIn(inner, rules.below(name)));
}

function asTime(text: string): string | null {
  return text === "" ? null : (toUtc(text) ?? text);
}
