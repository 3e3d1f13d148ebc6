import { mark, type CsvCells } from "./csv-cells.js";

/** Why no row can begin where one should; negative, as no place in the bytes is. */
export const noRow = { goesOn: -1, brokenQuotes: -2, openQuote: -3, tooLong: -4 } as const;

const quote = 0x22;
const backslash = 0x5c;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** A byte at which a cell may end, or a line; the bits below it are those of `mark`. */
const stop = 16;

const inQuotes = kindsOf([]);

/** Finds the cells of one row after the other. What is to be known of a cell is found on the way. */
export class CsvScanner {
  /** Line breaks of the last row, its own included. */
  breaks = 0;
  readonly #cells: CsvCells;
  readonly #bytes: Buffer;
  readonly #isLast: boolean;
  readonly #delimiter: Buffer;
  readonly #kinds: Uint8Array;
  /** Of the row that is read: whether a backslash takes a quote's meaning from it. */
  #escapes = false;

  /** `delimiter`: UTF-8. `isLast`: the text ends where the bytes end, and does not go on in other ones. */
  constructor(cells: CsvCells, delimiter: Buffer, isLast: boolean) {
    this.#cells = cells;
    this.#bytes = cells.bytes;
    this.#isLast = isLast;
    this.#delimiter = delimiter;
    this.#kinds = kindsOf([delimiter[0] ?? 0, lineFeed, carriageReturn]);
  }

  /** Adds the cells of the row that begins at `start`; returns where the next row begins, or why there is none (`noRow`). */
  row(start: number, escapes: boolean): number {
    this.breaks = 1;
    this.#escapes = escapes;
    for (let at = start; ; at += this.#delimiter.length) {
      at = this.#bytes[at] === quote ? this.#quoted(at + 1) : this.#plain(at);
      if (at < 0) return at;
      if (!this.#isDelimiter(at)) return this.#endOfRow(at);
    }
  }

  /** Adds a cell without quotes; returns its end. */
  #plain(start: number): number {
    const bytes = this.#bytes;
    const kinds = this.#kinds;
    const { length } = bytes;
    let marks = 0;
    let at = start;
    for (; at < length; at += 1) {
      const kind = kinds[bytes[at] ?? 0] ?? 0;
      if (kind === 0) continue;
      if (kind >= stop && this.#isEnd(at)) break;
      marks |= kind;
    }
    this.#cells.add(start, at, marks & ~stop);
    return at;
  }

  /** Adds a cell whose text begins behind a quote; returns the place behind the quote that ends it, or why there is none (`noRow`). */
  #quoted(start: number): number {
    const bytes = this.#bytes;
    const { length } = bytes;
    let marks: number = mark.quoted | (this.#escapes ? mark.backslashed : 0);
    for (let at = start; at < length; at += 1) {
      const kind = inQuotes[bytes[at] ?? 0];
      if (kind === 0) continue;
      const taken = this.#special(at);
      if (taken < 0) return this.#close(start, at, marks);
      marks |= kind ?? 0;
      at += taken;
    }
    return this.#isLast ? noRow.openQuote : noRow.goesOn;
  }

  /** How many more bytes belong to a special byte; -1 where it is the quote that ends the cell. */
  #special(at: number): number {
    const [byte, next] = [this.#bytes[at], this.#bytes[at + 1]];
    // Two quotes are one that is text.
    if (byte === quote) return next === quote ? 1 : -1;
    if (byte === backslash) return this.#escapes && (next === quote || next === backslash) ? 1 : 0;
    if (byte === lineFeed || (byte === carriageReturn && next !== lineFeed)) this.breaks += 1;
    return 0;
  }

  #close(start: number, end: number, marks: number): number {
    // Another quote may follow.
    if (end + 1 === this.#bytes.length && !this.#isLast) return noRow.goesOn;
    this.#cells.add(start, end, marks);
    return end + 1;
  }

  #isDelimiter(at: number): boolean {
    const delimiter = this.#delimiter;
    if (this.#bytes[at] !== delimiter[0]) return false;
    return (
      delimiter.length === 1 ||
      this.#bytes.subarray(at, at + delimiter.length).equals(this.#delimiter)
    );
  }

  #isEnd(at: number): boolean {
    return isBreak(this.#bytes[at]) || this.#isDelimiter(at);
  }

  /** Whether the rest of a delimiter may come with the next piece. */
  #isCutDelimiter(at: number): boolean {
    return !this.#isLast && at + this.#delimiter.length > this.#bytes.length;
  }

  /** Where the next row begins, behind the last cell of one. */
  #endOfRow(at: number): number {
    const bytes = this.#bytes;
    const { length } = bytes;
    if (at >= length) return this.#isLast ? at : noRow.goesOn;
    if (bytes[at] === lineFeed) return at + 1;
    if (bytes[at] !== carriageReturn)
      return this.#isCutDelimiter(at) ? noRow.goesOn : noRow.brokenQuotes;
    if (at + 1 >= length && !this.#isLast) return noRow.goesOn;
    return bytes[at + 1] === lineFeed ? at + 2 : at + 1;
  }
}

/** Whether a byte (undefined: behind the end) breaks a line. */
export function isBreak(byte: number | undefined): boolean {
  return byte === lineFeed || byte === carriageReturn;
}

/** For each byte its marks, and `stop` for some. */
function kindsOf(stops: readonly number[]): Uint8Array {
  const kinds = new Uint8Array(256).fill(mark.unsafe, 0, 0x20).fill(mark.beyondAscii, 0x80);
  for (const byte of [quote, backslash]) kinds[byte] = mark.unsafe;
  for (const byte of stops) kinds[byte] = (kinds[byte] ?? 0) | stop;
  return kinds;
}
