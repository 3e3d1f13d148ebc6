import type { StreamDefinition } from "../../../src/records/stream.js";
import type { JsonObject } from "../../../src/values/json.js";

/** The raw records that a stream makes of one row of a read, as JSON has them. */
export function recordsOf(stream: StreamDefinition, read: string, row: unknown): JsonObject[] {
  const source = stream.sources.find((each) => each.read.name === read);
  if (source === undefined) throw new Error(`${stream.name} does not come from ${read}`);
  return JSON.parse(JSON.stringify([...source.toRecords(row)])) as JsonObject[];
}
