import fc from "fast-check";
import { CsvError, CsvSplitter, type CsvRow } from "../../src/exports/csv-splitter.js";

/** What a splitter made of a text. */
export interface Split {
  readonly rows: readonly CsvRow[];
  readonly cells: readonly (readonly string[])[];
  /** `<line>: <message>` of the CsvError that ended it. */
  readonly error: string | undefined;
}

export interface SplitOptions {
  readonly delimiter?: string;
  readonly longest?: number;
  readonly isLatin1?: boolean;
}

/** A text as a splitter is given it: as it is, or as bytes of UTF-8 that were taken for Latin-1. */
export function asGiven(text: string, isLatin1: boolean): string {
  return isLatin1 ? Buffer.from(text).toString("latin1") : text;
}

/** Gives a splitter the pieces, asks for the rest until nothing is left, and keeps what came before an error. */
export function splitPieces(pieces: Iterable<string>, options: SplitOptions = {}): Split {
  const splitter = new CsvSplitter({
    delimiter: ",",
    longest: 1_000_000,
    isLatin1: false,
    ...options,
  });
  const rows: CsvRow[] = [];
  let error: string | undefined;
  try {
    for (const piece of pieces) rows.push(...splitter.push(piece));
    for (let last = splitter.end(); last.length > 0; last = splitter.end()) rows.push(...last);
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown;
    error = `${thrown.line}: ${thrown.message}`;
  }
  return { rows, cells: rows.map(({ cells }) => cells), error };
}

/** The text in two pieces, cut at each place. */
export function* twoPieces(text: string): Generator<readonly [string, string]> {
  for (let at = 0; at <= text.length; at += 1) yield [text.slice(0, at), text.slice(at)];
}

/** The text cut at these places, each taken modulo its length. */
export function cutAt(text: string, cuts: readonly number[]): string[] {
  const places = cuts.map((cut) => cut % (text.length + 1)).sort((one, other) => one - other);
  const ends = [...places, text.length];
  return ends.map((end, index) => text.slice(index === 0 ? 0 : ends[index - 1], end));
}

/** Where a text is cut. */
export const anyCuts = fc.array(fc.nat({ max: 10_000 }), { maxLength: 8 });
