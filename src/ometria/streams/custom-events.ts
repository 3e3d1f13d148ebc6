import { passRead } from "../../reads/passes/pass-read.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";
import * as endpoints from "../endpoints.js";

export const customEvents: StreamDefinition = {
  name: "custom_events",
  keyProperties: ["event_type", "id"],
  // `endpoints.custom_events.since_param` makes increments of it.
  replication: { method: "FULL_TABLE", isForced: false },
  automatic: ["timestamp"],
  isOptional: true,
  customFields: "properties",
  sources: [
    from(
      passRead({ name: endpoints.customEvents.name, endpoint: endpoints.customEvents }),
      ({ row }) => [vendorFields(row)],
    ),
  ],
};
