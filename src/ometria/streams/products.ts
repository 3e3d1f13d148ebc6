import { passRead } from "../../reads/passes/pass-read.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";
import * as endpoints from "../endpoints.js";

export const products: StreamDefinition = {
  name: "products",
  keyProperties: ["id"],
  // `endpoints.products.since_param` makes increments of it.
  replication: { method: "FULL_TABLE", isForced: false },
  automatic: ["is_active"],
  isOptional: true,
  customFields: "properties",
  sources: [
    from(passRead({ name: endpoints.products.name, endpoint: endpoints.products }), ({ row }) => [
      vendorFields(row),
    ]),
  ],
};
