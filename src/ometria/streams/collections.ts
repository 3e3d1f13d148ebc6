import { tableRead } from "../../reads/table-read.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";
import * as endpoints from "../endpoints.js";

export const collections: StreamDefinition = {
  name: "collections",
  keyProperties: ["id"],
  replication: { method: "FULL_TABLE", isForced: true },
  automatic: ["count"],
  isOptional: true,
  sources: [from(tableRead(endpoints.collections), (collection) => [vendorFields(collection)])],
};
