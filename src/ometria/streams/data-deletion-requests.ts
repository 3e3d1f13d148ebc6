import { tableRead } from "../../reads/table-read.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";
import * as endpoints from "../endpoints.js";

export const dataDeletionRequests: StreamDefinition = {
  name: "data_deletion_requests",
  keyProperties: ["id"],
  replication: { method: "FULL_TABLE", isForced: true },
  automatic: ["timestamp_created"],
  isOptional: true,
  sources: [from(tableRead(endpoints.deletionRequests), (request) => [vendorFields(request)])],
};
