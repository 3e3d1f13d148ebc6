import { CsvCells } from "./csv-cells.js";
import { CsvRow } from "./csv-row.js";
import { CsvScanner, isBreak, noRow } from "./csv-scanner.js";

/** The text is no CSV from some line on; the message does not quote it. */
export class CsvError extends Error {
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

const reasons: Readonly<Record<number, string>> = {
  [noRow.brokenQuotes]: "broken quotes",
  [noRow.openQuote]: "a quote that is not closed",
  [noRow.tooLong]: "a row without an end",
};

/**
 * Splits CSV that comes in pieces into rows: RFC 4180, and beyond it any of CRLF, LF and CR as line break, and quotes as
 * text in a cell that does not begin with one. A row may have any number of cells; an empty line is no row.
 *
 * No file says whether its backslashes escape. They do from the first row on that is broken if they do not, and that has
 * as many cells as the header if they do.
 */
export class CsvSplitter {
  readonly #delimiter: Buffer;
  readonly #longest: number;
  #bytes: Buffer = Buffer.alloc(0);
  /** Where the first row begins that is not complete yet. */
  #start = 0;
  /** What came since that row was looked at. */
  #pieces: Buffer[] = [];
  #waiting = 0;
  #lines = 0;
  #escapes = false;
  #width: number | undefined;
  /** Cells of the piece before: the next one has about as many. */
  #count = 0;

  /** A row of more than `longest` bytes is an error: it may be all that follows an open quote. */
  constructor(options: { readonly delimiter: string; readonly longest: number }) {
    this.#delimiter = Buffer.from(options.delimiter);
    this.#longest = options.longest;
  }

  /** The rows that this piece (well-formed UTF-8, which MUST not change afterwards) completes. Throws CsvError. */
  push(piece: Buffer): CsvRow[] {
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    const unread = this.#bytes.length - this.#start;
    // A long row is looked at again only once there is twice as much of it: else it would cost its length squared.
    const isTooSoon = this.#waiting < unread && unread + this.#waiting <= this.#longest;
    return isTooSoon ? [] : this.#split(false);
  }

  /** The rows that are left at the end of the text. Throws CsvError. */
  end(): CsvRow[] {
    return this.#split(true);
  }

  #split(isLast: boolean): CsvRow[] {
    this.#bytes = Buffer.concat([this.#bytes.subarray(this.#start), ...this.#pieces]);
    this.#start = 0;
    this.#pieces = [];
    this.#waiting = 0;
    const table = new CsvCells(this.#bytes, this.#count);
    const scanner = new CsvScanner(table, this.#delimiter, isLast);
    const rows: CsvRow[] = [];
    while (this.#start < this.#bytes.length) {
      const first = table.count;
      const end = this.#scan(scanner, table);
      if (end === noRow.goesOn) break;
      if (end < 0) return this.#stop(rows, end);
      this.#lines += scanner.breaks;
      if (!isBreak(this.#bytes[this.#start])) {
        const width = table.count - first;
        this.#width ??= width;
        const length = end - this.#start;
        rows.push(new CsvRow(table, first, { width, line: this.#lines, length }));
      }
      this.#start = end;
    }
    this.#count = table.count;
    const isTooLong = this.#bytes.length - this.#start > this.#longest;
    return isTooLong ? this.#stop(rows, noRow.tooLong) : rows;
  }

  /** The rows before a fault come first: the next call comes back to it. */
  #stop(rows: CsvRow[], end: number): CsvRow[] {
    if (rows.length > 0) return rows;
    throw new CsvError(this.#lines + 1, reasons[end] ?? "broken");
  }

  /** Adds the cells of the row that is next; returns where the one after it begins, or why there is none (`noRow`). */
  #scan(scanner: CsvScanner, table: CsvCells): number {
    const first = table.count;
    let end = scanner.row(this.#start, this.#escapes);
    if (end < 0 && end !== noRow.goesOn && !this.#escapes) {
      table.count = first;
      const escaped = scanner.row(this.#start, true);
      if (escaped === noRow.goesOn) return escaped;
      const width = table.count - first;
      this.#escapes = escaped >= 0 && width === (this.#width ?? width);
      if (this.#escapes) end = escaped;
    }
    // Also where it has come whole: else it would depend on the pieces.
    return end - this.#start > this.#longest ? noRow.tooLong : end;
  }
}
