import { tableRead } from "../../reads/table-read.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import type { JsonObject } from "../../values/json.js";
import { mapItems } from "../../values/map-json.js";
import { vendorFields } from "../../values/vendor-names.js";
import * as endpoints from "../endpoints.js";

export const dataDeletionRequests: StreamDefinition = {
  name: "data_deletion_requests",
  keyProperties: ["id"],
  replication: { method: "FULL_TABLE", isForced: true },
  automatic: ["timestamp_created"],
  isOptional: true,
  sources: [
    from(tableRead(endpoints.deletionRequests), (request) => [
      withIdentities(vendorFields(request)),
    ]),
  ],
};

/** By its schema the service sends texts, by its example objects (ometria-api 11.21). */
function withIdentities(request: JsonObject): JsonObject {
  const { identities } = request;
  if (!Array.isArray(identities)) return request;
  return { ...request, identities: mapItems(identities, asIdentity) };
}

function asIdentity(identity: unknown): unknown {
  return typeof identity === "string" ? { hashed_identifier: identity } : identity;
}
