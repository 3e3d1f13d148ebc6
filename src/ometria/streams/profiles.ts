import { from, type StreamDefinition } from "../../records/stream.js";
import { isJsonObject, type JsonObject } from "../../values/json.js";
import { mapFields } from "../../values/map-json.js";
import { toUtc } from "../../values/timestamp.js";
import { vendorFields } from "../../values/vendor-names.js";
import { profilePass } from "../profile-pass.js";

export const profiles: StreamDefinition = {
  name: "profiles",
  keyProperties: ["id"],
  replication: { method: "INCREMENTAL", isForced: false },
  automatic: ["lifecycle_status"],
  customFields: "properties",
  sources: [from(profilePass, ({ row }) => [toRecord(vendorFields(row))])],
};

// `dates` are plain strings in the schema: singer-check-tap crashes on a date-time inside an object that is null.
function toRecord(profile: JsonObject): JsonObject {
  const { dates } = profile;
  if (!isJsonObject(dates)) return profile;
  return Object.assign(profile, { dates: mapFields(dates, toDate) });
}

function toDate(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value === "" ? null : (toUtc(value) ?? value);
}
