import { customEventsRead } from "../../reads/shop.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";

export const customEvents: StreamDefinition = {
  name: "custom_events",
  keyProperties: ["id"],
  // `endpoints.custom_events.since_param` makes increments of it.
  replication: { method: "FULL_TABLE", isForced: false },
  automatic: ["timestamp"],
  isOptional: true,
  customFields: "properties",
  sources: [from(customEventsRead, ({ row }) => [vendorFields(row)])],
};
