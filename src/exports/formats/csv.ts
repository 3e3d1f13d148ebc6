import type { Readable } from "node:stream";
import { SourceError } from "../../errors.js";
import type { CsvRow } from "./csv-row.js";
import { CsvError, CsvSplitter } from "./csv-splitter.js";
import { maxRowBytes } from "./decode.js";
import { readUtf8 } from "./text.js";

// Two rows that long, so that one that is a little too long is not the end of its object. What is longer still may be
// all that follows an open quote.
const longest = 2 * maxRowBytes;

const delimiters = [",", ";", "\t", "|"] as const;

/**
 * Yields the rows of a CSV stream, those of one piece of text at a time, the header among them. Rows may have any number
 * of cells: the caller judges. Throws SourceError where the text is not CSV from some line on.
 */
export async function* readCsv(
  stream: Readable,
  options: { readonly delimiter: string; readonly key: string },
): AsyncGenerator<readonly CsvRow[]> {
  const { delimiter } = options;
  const splitter = new CsvSplitter({ delimiter, longest });
  try {
    for await (const bytes of readUtf8(stream, options.key)) yield splitter.push(bytes);
    // Rows that stand before a fault come first, the fault with the call after.
    for (let rows = splitter.end(); rows.length > 0; rows = splitter.end()) yield rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { line, message } = error;
    throw new SourceError(`${options.key} is not valid CSV from line ${line} on (${message}).`);
  }
}

/** The delimiter that the first line that is not empty has most of, outside of quotes. */
export function detectDelimiter(start: string): string {
  const unquoted = start.replace(/"(?:[^"]|"")*"?/g, "");
  const line = /[^\r\n]+/.exec(unquoted)?.[0] ?? "";
  const counts = delimiters.map((delimiter) => line.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ",";
}
