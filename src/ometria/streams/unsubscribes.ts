import { windowsRead } from "../../reads/windows/windows-read.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { hashKey } from "../../values/hash.js";
import { vendorFields } from "../../values/vendor-names.js";
import * as endpoints from "../endpoints.js";

const keyParts = ["profile_id", "email_address", "type", "timestamp"];

export const unsubscribes: StreamDefinition = {
  name: "unsubscribes",
  keyProperties: ["unsubscribe_key"],
  replication: { method: "INCREMENTAL", key: "timestamp", isForced: true },
  automatic: ["timestamp"],
  sources: [from(windowsRead(endpoints.unsubscribes), (event) => [vendorFields(event)])],
  complete: (record, raw) => {
    // What could not be converted still tells events apart.
    const parts = keyParts.map((name) => record[name] ?? raw[name]);
    record["unsubscribe_key"] = hashKey(parts);
  },
};
