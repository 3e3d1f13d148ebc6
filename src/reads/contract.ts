import type { Clock } from "../clock.js";
import type { Config } from "../config/load.js";
import type { TapError } from "../errors.js";
import type { ObjectStore } from "../exports/stores/store.js";
import type { Logger } from "../log.js";
import type { ApiClient } from "../service/client.js";
import type { Query } from "../service/reader.js";
import type { JsonObject } from "../values/json.js";
import type { EndpointFacts } from "./endpoint.js";

/** What a stream keeps between runs; its shape is in `schemas/state.json`. */
export type Bookmark = Readonly<Record<string, unknown>>;

/** Bookmarks, or parts of them, by stream. */
export type Bookmarks = Readonly<Record<string, Bookmark>>;

/** A stream that takes part in a read, with the bookmark that it comes with. */
export interface Participant<B = Bookmark> {
  readonly stream: string;
  readonly bookmark: B;
  /** The user's catalog asks for a FULL_TABLE replication of it. */
  readonly fullTable: boolean;
  /** What the stream is to the read, by its declaration; absent where a read has one kind of streams only. */
  readonly role?: string | undefined;
}

/** What a read may use. */
export interface ReadContext {
  readonly config: Readonly<Config>;
  readonly client: () => ApiClient;
  readonly store: () => ObjectStore;
  /** Every row of a small endpoint, read once in a run. */
  readonly table: (endpoint: EndpointFacts, query?: Query) => Promise<readonly JsonObject[]>;
  /** Records of a stream that this run has rejected so far. */
  readonly rejected: (stream: string) => number;
  /** What stands for the id of a row in the state, where ids themselves must not get there; absent = the id. */
  readonly stateId?: ((id: string) => string) | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** How many rows of a group a full pass has shown, against the size that the service gives. */
export interface GroupCount {
  readonly id: string;
  readonly title: string;
  readonly size: number | null;
  readonly found: number;
}

/** What a read yields. A checkpoint covers every row that was yielded before it. */
export type ReadEvent<Row = unknown> =
  | {
      readonly type: "rows";
      readonly rows: readonly Row[];
      /** RFC 3339 UTC: when the source showed the rows. */
      readonly readAt: string;
      /** Where the row of an index stands, for people: never its content. */
      readonly place: (index: number) => string;
      /** The version of the table that these rows make, in a full pass; else the one in the bookmark. */
      readonly version?: number | undefined;
      /** The streams that the rows are for; absent = all that take part. */
      readonly streams?: readonly string[];
    }
  | { readonly type: "rejected"; readonly place: string; readonly reason: string }
  /**
   * The parts of each stream's bookmark that have changed. Where they cost something to make, a function: it is called if
   * they are needed, and not if a later checkpoint of the same read comes first, which MUST have all of its parts.
   */
  | {
      readonly type: "checkpoint";
      readonly bookmarks: Bookmarks | (() => Bookmarks);
      /** Something that a resume would go on from is given up: no interruption may bring it back. */
      readonly forgets?: boolean;
    }
  /** Streams that are incomplete although the read goes on. */
  | { readonly type: "failed"; readonly streams: readonly string[]; readonly error: TapError }
  | { readonly type: "counts"; readonly counts: readonly GroupCount[] }
  /** A full pass was complete: rows of these streams that have another version are gone. */
  | { readonly type: "activate"; readonly streams: readonly string[]; readonly version: number };

/**
 * One way to get rows from the service; several streams may share it.
 *
 * `run` MUST yield a checkpoint after its last row, MUST NOT sleep, retry or write, and MUST stop promptly when the
 * signal aborts. It throws a TapError where it cannot go on; what was yielded until then stays true.
 */
export interface Read<Row = unknown> {
  readonly name: string;
  readonly from: "api" | "export";
  /** The endpoints that it cannot do without, parents before what is asked for each of them; none for an export. */
  readonly endpoints: readonly EndpointFacts[];
  /** The keys of a bookmark that this read keeps, with nothing read yet. */
  readonly emptyBookmark: Bookmark;
  /** Throws UsageError where settings do not fit, before anything is read. */
  check?(config: Readonly<Config>): void;
  run(context: ReadContext, participants: readonly Participant[]): AsyncIterable<ReadEvent<Row>>;
}
