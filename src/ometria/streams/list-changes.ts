import type { ChangeRow } from "../../reads/changes/changes-of.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import type { JsonObject } from "../../values/json.js";
import { listChangesRead } from "../list-changes-read.js";

export const listChanges: StreamDefinition = {
  name: "list_changes",
  keyProperties: ["list_id", "profile_id", "event", "timestamp"],
  replication: { method: "INCREMENTAL", key: "timestamp", isForced: true },
  automatic: ["email"],
  parent: "lists",
  isOptional: true,
  sources: [from(listChangesRead, toRecords, "log")],
  // The start_date that the log began with.
  ownBookmark: { from: null },
};

/** A list's changes may lack its id, which is in their path. */
function toRecords({ parent, change }: ChangeRow): readonly JsonObject[] {
  return [{ ...change.fields, list_id: parent["id"] }];
}
