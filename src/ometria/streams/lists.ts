import { listsRead } from "../../reads/lists.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";

export const lists: StreamDefinition = {
  name: "lists",
  keyProperties: ["id"],
  replication: { method: "FULL_TABLE", isForced: true },
  automatic: ["type"],
  sources: [from(listsRead, (list) => [vendorFields(list)])],
};
