import type { Config } from "../../config/load.js";
import { CellRow, type CellLayout } from "../../exports/formats/csv-row.js";
import type { RecordFrame } from "../../singer/messages.js";
import type { LineWriter } from "../../singer/writer.js";
import type { JsonObject } from "../../values/json.js";
import { RecordPreparer } from "../prepare.js";
import type { SelectedStream } from "../select.js";
import type { Source } from "../stream.js";
import { CellEncoder } from "./cell-encoder.js";
import { planCells } from "./cell-plan.js";

/** The frame of the lines, and who is told what became of a row. */
interface Output {
  readonly frame: RecordFrame;
  /** A line of this length was queued. */
  readonly sent: (length: number) => void;
  /** A record of the row of this index cannot be delivered. */
  readonly rejected: (index: number, reason: string) => void;
}

/** A longer row is made of texts: from cells it would need a buffer for the longest JSON that it may become. */
const longest = 64 * 1024;

/** Writes the RECORD lines of one stream. Rows of cells are written from their bytes where that gives the same line; all others are made of values. */
export class RecordLines {
  readonly preparer: RecordPreparer;
  readonly #writer: LineWriter;
  #before = Buffer.alloc(0);
  #after = Buffer.alloc(0);
  #layout: CellLayout | undefined;
  #encoder: CellEncoder | undefined;

  /** Throws UsageError where the user's catalog has made the stream's schema invalid. */
  constructor(stream: SelectedStream, config: Readonly<Config>, writer: LineWriter) {
    this.preparer = new RecordPreparer(stream, config);
    this.#writer = writer;
  }

  /** Writes the records of rows, and waits for the reader on the way. Rejects with ReaderClosedError. */
  async write(rows: readonly unknown[], source: Source, output: Output): Promise<void> {
    this.#before = Buffer.from(output.frame.before);
    this.#after = Buffer.from(output.frame.after);
    // Not entries(): it makes an array for each of a hundred thousand rows a second.
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index];
      const mayBeCells = source.takesValues === true && row instanceof CellRow;
      const length = mayBeCells ? this.#fromCells(row) : 0;
      if (length > 0) output.sent(length);
      else for (const raw of source.toRecords(row)) this.#fromValues(raw, index, output);
      if (this.#writer.isFull) await this.#writer.flush();
    }
  }

  /** The bytes of the line; 0 where it has to be made of values. */
  #fromCells({ layout, row }: CellRow): number {
    const encoder = this.#encoderFor(layout);
    if (encoder === undefined || row.length > longest) return 0;
    const [before, after] = [this.#before, this.#after];
    const most = before.length + encoder.most(row) + after.length;
    const length = this.#writer.writeBytes(most, (batch, at) => {
      const end = encoder.write(row, batch, at + before.copy(batch, at));
      return end < 0 ? end : end + after.copy(batch, end);
    });
    if (length > 0) for (const { name } of encoder.unknown) this.preparer.countUnknown(name);
    return length;
  }

  #encoderFor(layout: CellLayout): CellEncoder | undefined {
    if (layout !== this.#layout) {
      this.#layout = layout;
      const plan = planCells(layout, this.preparer);
      this.#encoder = plan && new CellEncoder(plan, layout.names.length);
    }
    return this.#encoder;
  }

  #fromValues(raw: JsonObject, index: number, { frame, sent, rejected }: Output): void {
    const prepared = this.preparer.prepare(raw);
    if ("rejected" in prepared) {
      rejected(index, prepared.rejected);
      return;
    }
    const line = frame.before + prepared.json + frame.after;
    this.#writer.write(line);
    sent(line.length);
  }
}
