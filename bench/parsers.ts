import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { StringDecoder } from "node:string_decoder";
import { parse } from "csv-parse";
import { inferSchema, initParser, type Parser } from "udsv";
import type * as ownCsv from "../src/exports/formats/csv.js";

export type OnRow = (cells: readonly string[]) => void;

export interface CsvInput {
  readonly source: AsyncIterable<Buffer>;
  readonly delimiter: string;
}

/** Reads CSV to its end, the header row as any other. */
export type ReadCsv = (input: CsvInput, onRow: OnRow) => Promise<void>;

export type OwnCsv = typeof ownCsv;

/** The tap's own parser, from the sources or as it is built. The only place that knows how it is called. */
export function ownParser(own: OwnCsv): ReadCsv {
  return async ({ source, delimiter }, onRow) => {
    const stream = source instanceof Readable ? source : Readable.from(source);
    for await (const batch of own.readCsv(stream, { delimiter, key: "bench" })) {
      for (const { cells } of batch) onRow(cells);
    }
  };
}

/** csv-parse at its best: rows are taken where they are made, none goes through its stream. */
export const csvParse: ReadCsv = async ({ source, delimiter }, onRow) => {
  const parser = parse({
    bom: true,
    delimiter,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_column_count: true,
    skip_empty_lines: true,
    on_record: (cells: string[]) => {
      onRow(cells);
      return null;
    },
  });
  await pipeline(source, parser.resume());
};

/** uDSV over pieces of text; it needs the first line as a whole to find out the line break. */
export const udsv: ReadCsv = async ({ source, delimiter }, onRow) => {
  const decoder = new StringDecoder("utf8");
  let parser: Parser | undefined;
  let waiting = "";
  const take = (text: string): void => {
    waiting += text;
    // A carriage return at the end may be the half of a line break.
    if (parser === undefined && !/[\r\n][^]/.test(waiting)) return;
    parser ??= startUdsv(waiting, delimiter);
    parser.chunk<string[]>(waiting, parser.stringArrs, (cells) => {
      onRow(cells);
    });
    waiting = "";
  };
  for await (const chunk of source) take(decoder.write(chunk));
  take(decoder.end());
  if (waiting !== "") {
    for (const cells of startUdsv(waiting, delimiter).stringArrs<string[]>(waiting)) onRow(cells);
  }
  parser?.end();
};

function startUdsv(text: string, delimiter: string): Parser {
  return initParser(inferSchema(text, { col: delimiter, header: () => [] }));
}
