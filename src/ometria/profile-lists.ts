import { isJsonObject, type JsonObject } from "../values/json.js";
import type { ListName } from "./list-ids.js";

/** The lists that a profile says it is in, as objects: an entry that is a plain id is `{id}`. */
export function listsOf(profile: JsonObject): readonly JsonObject[] {
  const entries: readonly unknown[] = Array.isArray(profile["lists"]) ? profile["lists"] : [];
  return entries.map((entry) => (isJsonObject(entry) ? entry : { id: entry }));
}

/** What an entry calls its list by; undefined where it has no id. */
export function nameOf({ id, title }: JsonObject): ListName | undefined {
  return typeof id === "string" || typeof id === "number" ? { id: String(id), title } : undefined;
}
