import { tableRead } from "../../reads/table-read.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";
import * as endpoints from "../endpoints.js";

export const lists: StreamDefinition = {
  name: "lists",
  keyProperties: ["id"],
  replication: { method: "FULL_TABLE", isForced: true },
  automatic: ["type"],
  sources: [
    from(
      tableRead(endpoints.lists, ({ list_mode: mode }) => ({ mode })),
      (list) => [vendorFields(list)],
    ),
  ],
};
