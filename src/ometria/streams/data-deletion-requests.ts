import { deletionRequestsRead } from "../../reads/shop.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";

export const dataDeletionRequests: StreamDefinition = {
  name: "data_deletion_requests",
  keyProperties: ["id"],
  replication: { method: "FULL_TABLE", isForced: true },
  automatic: ["timestamp_created"],
  isOptional: true,
  sources: [from(deletionRequestsRead, (request) => [vendorFields(request)])],
};
