import fc from "fast-check";
import type { CsvRow } from "../../src/exports/formats/csv-row.js";
import { CsvError, CsvSplitter } from "../../src/exports/formats/csv-splitter.js";

/** What a splitter made of a text. */
export interface Split {
  readonly rows: readonly Pick<CsvRow, "cells" | "line" | "length">[];
  readonly cells: readonly (readonly string[])[];
  /** `<line>: <message>` of the CsvError that ended it. */
  readonly error: string | undefined;
}

export interface SplitOptions {
  readonly delimiter?: string;
  readonly longest?: number;
}

/** Gives a splitter the pieces, asks for the rest until nothing is left, and keeps what came before an error. */
export function splitPieces(pieces: Iterable<string | Buffer>, options: SplitOptions = {}): Split {
  const splitter = new CsvSplitter({ delimiter: ",", longest: 1_000_000, ...options });
  const rows: CsvRow[] = [];
  let error: string | undefined;
  try {
    for (const piece of pieces)
      rows.push(...splitter.push(typeof piece === "string" ? Buffer.from(piece) : piece));
    for (let last = splitter.end(); last.length > 0; last = splitter.end()) rows.push(...last);
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    error = `${thrown.line}: ${thrown.message}`;
  }
  const all = rows.map(({ cells, line, length }) => ({ cells, line, length }));
  return { rows: all, cells: all.map(({ cells }) => cells), error };
}

/** The bytes of a text in two pieces, cut at each place. */
export function* twoPieces(text: string): Generator<readonly [Buffer, Buffer]> {
  const bytes = Buffer.from(text);
  for (let at = 0; at <= bytes.length; at += 1) yield [bytes.subarray(0, at), bytes.subarray(at)];
}

/** Each byte of a text by itself. */
export function singleBytes(text: string): Buffer[] {
  return Array.from(Buffer.from(text), (byte) => Buffer.from([byte]));
}

/** The bytes of a text cut at these places, each taken modulo their number. */
export function cutAt(text: string, cuts: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text);
  const places = cuts.map((cut) => cut % (bytes.length + 1)).sort((one, other) => one - other);
  const ends = [...places, bytes.length];
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
}

/** Where a text is cut. */
export const anyCuts = fc.array(fc.nat({ max: 10_000 }), { maxLength: 8 });
