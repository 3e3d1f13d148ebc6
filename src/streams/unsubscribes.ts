import { unsubscribeWindows } from "../reads/unsubscribe-windows.js";
import { hashKey } from "../values/hash.js";
import { vendorFields } from "../values/vendor-names.js";
import { from, type StreamDefinition } from "./definition.js";

export const unsubscribes: StreamDefinition = {
  name: "unsubscribes",
  keyProperties: ["unsubscribe_key"],
  replication: { method: "INCREMENTAL", key: "timestamp", isForced: true },
  automatic: ["timestamp"],
  sources: [from(unsubscribeWindows, (event) => [vendorFields(event)])],
  complete: (record) => {
    const { profile_id: profile, email_address: address, type, timestamp } = record;
    record["unsubscribe_key"] = hashKey([profile, address, type, timestamp]);
  },
};
