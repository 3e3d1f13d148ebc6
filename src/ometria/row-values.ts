import { fingerprint } from "../values/hash.js";
import type { JsonObject } from "../values/json.js";
import { parseInstant } from "../values/timestamp.js";

/** The `id` of a row, or all of it where it has none. */
export function idOf(row: JsonObject): string {
  const { id } = row;
  return typeof id === "string" || typeof id === "number" ? String(id) : wholeRow(row);
}

/** Stands for everything that a row says: it gets into the state, which must not hold an address. */
export function wholeRow(row: JsonObject): string {
  return fingerprint(
    JSON.stringify(Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1))),
  );
}

/** What tells the events of a list apart. */
export function changeId(row: JsonObject): string {
  return JSON.stringify([row["profile_id"], row["event"], row["timestamp"], row["email"]]);
}

/** When the event of a row happened (milliseconds since 1970); undefined where it does not tell. */
export function timeOf({ timestamp }: JsonObject): number | undefined {
  return typeof timestamp === "string" ? parseInstant(timestamp) : undefined;
}

/** A number of rows; undefined where it is none. */
export function toCount(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The number of a list as text; undefined where the list has none. */
export function publicIdOf({ public_id: id }: JsonObject): string | undefined {
  return typeof id === "string" || typeof id === "number" ? String(id) : undefined;
}
