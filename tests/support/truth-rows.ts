import type { Truth } from "../simulator/truth.js";
import { isJsonObject, type JsonObject } from "./meltano-merge.js";
import type { SingerOutput } from "./singer-checker.js";

/** The names of the five streams. */
export const streamNames = [
  "lists",
  "profiles",
  "member_lists",
  "unsubscribes",
  "email_events",
] as const;

export type StreamName = (typeof streamNames)[number];

/** Rows by stream: those of the sandbox, or those that a run has sent. */
export type RowsByStream = Readonly<Record<StreamName, readonly JsonObject[]>>;

/** What tells the rows of a stream apart, in columns that both the service and our records have. */
const naming: Readonly<Record<StreamName, readonly string[]>> = {
  lists: ["id"],
  profiles: ["id"],
  member_lists: ["list_id", "profile_id"],
  unsubscribes: ["profile_id", "email_address", "type", "timestamp"],
  email_events: ["email_id", "to_address", "event", "timestamp", "target_url"],
};

/** Every row that a first run from `startDate` has to send. */
export function rowsOfTruth(truth: Truth, startDate: string): RowsByStream {
  return {
    lists: truth.lists.map(asRow),
    profiles: truth.profiles.map(asRow),
    member_lists: truth.memberships.map(asRow),
    unsubscribes: truth.unsubscribes
      .map(asRow)
      .filter(({ timestamp }) => utc(timestamp) >= startDate),
    email_events: truth.events.map(asRow),
  };
}

/** The names of rows in order, to be compared as a whole. */
export function nameRows(stream: StreamName, rows: readonly JsonObject[]): string[] {
  return rows.map((row) => nameRow(stream, row)).sort();
}

/** The names of the records of a stream that a run has sent, in order. */
export function namesIn({ records }: Pick<SingerOutput, "records">, stream: StreamName): string[] {
  return nameRows(stream, records.get(stream) ?? []);
}

/** A row's name: the same for the service's own row and for our record of it. */
export function nameRow(stream: StreamName, row: JsonObject): string {
  const values = naming[stream].map((column) => {
    const value = row[column];
    if (value === null || value === undefined || value === "") return null;
    return column === "timestamp" ? utc(value) : value;
  });
  return JSON.stringify(values);
}

/** A timestamp of the service (`2026-01-05 02:02:08+00`, `2026-01-05T02:02:08+00:00`) or of ours, as ours. */
export function utc(timestamp: unknown): string {
  const text = String(timestamp)
    .replace(" ", "T")
    .replace(/\+00(:00)?$/, "Z");
  return `${new Date(text).toISOString().slice(0, 19)}Z`;
}

function asRow(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw new Error("a row of the sandbox is no object");
  return value;
}
