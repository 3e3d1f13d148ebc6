import type { JsonObject } from "../support/meltano-merge.js";
import type { SchemaMessage, SingerMessage } from "../support/singer-checker-messages.js";
import type { SingerOutput } from "../support/singer-checker.js";
import { keyOf } from "./tables.js";

/** A row that the tap sent, as it was sent last. */
export interface SentRow {
  readonly record: JsonObject;
  /** An ACTIVATE_VERSION that came after it says that the row is gone. */
  readonly isGone: boolean;
}

/** What runs have sent of a stream: of each key the record that came last. */
export function sentRows(
  outputs: readonly SingerOutput[],
  schema: SchemaMessage,
): ReadonlyMap<string, SentRow> {
  const rows = new Map<string, { record: JsonObject; version: number | undefined }>();
  let active = 0;
  const messages = outputs.flatMap((output) => output.messages);
  for (const message of messages.filter((each) => isOf(each, schema.stream))) {
    if (message.type === "ACTIVATE_VERSION") active = message.version;
    if (message.type !== "RECORD") continue;
    rows.set(keyOf(message.record, schema), { record: message.record, version: message.version });
  }
  return new Map(
    [...rows].map(([key, { record, version }]) => [
      key,
      { record, isGone: version !== undefined && version < active },
    ]),
  );
}

type StreamMessage = Exclude<SingerMessage, { type: "STATE" }>;

function isOf(message: SingerMessage, stream: string): message is StreamMessage {
  return message.type !== "STATE" && message.stream === stream;
}
