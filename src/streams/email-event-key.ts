import { hashKey } from "../values/hash.js";
import type { JsonObject } from "../values/json.js";

/** Columns that the tap adds to a row; they are not a part of what the file said. */
const added = ["source_object", "source_modified_at"];

/**
 * What identifies an e-mail event: the columns of the `export_key` setting; or `event_id`; or the send's own id in a
 * file that has a row per send; or a hash of what tells events apart; or, where a row lacks kind or time, a hash of
 * the whole row.
 */
export function eventKey(
  record: JsonObject,
  raw: JsonObject,
  exportKey: readonly string[] | undefined,
): string {
  if (exportKey !== undefined)
    return ownKey(exportKey.map((name) => ownValue(record, name) ?? asText(ownValue(raw, name))));
  const { event_id: id, email_id: send, event, timestamp } = record;
  if (isText(id)) return id;
  if (!("event" in raw) && isText(send)) return send;
  if (!isText(event) || !isText(timestamp)) return hashKey([wholeRow(record, raw)]);
  const recipient = record["to_address"];
  return hashKey([
    send,
    typeof recipient === "string" ? recipient.toLowerCase() : null,
    record["profile_id"],
    event,
    timestamp,
    record["target_url"],
    record["campaign_id"] ?? record["mass_campaign_id"] ?? record["trigger_campaign_id"],
  ]);
}

/** Empty, so that the row is rejected, where the columns that should tell it from others hold nothing. */
function ownKey(values: readonly unknown[]): string {
  const isEmpty = values.every((value) => value === null || value === undefined || value === "");
  return isEmpty ? "" : hashKey(values);
}

/** Every column that holds something, by name: converted where that is possible, as it came where not. */
function wholeRow(record: JsonObject, raw: JsonObject): unknown {
  return Object.entries(raw)
    .map(([name, value]) => [name, ownValue(record, name) ?? asText(value)] as const)
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
