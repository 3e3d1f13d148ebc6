import { stateLine } from "../singer/messages.js";
import { advance, withRowIds, type TapState } from "../singer/state.js";
import type { LineWriter } from "../singer/writer.js";

const recordsPerState = 4;

export interface StateKeeperOptions {
  /** What stands for the id of a row in the state; absent = the id. */
  readonly stateId?: ((id: string) => string) | undefined;
}

/**
 * Holds the state and decides when it is written: at the start, at the end, and at a checkpoint once the records
 * since the last STATE weigh four times the STATE, so that states never outweigh records.
 */
export class StateKeeper {
  #state: TapState;
  readonly #writer: LineWriter;
  readonly #hide: (bookmarks: TapState["bookmarks"]) => TapState["bookmarks"];
  #weight = 0;
  /** A checkpoint that was not needed so far. */
  #pending: (() => TapState["bookmarks"]) | undefined;
  /** Of the last STATE line that was made. */
  #length = 0;

  constructor(state: TapState, writer: LineWriter, { stateId }: StateKeeperOptions = {}) {
    this.#writer = writer;
    // Older states may hold ids that are not hidden, and some reads leave the hiding to this.
    this.#hide = stateId === undefined ? (same) => same : (marks) => withRowIds(marks, stateId);
    this.#state = { ...state, bookmarks: this.#hide(state.bookmarks) };
  }

  get state(): TapState {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending !== undefined) this.#state = advance(this.#state, this.#hide(pending()));
    return this.#state;
  }

  /** Counts a line that no STATE covers yet. */
  add(length: number): void {
    this.#weight += length;
  }

  /**
   * Takes a checkpoint that covers every line written so far. A function is called once a STATE may be due. If another checkpoint
   * comes first, it is never called. Where a checkpoint `forgets`, the STATE is written at once: no later interruption may bring
   * back what is given up.
   */
  async checkpoint(
    bookmarks: TapState["bookmarks"] | (() => TapState["bookmarks"]),
    { forgets = false }: { readonly forgets?: boolean | undefined } = {},
  ): Promise<void> {
    if (typeof bookmarks !== "function") return this.#take(bookmarks, forgets);
    this.#pending = bookmarks;
    // A STATE may name tens of thousands of objects. To make one for each checkpoint would cost more than the rows do.
    if (this.#weight >= recordsPerState * this.#length) await this.#writeIfDue();
  }

  /** Names the stream whose read begins, or null once it is done. */
  setCurrent(stream: string | null): void {
    this.#state = { ...this.state, currently_syncing: stream };
  }

  /** Writes the state whatever it weighs, and waits until the reader has it. */
  async write(): Promise<void> {
    await this.#write(stateLine(this.state));
  }

  async #take(bookmarks: TapState["bookmarks"], forgets: boolean): Promise<void> {
    const before = this.state.bookmarks;
    const isLost = Object.entries(bookmarks).some(([stream, next]) => loses(before[stream], next));
    this.#state = advance(this.state, this.#hide(bookmarks));
    if (forgets && isLost) return this.write();
    await this.#writeIfDue();
  }

  async #writeIfDue(): Promise<void> {
    if (this.#weight === 0) return;
    const line = stateLine(this.state);
    this.#length = line.length;
    if (this.#weight >= recordsPerState * line.length) await this.#write(line);
  }

  async #write(line: string): Promise<void> {
    this.#writer.write(line);
    this.#weight = 0;
    await this.#writer.flush();
  }
}

type Bookmark = TapState["bookmarks"][string];

/** Whether a key that said something says nothing now. */
function loses(before: Bookmark = {}, next: Bookmark): boolean {
  return Object.entries(next).some(([key, value]) => isNothing(value) && !isNothing(before[key]));
}

function isNothing(value: unknown): boolean {
  return (value ?? null) === null || (Array.isArray(value) && value.length === 0);
}
