import type { Writable } from "node:stream";
import { ReaderClosedError } from "../errors.js";

const batchSize = 64 * 1024;
/** UTF-8 takes three bytes at most for a UTF-16 unit. */
const mostBytes = 3;

/**
 * Writes lines in batches and waits for the reader (which MUST be done with a chunk when it calls back, as files and pipes are:
 * its bytes are used again); the only user of stdout. Every method rejects with
 * ReaderClosedError once the reader is gone.
 */
export class LineWriter {
  readonly #output: Writable;
  /** Lines as UTF-8: to put texts together and to encode them later takes half as long again. */
  #batch = Buffer.allocUnsafe(2 * batchSize);
  #length = 0;
  #spare: Buffer<ArrayBuffer> | undefined;
  #failure: Error | undefined;
  /** Ends the flush that waits. */
  #abandon: ((error: Error) => void) | undefined;
  readonly #onClosed: (error: ReaderClosedError) => void;

  /** `onClosed` is called once, as soon as the reader is known to be gone. */
  constructor(output: Writable, onClosed: (error: ReaderClosedError) => void = () => undefined) {
    this.#output = output;
    this.#onClosed = onClosed;
    output.on("error", (error: NodeJS.ErrnoException) => {
      this.#fail(error);
    });
    output.on("close", () => {
      this.#fail(new Error("closed"));
    });
  }

  /** Queues a line (with its line break). */
  write(line: string): void {
    const most = mostBytes * line.length;
    this.writeBytes(most, (batch, at) => at + batch.write(line, at));
  }

  /**
   * Queues a line that `put` writes as UTF-8 at a place of a buffer, `most` bytes at most; `put` returns where the line ends, or
   * -1 if there is to be none. Returns the bytes of the line.
   */
  writeBytes(most: number, put: (batch: Buffer, at: number) => number): number {
    if (this.#batch.length - this.#length < most) this.#grow(most);
    const length = Math.max(0, put(this.#batch, this.#length) - this.#length);
    this.#length += length;
    return length;
  }

  /** Whether `flush` should be awaited before more is written. */
  get isFull(): boolean {
    return this.#length >= batchSize;
  }

  /** Resolves once everything queued has been accepted by the output. */
  async flush(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#length === 0) return;
    const batch = this.#batch;
    const bytes = batch.subarray(0, this.#length);
    this.#batch = this.#spare ?? Buffer.allocUnsafe(2 * batchSize);
    this.#spare = undefined;
    this.#length = 0;
    await new Promise<void>((resolve, reject) => {
      // A stream that is destroyed in mid-write need never call back.
      this.#abandon = reject;
      this.#output.write(bytes, (error) => {
        if (error) reject(this.#fail(error));
        else resolve();
      });
    });
    if (batch.length === 2 * batchSize) this.#spare = batch;
  }

  #grow(bytes: number): void {
    const larger = Buffer.allocUnsafe(2 * (this.#length + bytes));
    this.#batch.copy(larger, 0, 0, this.#length);
    this.#batch = larger;
  }

  #fail(error: NodeJS.ErrnoException): Error {
    if (this.#failure !== undefined) return this.#failure;
    const closed = new ReaderClosedError("The program that reads the tap's output has closed it.", {
      hint: "Look at that program's own messages: the tap goes on from the last STATE that it kept.",
      cause: error,
    });
    this.#failure = closed;
    this.#abandon?.(closed);
    this.#onClosed(closed);
    return closed;
  }
}

/** The writer of the process: Singer messages go to stdout, and nothing else does. */
export function createStdoutWriter(onClosed?: (error: ReaderClosedError) => void): LineWriter {
  // eslint-disable-next-line no-restricted-properties -- the one place that may.
  return new LineWriter(process.stdout, onClosed);
}
