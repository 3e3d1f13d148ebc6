import { RefusedError, SourceError, TapError } from "../errors.js";
import type { ColumnRules } from "../exports/columns.js";
import { readObject, type ObjectRow, type ObjectSettings } from "../exports/read-object.js";
import type { ExportObject } from "../exports/store.js";
import { formatInstant } from "../values/timestamp.js";
import {
  fingerprintOf,
  type Candidate,
  type ListingBookmark,
  type ListingPlan,
} from "./listing-plan.js";
import type { ReadContext, ReadEvent } from "./read.js";

/** A row of an export object, by column. */
export interface ExportRow {
  readonly values: Readonly<Record<string, string | null>>;
  readonly object: ExportObject;
}

const mostFailed = 1000;

/** One listing of an export while it is read: what is done, what failed. */
export class Listing {
  readonly done: Set<string>;
  failed: ListingBookmark["failed"];
  readonly #context: ReadContext;
  readonly #stream: string;
  readonly #rules: ColumnRules;
  readonly #plan: ListingPlan;
  readonly #since: number;
  #hasWarned = false;

  constructor(
    context: ReadContext,
    listing: {
      readonly stream: string;
      readonly rules: ColumnRules;
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
    this.done = new Set(listing.bookmark.done);
    // An object that is gone, or is another one now, cannot be tried again: its failure would last for ever.
    const again = new Set(listing.plan.again.map(({ object }) => fingerprintOf(object)));
    this.failed = listing.bookmark.failed.filter((object) => again.has(fingerprintOf(object)));
  }

  async *read(): AsyncGenerator<ReadEvent<ExportRow>> {
    for (const candidate of this.#plan.again) {
      yield* this.#readObject(candidate, () => undefined);
      yield this.#checkpoint([]);
    }
    for (const candidate of this.#plan.candidates) {
      yield* this.#readObject(candidate, (row) =>
        this.#checkpoint([this.#open(candidate.object, row)]),
      );
      yield this.#checkpoint([this.#open(candidate.object, null)]);
    }
  }

  /** Rows, and what `checkpoint` makes of the number sent; a fault of the object is kept in `failed`. */
  async *#readObject(
    { object, skipRows }: Candidate,
    checkpoint: (row: number) => ReadEvent<ExportRow> | undefined,
  ): AsyncGenerator<ReadEvent<ExportRow>> {
    let row = 0;
    this.failed = this.failed.filter(({ key }) => key !== object.key);
    try {
      for await (const batch of readObject(this.#context.store(), object, this.#settings())) {
        this.#context.signal.throwIfAborted();
        const unsent = batch.slice(Math.max(0, skipRows - row));
        row += batch.length;
        yield* toEvents(unsent, object, formatInstant(this.#context.clock.now()));
        const reached = row > skipRows ? checkpoint(row) : undefined;
        if (reached !== undefined) yield reached;
      }
      if (object.modifiedMs >= this.#since) this.done.add(fingerprintOf(object));
    } catch (error) {
      this.#noteFailure(object, error);
    }
  }

  #settings(): ObjectSettings {
    const { config, signal, log } = this.#context;
    const { export_format: format, export_delimiter: delimiter } = config;
    const warn = (message: string): void => {
      if (!this.#hasWarned) log.warning(`${this.#stream}: ${message}`);
      this.#hasWarned = true;
    };
    return { columns: this.#rules, format, delimiter, signal, warn };
  }

  #noteFailure(object: ExportObject, error: unknown): void {
    this.#context.signal.throwIfAborted();
    if (!(error instanceof TapError) || error instanceof RefusedError) throw error;
    const reason = error.hint === undefined ? error.message : `${error.message} ${error.hint}`;
    this.failed = [...this.failed, { key: object.key, etag: object.etag, reason }];
    this.#context.log.error(`${this.#stream}: ${reason}`);
    if (this.failed.length > mostFailed) throw objectsFailed(this.#stream, this.failed);
  }

  #checkpoint(open: ListingBookmark["open"]): ReadEvent<ExportRow> {
    const done = [...this.done].slice(-50_000);
    const patch = open.length === 0 ? {} : { open };
    return {
      type: "checkpoint",
      bookmarks: { [this.#stream]: { done, failed: this.failed, ...patch } },
    };
  }

  #open(object: ExportObject, row: number | null): ListingBookmark["open"][number] {
    const { key, etag } = object;
    return {
      listed_at: this.#plan.listedAt,
      modified: formatInstant(object.modifiedMs),
      key,
      etag,
      row,
    };
  }
}

function* toEvents(
  batch: readonly ObjectRow[],
  object: ExportObject,
  readAt: string,
): Generator<ReadEvent<ExportRow>> {
  const rows: ExportRow[] = [];
  const lines: number[] = [];
  for (const row of batch) {
    if ("rejected" in row) {
      yield { type: "rejected", place: `${object.key} line ${row.line}`, reason: row.rejected };
    } else {
      rows.push({ values: row.values, object });
      lines.push(row.line);
    }
  }
  yield {
    type: "rows",
    rows,
    readAt,
    place: (index) => `${object.key} line ${lines[index] ?? "?"}`,
  };
}

/** The failure of a stream some of whose objects could not be read. */
export function objectsFailed(stream: string, failed: ListingBookmark["failed"]): SourceError {
  const [first] = failed;
  return new SourceError(
    `${stream}: ${failed.length === 1 ? "an object" : `${failed.length} objects`} could not be read. ${first?.reason ?? ""}`,
    {
      hint: "They are tried again in each run.",
    },
  );
}
