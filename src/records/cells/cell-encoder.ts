import { hash } from "node:crypto";
import { mark } from "../../exports/formats/csv-cells.js";
import type { CsvRow } from "../../exports/formats/csv-row.js";
import { keyTextHead } from "../../values/hash.js";
import { toJson } from "../../values/json.js";
import { lost } from "../convert.js";
import { ByteWriter } from "./byte-writer.js";
import { keyBytes, type CellKeyPart, type CellPlan, type CellValue } from "./cell-plan.js";

const nothing = Buffer.from("null");
const keyHead = Buffer.from(keyTextHead);
const [quote, comma, openBrace, closeBrace, closeBracket] = [0x22, 0x2c, 0x7b, 0x7d, 0x5d];
/** A control character becomes six bytes of JSON, and twice so many where it is a part of an id. */
const mostPerByte = 12;

/**
 * Writes the JSON of records straight from the cells of CSV rows: byte for byte what `RecordPreparer.prepare` makes of the
 * same rows, in a fraction of its time.
 */
export class CellEncoder {
  readonly #plan: CellPlan;
  /** Where the JSON of each cell of the row lies that is being written. */
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #out = new ByteWriter();
  readonly #hashed = new ByteWriter();
  /** Of the bytes that are hashed, by length: to make one takes as long as to hash it. */
  readonly #views = new Map<number, Buffer>();

  /** `width`: cells of a row. */
  constructor(plan: CellPlan, width: number) {
    this.#plan = plan;
    this.#starts = new Int32Array(width);
    this.#ends = new Int32Array(width);
  }

  /** Columns of the rows that the schema lacks. */
  get unknown(): CellPlan["unknown"] {
    return this.#plan.unknown;
  }

  /** Bytes that the record of a row takes at most. */
  most({ length }: CsvRow): number {
    return this.#plan.fixedBytes + mostPerByte * length;
  }

  /** Writes the record of a row at a place of a buffer; returns where it ends, or -1 where it has to be made of texts. */
  write(row: CsvRow, buffer: Buffer, at: number): number {
    const rule = this.#plan.rules.find(({ needs }) => needs.every((cell) => !row.isEmpty(cell)));
    if (rule === undefined) return -1;
    const out = this.#out;
    out.begin(buffer, at);
    let keyAt = at;
    for (const { before, value } of this.#plan.steps) {
      out.bytes(before);
      if (value.kind === "cell") {
        if (!this.#writeCell(row, value)) return -1;
      } else if (value.kind === "extra") {
        this.#writeExtra(row);
      } else {
        keyAt = out.at;
        // A hash comes last: it is made of what is written until then.
        if (rule.hashed === undefined) writeText(row, rule.needs[0] ?? 0, out);
        else out.at += keyBytes;
      }
    }
    out.bytes(this.#plan.end);
    const end = out.at;
    out.at = keyAt;
    return rule.hashed === undefined || this.#writeHash(row, rule.hashed) ? end : -1;
  }

  /** Writes a value, and notes where it lies; false where it is lost, so that `extra` has to keep it. */
  #writeCell(row: CsvRow, { cell, convert, isTime }: CellValue): boolean {
    const out = this.#out;
    this.#starts[cell] = out.at;
    if (convert === undefined || row.isEmpty(cell)) {
      writeText(row, cell, out);
    } else {
      const value = convert(row.text(cell), keepNothing);
      if (value === lost) return false;
      if (isTime && typeof value === "string") out.ascii(`"${value}"`);
      else out.text(toJson(value));
    }
    this.#ends[cell] = out.at;
    return true;
  }

  #writeExtra(row: CsvRow): void {
    const out = this.#out;
    const { unknown } = this.#plan;
    if (unknown.length === 0) {
      out.bytes(nothing);
      return;
    }
    for (const [index, { json, cell }] of unknown.entries()) {
      out.byte(index === 0 ? openBrace : comma);
      out.bytes(json);
      writeText(row, cell, out);
    }
    out.byte(closeBrace);
  }

  /** Writes the hash of what was written for some cells; false where it has to be made of texts. */
  #writeHash(row: CsvRow, parts: readonly CellKeyPart[]): boolean {
    const [out, hashed] = [this.#out, this.#hashed];
    const most = keyHead.length + this.most(row);
    if (hashed.buffer.length < most) {
      hashed.buffer = Buffer.allocUnsafe(2 * most);
      this.#views.clear();
    }
    hashed.at = 0;
    hashed.bytes(keyHead);
    for (const { cells, lowerCase } of parts) {
      hashed.byte(comma);
      const cell = cells.find((each) => !row.isEmpty(each));
      const [start, end] = [this.#starts[cell ?? 0] ?? 0, this.#ends[cell ?? 0] ?? 0];
      if (cell === undefined) hashed.bytes(nothing);
      else if (!lowerCase) hashed.part(out.buffer, start, end);
      else if (isPlainAscii(row, cell)) hashed.lowerCase(out.buffer, start, end);
      else return false;
    }
    hashed.byte(closeBracket);
    out.byte(quote);
    out.ascii(hash("sha256", this.#view(hashed.at)));
    out.byte(quote);
    return true;
  }

  #view(length: number): Buffer {
    const view = this.#views.get(length) ?? this.#hashed.buffer.subarray(0, length);
    this.#views.set(length, view);
    return view;
  }
}

function writeText(row: CsvRow, cell: number, out: ByteWriter): void {
  if (row.isEmpty(cell)) {
    out.bytes(nothing);
  } else if ((row.marks(cell) & mark.unsafe) !== 0) {
    out.text(JSON.stringify(row.text(cell)));
  } else {
    out.byte(quote);
    out.part(row.table.bytes, row.start(cell), row.end(cell));
    out.byte(quote);
  }
}

function isPlainAscii(row: CsvRow, cell: number): boolean {
  return (row.marks(cell) & (mark.unsafe | mark.beyondAscii)) === 0;
}

/** Only arrays and objects have something nested, and cells are neither. */
function keepNothing(): void {
  // Nothing.
}
