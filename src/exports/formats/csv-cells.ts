import { decodeBytes } from "./text.js";

/** What is to be known of a cell before its bytes are used; bits. */
export const mark = {
  /** Holds a quote, a backslash or a control character: its bytes are not the text of a JSON string. */
  unsafe: 1,
  beyondAscii: 2,
  /** Stood between quotes, which are not a part of it. */
  quoted: 4,
  /** A backslash in it takes a quote's meaning away. */
  backslashed: 8,
} as const;

/**
 * The cells of a piece of CSV, as places in its bytes. A cell costs no object: texts are made of those alone that somebody
 * asks for.
 */
export class CsvCells {
  /** Well-formed UTF-8. */
  readonly bytes: Buffer;
  /** Where each cell begins, and where it ends: two numbers for a cell. */
  bounds: Int32Array;
  /** See `mark`. */
  marks: Uint8Array;
  count = 0;
  #text: string | undefined;

  /** `expected` is about how many cells will come. */
  constructor(bytes: Buffer, expected: number) {
    this.bytes = bytes;
    this.bounds = new Int32Array(2 * expected);
    this.marks = new Uint8Array(expected);
  }

  add(start: number, end: number, marks: number): void {
    const index = this.count;
    if (index === this.marks.length) this.#grow();
    this.bounds[2 * index] = start;
    this.bounds[2 * index + 1] = end;
    this.marks[index] = marks;
    this.count = index + 1;
  }

  /** The text of a cell, its escapes resolved. */
  text(index: number): string {
    // One character for each byte: to slice such a text and to decode what is not ASCII is faster than to decode each cell.
    const latin1 = (this.#text ??= this.bytes.toString("latin1"));
    const raw = latin1.slice(this.bounds[2 * index], this.bounds[2 * index + 1]);
    const marks = this.marks[index] ?? 0;
    const text = (marks & mark.beyondAscii) === 0 ? raw : decodeBytes(raw);
    if ((marks & mark.unsafe) === 0 || (marks & mark.quoted) === 0) return text;
    if ((marks & mark.backslashed) === 0) return text.replaceAll('""', '"');
    return text.replace(/\\(["\\])|""/g, (_, escaped: string | undefined) => escaped ?? '"');
  }

  #grow(): void {
    const [bounds, marks] = [this.bounds, this.marks];
    const length = 2 * marks.length + 64;
    this.bounds = new Int32Array(2 * length);
    this.bounds.set(bounds);
    this.marks = new Uint8Array(length);
    this.marks.set(marks);
  }
}
