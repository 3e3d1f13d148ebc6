import type { JsonSchema } from "../schemas/load.js";

/** Announces a stream: its effective schema and its keys. */
export interface SchemaMessage {
  readonly type: "SCHEMA";
  readonly stream: string;
  readonly schema: JsonSchema;
  readonly key_properties: readonly string[];
  readonly bookmark_properties?: readonly string[];
}

/** What goes into a RECORD beside the record itself, which is already JSON. */
export interface RecordEnvelope {
  readonly stream: string;
  /** RFC 3339 UTC: when the service showed the record. */
  readonly timeExtracted: string;
  readonly version?: number | undefined;
}

/** The line of a RECORD message around a record that has been serialised. */
export function recordLine(record: string, envelope: RecordEnvelope): string {
  const { stream, timeExtracted, version } = envelope;
  const tail = version === undefined ? "" : `,"version":${version}`;
  return `{"type":"RECORD","stream":"${stream}","record":${record},"time_extracted":"${timeExtracted}"${tail}}\n`;
}

/** The line of a SCHEMA message. */
export function schemaLine(message: SchemaMessage): string {
  return `${JSON.stringify(message)}\n`;
}

/** The line of a STATE message. */
export function stateLine(value: unknown): string {
  return `{"type":"STATE","value":${JSON.stringify(value)}}\n`;
}

/** The line of an ACTIVATE_VERSION message: targets may drop rows of other versions. */
export function activateVersionLine(stream: string, version: number): string {
  return `${JSON.stringify({ type: "ACTIVATE_VERSION", stream, version })}\n`;
}
