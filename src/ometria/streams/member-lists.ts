import type { ChangeRow } from "../../reads/changes/changes-of.js";
import type { PassRow } from "../../reads/passes/pass-source.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import type { JsonObject } from "../../values/json.js";
import { formatInstant } from "../../values/timestamp.js";
import { vendorFields } from "../../values/vendor-names.js";
import { listChangesRead } from "../list-changes-read.js";
import { listMembersPass } from "../list-members-pass.js";
import { listsOf } from "../profile-lists.js";
import { profilePass } from "../profile-pass.js";

export const memberLists: StreamDefinition = {
  name: "member_lists",
  keyProperties: ["list_id", "profile_id"],
  replication: { method: "INCREMENTAL", isForced: false },
  automatic: ["is_member", "last_seen_at"],
  parent: "lists",
  // What a profile says of itself is newer than the changes that were read before it.
  sources: [
    from(listChangesRead, changeOf, "members"),
    from(profilePass, membershipsOf, "members"),
    from(listMembersPass, membershipsOf, "members"),
  ],
  keptByFullRefresh: ["changes_through"],
};

/** The record of the last change that a profile's membership went through. */
function changeOf({ parent, change }: ChangeRow): readonly JsonObject[] {
  const { id, title, type } = vendorFields(parent);
  const { event, timestamp, list_id, ...others } = change.fields;
  const at = formatInstant(change.at);
  const leftAt = change.isEntry ? null : at;
  return [
    {
      ...others,
      list_id: id,
      list_title: title,
      list_type: type,
      is_member: change.isEntry,
      last_seen_at: at,
      left_at: leftAt,
      _sdc_deleted_at: leftAt,
    },
  ];
}

/** A record for each list that a profile says it is in. */
function* membershipsOf({ row: profile, passStart, groups }: PassRow): Generator<JsonObject> {
  for (const entry of groups ?? listsOf(profile)) {
    const { id, title, type, ...others } = vendorFields(entry);
    yield {
      ...others,
      list_id: id,
      profile_id: profile["id"],
      email: profile["email"],
      list_title: title,
      list_type: type,
      is_member: true,
      last_seen_at: passStart,
      left_at: null,
      _sdc_deleted_at: null,
    };
  }
}
