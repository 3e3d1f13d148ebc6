import { randomUUID } from "node:crypto";
import type { JsonObject } from "../../values/json.js";
import { toPostgres } from "../data/timestamps.js";
import { problemsOfRecord } from "./bodies.js";
import type { Written } from "./written.js";

/**
 * Takes pushed records, and says what became of them (ometria-api 13). One that lacks a required field is rejected, one that comes
 * twice is skipped; a value that is none shows in `/push/_errors` later. That is how the sandbox reads the vendor's words:
 * nobody has described which check comes when.
 */
export function push(records: readonly JsonObject[], written: Written, now: number) {
  const requestId = randomUUID();
  const seen = new Set<string>();
  const counts = { accepted: 0, rejected: 0, skipped: 0 };
  for (const record of records) {
    const key = JSON.stringify([record["@type"], record["@collection"], record["id"]]);
    const { isRejected, invalid } = problemsOfRecord(record);
    if (isRejected) counts.rejected += 1;
    else if (seen.has(key)) counts.skipped += 1;
    else counts.accepted += 1;
    if (!isRejected && !seen.has(key)) {
      const errors = invalid.map(({ loc }) => ({
        request_id: requestId,
        record_type: String(record["@type"]),
        record_id: String(record["id"]),
        record,
        timestamp: toPostgres(now).replace("+00", ".000000+00"),
        message: {
          error_message: "not a valid value",
          error_path: ["root", ...loc.slice(1)].join(" > "),
        },
      }));
      written.pushErrors.unshift(...errors);
      seen.add(key);
    }
  }
  const isRefused = counts.rejected > 0 && counts.accepted === 0;
  return { status: isRefused ? "ERROR" : "OK", request_id: requestId, ...counts };
}
