import { collectionsRead } from "../../reads/collections.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";

export const collections: StreamDefinition = {
  name: "collections",
  keyProperties: ["id"],
  replication: { method: "FULL_TABLE", isForced: true },
  automatic: ["count"],
  isOptional: true,
  sources: [from(collectionsRead, (collection) => [vendorFields(collection)])],
};
