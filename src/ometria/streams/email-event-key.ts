import { loadSchema } from "../../config/schemas.js";
import type { KeyPart, KeyRule } from "../../records/stream.js";
import { hashKey } from "../../values/hash.js";
import type { JsonObject } from "../../values/json.js";

/** Columns that the tap adds to a row; they are not a part of what the file said. */
const added = ["source_object", "source_modified_at"];

const event: readonly KeyPart[] = [
  { columns: ["email_id"] },
  { columns: ["to_address"], lowerCase: true },
  { columns: ["profile_id"] },
  { columns: ["event"] },
  { columns: ["timestamp"] },
  { columns: ["target_url"] },
  { columns: ["campaign_id", "mass_campaign_id", "trigger_campaign_id"] },
];

/**
 * What identifies the rows of a file with these columns: `event_id`; or the send's own id in a file that has a row per
 * send; or a hash of what tells events apart. Where no rule fits a row, all of it does.
 */
export function eventKeyRules(hasEvents: boolean): readonly KeyRule[] {
  return hasEvents ? perEvent : perSend;
}

const perEvent: readonly KeyRule[] = [
  { needs: ["event_id"] },
  { needs: ["event", "timestamp"], hashed: event },
];
const perSend: readonly KeyRule[] = [
  { needs: ["event_id"] },
  { needs: ["email_id"] },
  { needs: ["event", "timestamp"], hashed: event },
];

/** The key of an e-mail event: a hash of the columns of the `export_key` setting, or what the rules say. */
export function eventKey(
  record: JsonObject,
  raw: JsonObject,
  exportKey: readonly string[] | undefined,
): string {
  if (exportKey !== undefined)
    return ownKey(exportKey.map((name) => ownValue(record, name) ?? asText(ownValue(raw, name))));
  for (const { needs, hashed } of eventKeyRules("event" in raw)) {
    if (!needs.every((name) => isText(record[name]))) continue;
    return hashed === undefined
      ? String(record[needs[0] ?? ""])
      : hashKey(hashed.map((part) => valueOf(part, record)));
  }
  return hashKey([wholeRow(record, raw)]);
}

function valueOf({ columns, lowerCase = false }: KeyPart, record: JsonObject): unknown {
  const name = columns.find((column) => (record[column] ?? null) !== null);
  const value = name === undefined ? null : record[name];
  if (!lowerCase) return value;
  return typeof value === "string" ? value.toLowerCase() : null;
}

/** The key by `export_key`. Where these columns hold nothing it is empty, and the row is rejected. */
function ownKey(values: readonly unknown[]): string {
  const isEmpty = values.every((value) => value === null || value === undefined || value === "");
  return isEmpty ? "" : hashKey(values);
}

let columns: ReadonlySet<string> | undefined;

/**
 * Every column that holds something, by name. Columns of the tap are converted where possible. Others stay as they came, whatever
 * type the user's catalog gives them.
 */
function wholeRow(record: JsonObject, raw: JsonObject): unknown {
  columns ??= new Set(Object.keys(loadSchema("streams/email_events").properties ?? {}));
  return Object.entries(raw)
    .map(([name, value]) => {
      const converted = columns?.has(name) === true ? ownValue(record, name) : undefined;
      return [name, converted ?? asText(value)] as const;
    })
    .filter(([name, value]) => !added.includes(name) && value !== null && value !== "")
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

/** A column may be called like what every object has: `constructor`. */
function ownValue(row: JsonObject, name: string): unknown {
  return Object.hasOwn(row, name) ? row[name] : undefined;
}

/** A file of JSON lines has numbers where one of CSV has text. */
function asText(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
