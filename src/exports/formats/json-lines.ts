import type { Readable } from "node:stream";
import { SourceError } from "../../errors.js";
import { isJsonObject, parseJson, type JsonObject } from "../../values/json.js";
import { maxRowBytes } from "./decode.js";
import { decodeBytes, readUtf8 } from "./text.js";

/** One line of a JSON-lines object. */
export interface JsonLine {
  /** From 1; empty lines are counted, and left out. */
  readonly line: number;
  /** Bytes. */
  readonly length: number;
  /** Undefined where the line is no JSON object. */
  readonly value: JsonObject | undefined;
}

/** As with CSV: a line that is a little too long is not the end of its object. */
const longest = 2 * maxRowBytes;

/** Yields the lines of a stream, those of one piece of text at a time. Throws SourceError where a line has no end. */
export async function* readJsonLines(
  stream: Readable,
  key: string,
): AsyncGenerator<readonly JsonLine[]> {
  let open: string[] = [];
  let length = 0;
  let line = 0;
  for await (const bytes of readUtf8(stream, key)) {
    const piece = bytes.toString("latin1");
    const [first, end] = [piece.indexOf("\n"), piece.lastIndexOf("\n")];
    length += first < 0 ? piece.length : first;
    // Also where it has come whole: else it would depend on the pieces.
    if (length > longest) throw endless(key, line + 1);
    if (end >= 0) {
      const lines = toLines(open.join("") + piece.slice(0, end), line);
      line = lines.last;
      yield lines.found;
      open = [];
      length = piece.length - end - 1;
    }
    open.push(piece.slice(end + 1));
  }
  yield toLines(open.join(""), line).found;
}

function endless(key: string, line: number): SourceError {
  return new SourceError(`${key} is not valid JSON lines from line ${line} on (no line break).`);
}

function toLines(
  text: string,
  before: number,
): { readonly found: readonly JsonLine[]; readonly last: number } {
  const found: JsonLine[] = [];
  let line = before;
  for (const raw of text.split("\n")) {
    line += 1;
    if (raw.trim() !== "") found.push({ line, length: raw.length, value: parse(raw) });
  }
  return { found, last: line };
}

const notAscii = /[\u0080-\uffff]/;

function parse(text: string): JsonObject | undefined {
  try {
    const value = parseJson(notAscii.test(text) ? decodeBytes(text) : text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
