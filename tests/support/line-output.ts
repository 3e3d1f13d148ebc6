import { Writable } from "node:stream";
import { LineWriter } from "../../src/singer/writer.js";
import type { JsonObject } from "../../src/values/json.js";

/** A real writer, and the messages that it has written. */
export interface LineOutput {
  readonly writer: LineWriter;
  readonly messages: () => readonly JsonObject[];
}

/** Creates a writer whose reader keeps up; `onChunk` is called with what it takes. */
export function createLineOutput(onChunk: (chunk: string) => void = () => undefined): LineOutput {
  let text = "";
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      onChunk(chunk.toString());
      done();
    },
  });
  const messages = (): JsonObject[] =>
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as JsonObject);
  return { writer: new LineWriter(output), messages };
}
