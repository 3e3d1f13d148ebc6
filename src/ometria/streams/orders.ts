import { passRead } from "../../reads/passes/pass-read.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";
import * as endpoints from "../endpoints.js";

export const orders: StreamDefinition = {
  name: "orders",
  keyProperties: ["id"],
  // `endpoints.orders.since_param` makes increments of it.
  replication: { method: "FULL_TABLE", isForced: false },
  automatic: ["timestamp"],
  isOptional: true,
  customFields: "properties",
  sources: [
    from(passRead({ name: endpoints.orders.name, endpoint: endpoints.orders }), ({ row }) => [
      vendorFields(row),
    ]),
  ],
};
