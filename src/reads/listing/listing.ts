import { ForbiddenError, RefusedError, SourceError, TapError } from "../../errors.js";
import { fetchAhead, type Fetched } from "../../exports/fetch-ahead.js";
import type { ColumnRules } from "../../exports/formats/columns.js";
import type {
  ObjectRow,
  ObjectSettings,
  RowValues,
  ValueRow,
} from "../../exports/formats/object-row.js";
import { readObject } from "../../exports/read-object.js";
import type { ExportObject } from "../../exports/stores/store.js";
import { formatInstant } from "../../values/timestamp.js";
import type { ReadContext, ReadEvent } from "../contract.js";
import { DoneObjects } from "./done-objects.js";
import { failedIn, type ListingBookmark, type ListingPlan } from "./listing-plan.js";

/** A row of an export object. */
export type ExportRow = ValueRow;

/** How the columns of a stream's objects are named, and what it adds to each row of one. */
export interface ExportColumns extends ColumnRules {
  readonly constants: (object: ExportObject) => RowValues;
}

/** As many as a bookmark may name (`schemas/state.json`). */
export const mostFailed = 1000;
/** Refusals in a row after which the read ends: a key without the right to read objects is refused each of them. */
const mostRefused = 20;

/** One listing of an export while it is read: what is done, what failed. */
export class Listing {
  readonly done: DoneObjects;
  failed: ListingBookmark["failed"];
  readonly #context: ReadContext;
  readonly #stream: string;
  readonly #rules: ExportColumns;
  readonly #plan: ListingPlan;
  readonly #since: number;
  readonly #isFailed: (object: ExportObject) => boolean;
  #hasWarned = false;
  #hasRead = false;
  /** The refusals since an object was read, and the last of them; those of objects that failed before do not count. */
  #refused = 0;
  #refusal: RefusedError | undefined;

  constructor(
    context: ReadContext,
    listing: {
      readonly stream: string;
      readonly rules: ExportColumns;
      readonly bookmark: ListingBookmark;
      readonly plan: ListingPlan;
      /** Objects modified before this instant (milliseconds) are never looked at again. */
      readonly since: number;
    },
  ) {
    this.#since = listing.since;
    this.#context = context;
    this.#stream = listing.stream;
    this.#rules = listing.rules;
    this.#plan = listing.plan;
    this.done = new DoneObjects(listing.bookmark.done);
    this.#isFailed = failedIn(listing.bookmark);
    // An object that is gone, or is another one now, cannot be tried again: its failure would last for ever.
    const listed = new Set(listing.plan.objects.filter(this.#isFailed).map(({ key }) => key));
    this.failed = listing.bookmark.failed.filter(({ key }) => listed.has(key));
  }

  async *read(): AsyncGenerator<ReadEvent<ExportRow>> {
    const first = await this.#first();
    const { objects, firstDue, skipRows } = this.#plan;
    const { config, signal } = this.#context;
    const options = { width: config.max_concurrency, signal };
    for (const fetched of fetchAhead(this.#context.store(), objects.slice(first), options)) {
      const { object } = fetched;
      // The first has just been read, if it failed before.
      const isProven = object === objects[first];
      if (!isProven && this.#isFailed(object) && !(await this.#canBeRead(object))) continue;
      const isResumed = first === firstDue && object === objects[firstDue];
      yield* this.#readObject(fetched, isResumed ? skipRows : 0);
      yield this.#checkpoint(object, null);
    }
  }

  /**
   * The first object to read: the first that is due, or one before it that failed in an earlier run and is well again. The
   * objects after that one have been sent already; they are sent again, since what it holds may be older.
   */
  async #first(): Promise<number> {
    const { objects, firstDue } = this.#plan;
    for (const [index, object] of objects.slice(0, firstDue).entries()) {
      if (this.#isFailed(object) && (await this.#canBeRead(object))) return index;
    }
    return firstDue;
  }

  /** Whether an object that failed before can be read to its end now: not a row of it is sent before that is known. */
  async #canBeRead(object: ExportObject): Promise<boolean> {
    const { signal } = this.#context;
    const open = () => this.#context.store().open(object, signal);
    try {
      const rows = this.#rowsOf({ object, open });
      while ((await rows.next()).done !== true) signal.throwIfAborted();
      this.failed = this.failed.filter(({ key }) => key !== object.key);
      return true;
    } catch (error) {
      this.#noteFailure(object, error);
      return false;
    }
  }

  /** Rows behind the first `skipRows`, and a checkpoint after each batch; a fault of the object is kept in `failed`. */
  async *#readObject(fetched: Fetched, skipRows: number): AsyncGenerator<ReadEvent<ExportRow>> {
    const { object } = fetched;
    let row = 0;
    try {
      for await (const batch of this.#rowsOf(fetched)) {
        this.#context.signal.throwIfAborted();
        const unsent = batch.slice(Math.max(0, skipRows - row));
        row += batch.length;
        if (unsent.length === 0) continue;
        yield* toEvents(unsent, object, formatInstant(this.#context.clock.now()));
        yield this.#checkpoint(object, row);
      }
      this.#hasRead = true;
      this.#refused = 0;
      if (object.modifiedMs >= this.#since) this.done.add(object);
    } catch (error) {
      this.#noteFailure(object, error);
      this.#countRefusal(error);
    }
  }

  #countRefusal(error: unknown): void {
    if (!(error instanceof ForbiddenError)) return;
    this.#refusal = error;
    this.#refused += 1;
    if (this.#refused >= mostRefused) throw error;
  }

  /** Why the stream is incomplete, if it is. */
  failure(): TapError | undefined {
    if (this.failed.length === 0) return undefined;
    const isRefused = !this.#hasRead && this.#refusal !== undefined;
    return isRefused ? this.#refusal : objectsFailed(this.#stream, this.failed);
  }

  #rowsOf({ object, open }: Fetched): AsyncGenerator<readonly ObjectRow[]> {
    const { config, signal, log } = this.#context;
    const warn = (message: string): void => {
      if (!this.#hasWarned) log.warning(`${this.#stream}: ${message}`);
      this.#hasWarned = true;
    };
    const settings: ObjectSettings = {
      columns: this.#rules,
      format: config.export_format,
      delimiter: config.export_delimiter,
      constants: this.#rules.constants(object),
      signal,
      warn,
    };
    return readObject(object.key, open, settings);
  }

  #noteFailure(object: ExportObject, error: unknown): void {
    this.#context.signal.throwIfAborted();
    if (!(error instanceof TapError)) throw error;
    if (error instanceof RefusedError && !(error instanceof ForbiddenError)) throw error;
    const reason = error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
    const others = this.failed.filter(({ key }) => key !== object.key);
    this.failed = [...others, { key: object.key, etag: object.etag, reason }];
    this.#context.log.error(`${this.#stream}: ${reason}`);
    if (this.failed.length > mostFailed) throw objectsFailed(this.#stream, this.failed);
  }

  /** Everything up to a row of an object, or to its end (null), is sent. */
  #checkpoint(object: ExportObject, row: number | null): ReadEvent<ExportRow> {
    const { key, etag } = object;
    const done = this.done.snapshot();
    const { failed } = this;
    const open = (): ListingBookmark["open"] => {
      const modified = formatInstant(object.modifiedMs);
      return [{ listed_at: this.#plan.listedAt, modified, key, etag, row }];
    };
    const bookmarks = () => ({ [this.#stream]: { done: done(), failed, open: open() } });
    return { type: "checkpoint", bookmarks };
  }
}
function* toEvents(
  batch: readonly ObjectRow[],
  object: ExportObject,
  readAt: string,
): Generator<ReadEvent<ExportRow>> {
  const rows: ExportRow[] = [];
  for (const row of batch) {
    if ("rejected" in row) {
      yield { type: "rejected", place: `${object.key} line ${row.line}`, reason: row.rejected };
    } else {
      rows.push(row);
    }
  }
  yield {
    type: "rows",
    rows,
    readAt,
    place: (index) => `${object.key} line ${rows[index]?.line ?? "?"}`,
  };
}

/** The failure of a stream some of whose objects could not be read. */
function objectsFailed(stream: string, failed: ListingBookmark["failed"]): SourceError {
  const [first] = failed;
  return new SourceError(
    `${stream}: ${failed.length === 1 ? "an object" : `${failed.length} objects`} could not be read. ${first?.reason ?? ""}`,
    {
      hint: "They are tried again in each run.",
    },
  );
}
