import { tableRead } from "../../reads/table-read.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";
import * as endpoints from "../endpoints.js";

export const customFields: StreamDefinition = {
  name: "custom_fields",
  keyProperties: ["category", "id"],
  replication: { method: "FULL_TABLE", isForced: true },
  automatic: ["type"],
  isOptional: true,
  sources: [from(tableRead(endpoints.customFields), (field) => [vendorFields(field)])],
};
