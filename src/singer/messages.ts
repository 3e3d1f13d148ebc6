import type { JsonSchema } from "../config/schemas.js";

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

/** What stands before and behind the JSON of a record in the line of its RECORD message. */
export interface RecordFrame {
  readonly before: string;
  readonly after: string;
}

/** The frame of RECORD messages: they differ in their records alone. */
export function recordFrame({ stream, timeExtracted, version }: RecordEnvelope): RecordFrame {
  const tail = version === undefined ? "" : `,"version":${version}`;
  return {
    before: `{"type":"RECORD","stream":"${stream}","record":`,
    after: `,"time_extracted":"${timeExtracted}"${tail}}\n`,
  };
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
