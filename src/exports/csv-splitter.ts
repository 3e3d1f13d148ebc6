import { decodeBytes } from "./text.js";

/** One row of a CSV text. */
export interface CsvRow {
  /** Line at which the row ends, from 1. */
  readonly line: number;
  /** How much of the text the row takes. */
  readonly length: number;
  readonly cells: readonly string[];
}

/** The text is no CSV from some line on; the message does not quote it. */
export class CsvError extends Error {
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

/** How a row is to be read. */
interface Dialect {
  /** UTF-16 unit. */
  readonly delimiter: number;
  /** Whether a backslash takes a quote's meaning from it. */
  readonly escapes: boolean;
  /** Whether the text ends where it ends, or goes on in another piece. */
  readonly isLast: boolean;
  readonly isLatin1: boolean;
}

interface ScannedRow {
  readonly cells: string[];
  /** Behind its line break. */
  readonly end: number;
  /** Line breaks, its own included. */
  readonly breaks: number;
}

/** Why no row can begin where one should. */
type Fault = "broken quotes" | "a quote that is not closed" | "a row without an end";

type Scan = ScannedRow | "goes on" | Fault;

const quote = 0x22;
const backslash = 0x5c;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Splits CSV that comes in pieces into rows: RFC 4180, and beyond it any of CRLF, LF and CR as line break, and quotes as
 * text in a cell that does not begin with one. A row may have any number of cells; an empty line is no row.
 *
 * No file says whether its backslashes escape. They do from the first row on that is broken if they do not, and that has
 * as many cells as the header if they do.
 */
export class CsvSplitter {
  readonly #delimiter: number;
  readonly #longest: number;
  readonly #isLatin1: boolean;
  #text = "";
  /** Where the first row begins that is not complete yet. */
  #start = 0;
  /** What came since that row was looked at. */
  #pieces: string[] = [];
  #waiting = 0;
  #lines = 0;
  #escapes = false;
  #width: number | undefined;

  /**
   * A row longer than `longest` is an error: it may be all that follows an open quote. `isLatin1`: the pieces are bytes of
   * UTF-8 taken for Latin-1; the cells are decoded all the same.
   */
  constructor(options: {
    readonly delimiter: string;
    readonly longest: number;
    readonly isLatin1: boolean;
  }) {
    this.#isLatin1 = options.isLatin1;
    this.#delimiter = options.delimiter.charCodeAt(0);
    this.#longest = options.longest;
  }

  /** The rows that this piece completes. Throws CsvError. */
  push(piece: string): CsvRow[] {
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    const unread = this.#text.length - this.#start;
    // A long row is looked at again only once there is twice as much of it: else it would cost its length squared.
    const isTooSoon = this.#waiting < unread && unread + this.#waiting <= this.#longest;
    return isTooSoon ? [] : this.#split(false);
  }

  /** The rows that are left at the end of the text. Throws CsvError. */
  end(): CsvRow[] {
    return this.#split(true);
  }

  #split(isLast: boolean): CsvRow[] {
    this.#text = this.#text.slice(this.#start) + this.#pieces.join("");
    this.#start = 0;
    this.#pieces = [];
    this.#waiting = 0;
    const rows: CsvRow[] = [];
    while (this.#start < this.#text.length) {
      const scan = this.#scan(isLast);
      if (scan === "goes on") break;
      if (isFault(scan)) return this.#stop(rows, scan);
      this.#lines += scan.breaks;
      if (!isBreak(this.#text.charCodeAt(this.#start))) {
        this.#width ??= scan.cells.length;
        rows.push({ line: this.#lines, length: scan.end - this.#start, cells: scan.cells });
      }
      this.#start = scan.end;
    }
    const isTooLong = this.#text.length - this.#start > this.#longest;
    return isTooLong ? this.#stop(rows, "a row without an end") : rows;
  }

  /** The rows before a fault come first: the next call comes back to it. */
  #stop(rows: CsvRow[], fault: Fault): CsvRow[] {
    if (rows.length > 0) return rows;
    throw new CsvError(this.#lines + 1, fault);
  }

  #scan(isLast: boolean): Scan {
    const scan = this.#scanEither(isLast);
    // Also where it has come whole: else it would depend on the pieces.
    const isTooLong = typeof scan !== "string" && scan.end - this.#start > this.#longest;
    return isTooLong ? "a row without an end" : scan;
  }

  #scanEither(isLast: boolean): Scan {
    const dialect = {
      delimiter: this.#delimiter,
      escapes: this.#escapes,
      isLast,
      isLatin1: this.#isLatin1,
    };
    const scan = scanRow(this.#text, this.#start, dialect);
    if (!isFault(scan) || this.#escapes) return scan;
    const escaped = scanRow(this.#text, this.#start, { ...dialect, escapes: true });
    if (escaped === "goes on") return escaped;
    if (isFault(escaped) || escaped.cells.length !== (this.#width ?? escaped.cells.length))
      return scan;
    this.#escapes = true;
    return escaped;
  }
}

function isFault(scan: Scan): scan is Fault {
  return typeof scan === "string" && scan !== "goes on";
}

function scanRow(text: string, start: number, dialect: Dialect): Scan {
  const cells: string[] = [];
  let breaks = 1;
  for (let at = start; ; at += 1) {
    const isQuoted = text.charCodeAt(at) === quote;
    const begin = isQuoted ? at + 1 : at;
    const close = isQuoted ? closingQuote(text, begin, dialect) : endOfCell(text, at, dialect);
    if (close < 0) return dialect.isLast ? "a quote that is not closed" : "goes on";
    const raw = text.slice(begin, close);
    if (isQuoted) breaks += countBreaks(raw);
    cells.push(toCell(raw, isQuoted, dialect));
    at = isQuoted ? close + 1 : close;
    if (text.charCodeAt(at) === dialect.delimiter) continue;
    const end = endOfRow(text, at, dialect);
    return typeof end === "string" ? end : { cells, end, breaks };
  }
}

/** Where the next row begins, behind the last cell of one. */
function endOfRow(text: string, at: number, { isLast }: Dialect): number | "goes on" | Fault {
  const code = text.charCodeAt(at);
  if (at >= text.length) return isLast ? at : "goes on";
  if (code === lineFeed) return at + 1;
  if (code !== carriageReturn) return "broken quotes";
  if (at + 1 >= text.length && !isLast) return "goes on";
  return text.charCodeAt(at + 1) === lineFeed ? at + 2 : at + 1;
}

function endOfCell(text: string, start: number, { delimiter }: Dialect): number {
  let end = start;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code === delimiter || code === lineFeed || code === carriageReturn) break;
  }
  return end;
}

const notAscii = /[\u0080-\uffff]/;

function toCell(raw: string, isQuoted: boolean, { escapes, isLatin1 }: Dialect): string {
  const text = isLatin1 && notAscii.test(raw) ? decodeBytes(raw) : raw;
  if (!isQuoted) return text;
  if (escapes)
    return text.replace(/\\(["\\])|""/g, (_, escaped: string | undefined) => escaped ?? '"');
  return text.includes('"') ? text.replaceAll('""', '"') : text;
}

/** Where the quote stands that ends a cell; -1 if it is not there. */
function closingQuote(text: string, start: number, { escapes, isLast }: Dialect): number {
  for (let at = text.indexOf('"', start); at >= 0; at = text.indexOf('"', at + 1)) {
    if (escapes && isEscaped(text, at, start)) continue;
    if (text.charCodeAt(at + 1) !== quote) return at + 1 < text.length || isLast ? at : -1;
    // Two quotes are one that is text.
    at += 1;
  }
  return -1;
}

function isEscaped(text: string, at: number, start: number): boolean {
  let first = at;
  while (first > start && text.charCodeAt(first - 1) === backslash) first -= 1;
  return (at - first) % 2 === 1;
}

function countBreaks(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === lineFeed || (code === carriageReturn && text.charCodeAt(at + 1) !== lineFeed))
      count += 1;
  }
  return count;
}

function isBreak(code: number): boolean {
  return code === lineFeed || code === carriageReturn;
}
