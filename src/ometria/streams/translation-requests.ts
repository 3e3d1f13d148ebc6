import { tableRead } from "../../reads/table-read.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";
import * as endpoints from "../endpoints.js";

export const translationRequests: StreamDefinition = {
  name: "translation_requests",
  keyProperties: ["request_id"],
  replication: { method: "FULL_TABLE", isForced: true },
  automatic: ["status"],
  isOptional: true,
  sources: [from(tableRead(endpoints.translationRequests), (request) => [vendorFields(request)])],
};
