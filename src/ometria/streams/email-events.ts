import { loadSchema } from "../../config/schemas.js";
import type { RowValues } from "../../exports/formats/object-row.js";
import type { ExportObject } from "../../exports/stores/store.js";
import { exportObjects, type StreamColumns } from "../../reads/listing/export-objects.js";
import { fromExport, type StreamDefinition } from "../../records/stream.js";
import { formatInstant } from "../../values/timestamp.js";
import { eventKey, eventKeyRules } from "./email-event-key.js";

const reserved = ["event_key", "source_object", "source_modified_at", "extra"];

// The export's own names are not known (ometria-api, section 9): these are the ones that its evidence suggests.
const aliases = {
  type: "event",
  event_type: "event",
  event_name: "event",
  event_timestamp: "timestamp",
  event_time: "timestamp",
  send_id: "email_id",
  email: "to_address",
  email_address: "to_address",
  recipient: "to_address",
  link: "target_url",
  url: "target_url",
};

export const emailEvents: StreamDefinition = {
  name: "email_events",
  keyProperties: ["event_key"],
  replication: { method: "INCREMENTAL", key: "source_modified_at", isForced: true },
  automatic: ["source_modified_at"],
  aliases,
  sources: [fromExport(exportObjects(columns))],
  complete: (record, raw, config) => {
    record["event_key"] = eventKey(record, raw, config.export_key);
  },
  keyRules: (names, { export_key: own }) =>
    own === undefined ? eventKeyRules(names.includes("event")) : [],
};

function columns(): StreamColumns {
  const names = Object.keys(loadSchema("streams/email_events").properties ?? {});
  const known = names.filter((name) => !reserved.includes(name));
  return { known, reserved, aliases, warnAbout, constants };
}

function constants({ key, modifiedMs }: ExportObject): RowValues {
  return { source_object: key, source_modified_at: formatInstant(modifiedMs) };
}

/** A file that has neither a row per send nor a kind and time for each event: its rows are told apart as a whole. */
function warnAbout(names: readonly string[]): string | undefined {
  const isPerEvent = names.includes("event");
  if (isPerEvent ? names.includes("timestamp") : names.includes("email_id")) return undefined;
  if (names.includes("event_id")) return undefined;
  return `the columns that the tap knows (${names.join(", ")}) hold no ${isPerEvent ? "time" : "kind"} of event: whole rows identify them`;
}
