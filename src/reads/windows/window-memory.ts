import { isRoundLength } from "../paging/whole.js";

const narrowest = 1000;

/** What a run has learnt of the answers of one endpoint: which lengths are whole, which are cut off. */
export class WindowMemory {
  /** False once an answer has shown that `offset` changes nothing. */
  isOffsetHonoured = true;
  readonly #widest: number;
  #width: number;
  #longestWhole = 0;
  readonly #cutLengths = new Set<number>();

  /** `width` is the widest window, in milliseconds. */
  constructor(width: number) {
    this.#widest = width;
    this.#width = width;
  }

  /** How wide the next window is to be, in milliseconds. */
  get width(): number {
    return this.#width;
  }

  /** Notes that a window of this width was read to its end: the next may be wider, if it was one as wide as any may be now. */
  noteRead(width: number): void {
    // Of windows that are read at the same time the first one tells; one that was cut has made the width less.
    if (width === this.#width) this.#width = Math.min(this.#widest, this.#width * 2);
  }

  noteWhole(length: number): void {
    this.#longestWhole = Math.max(this.#longestWhole, length);
  }

  /** Notes that a window of a width was cut off, at a length or (undefined) in another way. */
  noteCut(length: number | undefined, width: number): void {
    const half = Math.max(narrowest, Math.floor(width / 2 / narrowest) * narrowest);
    this.#width = Math.min(this.#width, half);
    if (length !== undefined) this.#cutLengths.add(length);
  }

  isShorterThanWhole(length: number): boolean {
    return length < this.#longestWhole;
  }

  isCutLength(length: number): boolean {
    return this.#cutLengths.has(length);
  }

  /** Whether rows of one second could be cut off at this length. */
  isSuspicious(length: number): boolean {
    return this.#cutLengths.size > 0 ? this.isCutLength(length) : isRoundLength(length);
  }
}
