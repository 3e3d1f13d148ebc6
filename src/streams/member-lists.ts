import { profilePass, type ProfileRow } from "../reads/profile-pass.js";
import { isJsonObject, type JsonObject } from "../values/json.js";
import { vendorFields } from "../values/vendor-names.js";
import { from, type StreamDefinition } from "./definition.js";

export const memberLists: StreamDefinition = {
  name: "member_lists",
  keyProperties: ["list_id", "profile_id"],
  replication: { method: "INCREMENTAL", isForced: false },
  automatic: ["is_member", "last_seen_at"],
  parent: "lists",
  sources: [from(profilePass, membershipsOf)],
  keptByFullRefresh: ["changes_through"],
  bookmark: { changes_through: null, changes_open: [] },
};

/** A record for each list that a profile says it is in. */
function* membershipsOf({ profile, passStart }: ProfileRow): Generator<JsonObject> {
  const entries: readonly unknown[] = Array.isArray(profile["lists"]) ? profile["lists"] : [];
  for (const entry of entries) {
    const { id, title, type, ...others } = isJsonObject(entry)
      ? vendorFields(entry)
      : { id: entry };
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
