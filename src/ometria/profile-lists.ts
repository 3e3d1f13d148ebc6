import { isJsonObject, type JsonObject } from "../values/json.js";

/** The lists that a profile says it is in, as objects: an entry that is a plain id is `{id}`. */
export function listsOf(profile: JsonObject): readonly JsonObject[] {
  const entries: readonly unknown[] = Array.isArray(profile["lists"]) ? profile["lists"] : [];
  return entries.map((entry) => (isJsonObject(entry) ? entry : { id: entry }));
}
