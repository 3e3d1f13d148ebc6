import { tableRead } from "../../reads/table-read.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import type { JsonObject } from "../../values/json.js";
import { vendorFields } from "../../values/vendor-names.js";
import * as endpoints from "../endpoints.js";

export const collections: StreamDefinition = {
  name: "collections",
  keyProperties: ["collection"],
  replication: { method: "FULL_TABLE", isForced: true },
  automatic: ["id", "count"],
  isOptional: true,
  sources: [
    from(tableRead(endpoints.collections), (collection) => [
      withBothNames(vendorFields(collection)),
    ]),
  ],
};

/** The service calls the id `collection`; tables that were loaded before that was known have it as `id`. */
function withBothNames(collection: JsonObject): JsonObject {
  const name = collection["collection"] ?? collection["id"];
  return { ...collection, collection: name, id: name };
}
