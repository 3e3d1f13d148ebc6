import { pipeline, type Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { SourceError } from "../errors.js";
import { maxRowBytes } from "./decode.js";
import { createUtf8Guard } from "./utf8.js";

/** One row of a CSV object. */
export interface CsvRow {
  /** Line at which the row ends, from 1. */
  readonly line: number;
  /** How much of the file the row takes. */
  readonly bytes: number;
  readonly cells: readonly string[];
}

// Two rows that long, so that one that is a little too long is not the end of its object. What is longer still may be
// all that follows an open quote.
const maxUnreadBytes = 2 * maxRowBytes;

const delimiters = [",", ";", "\t", "|"] as const;

/**
 * Yields the rows of a CSV stream in batches, the header among them. Rows may have any number of cells: the caller
 * judges. Throws SourceError where the text is not CSV from some line on.
 */
export async function* readCsv(
  stream: Readable,
  options: { readonly delimiter: string; readonly key: string },
): AsyncGenerator<readonly CsvRow[]> {
  let begin = 0;
  const parser = parse({
    bom: true,
    delimiter: options.delimiter,
    // Left to itself the parser takes the first line's break for all.
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: maxUnreadBytes,
    // The parser's types know only of a changed row, not of one that becomes something else.
    on_record: (cells, { lines, bytes }) => {
      const row: CsvRow = { line: lines, bytes: bytes - begin, cells };
      begin = bytes;
      return row as unknown as string[];
    },
  });
  // Not pipe(): it would wait for ever on a stream that has failed already. The parser's reader gets the error.
  pipeline(stream, createUtf8Guard(options.key), parser, () => undefined);
  let batch: CsvRow[] = [];
  try {
    for await (const row of parser as AsyncIterable<CsvRow>) {
      batch.push(row);
      if (batch.length < 500) continue;
      yield batch;
      batch = [];
    }
  } catch (error) {
    if (batch.length > 0) yield batch;
    throw error instanceof CsvError ? notCsv(options.key, error) : error;
  } finally {
    stream.destroy();
  }
  if (batch.length > 0) yield batch;
}

// The parser's own message can quote the row: only the code and the line are taken from it.
function notCsv(key: string, error: CsvError): SourceError {
  const lines = error["lines"];
  const line = typeof lines === "number" ? ` from line ${lines} on` : "";
  const reason = error.code.replace(/^CSV_/, "").replaceAll("_", " ").toLowerCase();
  return new SourceError(`${key} is not valid CSV${line} (${reason}).`);
}

/** The delimiter that the first line has most of, outside of quotes. */
export function detectDelimiter(start: string): string {
  const unquoted = start.replace(/"(?:[^"]|"")*"?/g, "");
  const line = unquoted.split(/[\r\n]/, 1)[0] ?? "";
  const counts = delimiters.map((delimiter) => line.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ",";
}
