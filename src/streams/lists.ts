import { listsRead } from "../reads/lists.js";
import { vendorFields } from "../values/vendor-names.js";
import { from, type StreamDefinition } from "./definition.js";

export const lists: StreamDefinition = {
  name: "lists",
  keyProperties: ["id"],
  replication: { method: "FULL_TABLE", isForced: true },
  automatic: ["type"],
  sources: [from(listsRead, (list) => [vendorFields(list)])],
};
