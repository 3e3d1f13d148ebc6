import type { ListChangeRow } from "../../reads/changes/list-changes-of.js";
import { listChanges as changesRead } from "../../reads/changes/list-changes.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import type { JsonObject } from "../../values/json.js";

export const listChanges: StreamDefinition = {
  name: "list_changes",
  keyProperties: ["list_id", "profile_id", "event", "timestamp"],
  replication: { method: "INCREMENTAL", key: "timestamp", isForced: true },
  automatic: ["email"],
  parent: "lists",
  isOptional: true,
  sources: [from(changesRead, toRecords)],
  // The start_date that the log began with.
  ownBookmark: { from: null },
};

/** A list's changes may lack its id, which is in their path. */
function toRecords({ stream, list, change }: ListChangeRow): readonly JsonObject[] {
  if (stream !== "list_changes") return [];
  return [{ ...change.fields, list_id: list["id"] }];
}
