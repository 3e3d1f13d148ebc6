import { passRead } from "../../reads/passes/pass-read.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";
import * as endpoints from "../endpoints.js";

export const orders: StreamDefinition = {
  name: "orders",
  keyProperties: ["id"],
  replication: { method: "INCREMENTAL", isForced: false },
  automatic: ["timestamp"],
  isOptional: true,
  customFields: "properties",
  sources: [
    from(passRead({ name: endpoints.orders.name, endpoint: endpoints.orders }), ({ row }) => [
      vendorFields(row),
    ]),
  ],
};
