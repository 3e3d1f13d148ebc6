import { isRoundLength } from "./round-numbers.js";

const narrowest = 1000;

/** What a run has learnt of the answers of one endpoint: which lengths are whole, which are cut off. */
export class WindowMemory {
  /** False once an answer has shown that `offset` changes nothing. */
  isOffsetHonoured = true;
  readonly #widest: number;
  #width: number;
  #longestWhole = 0;
  readonly #cutLengths = new Set<number>();
  #hasCut = false;

  /** `width` is the widest window, in milliseconds. */
  constructor(width: number) {
    this.#widest = width;
    this.#width = width;
  }

  /** The width of the next window: half after a cut, and wider again after each that was not. */
  nextWidth(): number {
    this.#width = this.#hasCut
      ? Math.max(narrowest, Math.floor(this.#width / 2 / narrowest) * narrowest)
      : Math.min(this.#widest, this.#width * 2);
    this.#hasCut = false;
    return this.#width;
  }

  noteWhole(length: number): void {
    this.#longestWhole = Math.max(this.#longestWhole, length);
  }

  /** Notes that a window was cut off, at a length or (undefined) in another way. */
  noteCut(length: number | undefined): void {
    this.#hasCut = true;
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
