import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";
import { nestedTimes } from "../nested-times.js";
import { profilePass } from "../profile-pass.js";

const inUtc = nestedTimes("dates.*");

export const profiles: StreamDefinition = {
  name: "profiles",
  keyProperties: ["id"],
  replication: { method: "INCREMENTAL", isForced: false },
  automatic: ["lifecycle_status"],
  customFields: "properties",
  sources: [from(profilePass, ({ row }) => [inUtc(vendorFields(row))])],
};
