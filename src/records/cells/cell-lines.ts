import type { CellRow } from "../../exports/formats/cell-row.js";
import type { RecordFrame } from "../../singer/messages.js";
import type { LineWriter } from "../../singer/writer.js";
import type { RecordPreparer } from "../prepare.js";

/** A longer row is made of texts: room for the longest JSON that it may become would be reserved. */
const longest = 64 * 1024;

/** Writes RECORD lines from cells. */
export class CellLines {
  readonly #preparer: RecordPreparer;
  readonly #writer: LineWriter;
  readonly #before: Buffer;
  readonly #after: Buffer;

  constructor(preparer: RecordPreparer, writer: LineWriter, frame: RecordFrame) {
    this.#preparer = preparer;
    this.#writer = writer;
    this.#before = Buffer.from(frame.before);
    this.#after = Buffer.from(frame.after);
  }

  /** Queues the line of a row, and returns its bytes; 0 where the row has to be prepared. */
  write({ layout, row }: CellRow): number {
    const encoder = this.#preparer.encoderFor(layout);
    if (encoder === undefined || row.length > longest) return 0;
    const [before, after] = [this.#before, this.#after];
    const most = before.length + encoder.most(row) + after.length;
    const length = this.#writer.writeBytes(most, (batch, at) => {
      const end = encoder.write(row, batch, at + before.copy(batch, at));
      return end < 0 ? end : end + after.copy(batch, end);
    });
    if (length > 0) this.#preparer.countUnknown();
    return length;
  }
}
