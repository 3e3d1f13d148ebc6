import { tableRead } from "../../reads/table-read.js";
import { from, type StreamDefinition } from "../../records/stream.js";
import { vendorFields } from "../../values/vendor-names.js";
import * as endpoints from "../endpoints.js";

export const mergeJobs: StreamDefinition = {
  name: "merge_jobs",
  keyProperties: ["job_id"],
  replication: { method: "FULL_TABLE", isForced: true },
  automatic: ["status"],
  isOptional: true,
  sources: [from(tableRead(endpoints.mergeJobs), (job) => [vendorFields(job)])],
};
