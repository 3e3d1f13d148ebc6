import { tableRead } from "../../reads/table-read.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { hashKey } from "../../values/hash.js";
import { isJsonObject } from "../../values/json.js";
import { vendorFields } from "../../values/vendor-names.js";
import * as endpoints from "../endpoints.js";

export const pushErrors: StreamDefinition = {
  name: "push_errors",
  keyProperties: ["push_error_key"],
  replication: { method: "FULL_TABLE", isForced: true },
  automatic: ["timestamp"],
  isOptional: true,
  sources: [from(tableRead(endpoints.pushErrors), (error) => [vendorFields(error)])],
  complete: (record, raw) => {
    const { error_message: message, error_path: path } = isJsonObject(raw["message"])
      ? raw["message"]
      : raw;
    const parts = ["request_id", "record_type", "record_id", "timestamp"].map(
      (name) => record[name] ?? raw[name],
    );
    record["push_error_key"] = hashKey([...parts, message, path]);
  },
};
