import type { Config } from "../config/load.js";
import type { Bookmark, Read } from "../reads/read.js";
import { loadSchema, type JsonSchema } from "../schemas/load.js";
import type { JsonObject } from "../values/json.js";

/** One read that a stream comes from, and the pure function from its rows to raw records. */
export interface Source {
  readonly read: Read;
  toRecords(row: unknown): Iterable<JsonObject>;
}

/** A stream is a table: its schema (`schemas/streams/<name>.json`), its key, and the reads that it comes from. */
export interface StreamDefinition {
  readonly name: string;
  readonly keyProperties: readonly string[];
  readonly replication: {
    readonly method: "INCREMENTAL" | "FULL_TABLE";
    /** The column that bookmarks speak of, where there is one. */
    readonly key?: string;
    /** The user's catalog may ask for the other method. */
    readonly isForced: boolean;
  };
  /** Columns that cannot be deselected, beside the keys; at least one, since some targets need more than a key. */
  readonly automatic: readonly string[];
  readonly parent?: string;
  readonly sources: readonly Source[];
  /** Parts of the bookmark that --full-refresh leaves as they are. */
  readonly keptByFullRefresh?: readonly string[];
  /**
   * Fills key columns that are made of converted ones; `raw` is what came. MUST write nothing else. A column that `raw` lacks
   * is undefined in `record`.
   */
  readonly complete?: (record: JsonObject, raw: JsonObject, config: Readonly<Config>) => void;
}

/** Binds a read to what a stream makes of its rows. */
export function from<Row>(read: Read<Row>, toRecords: (row: Row) => Iterable<JsonObject>): Source {
  return { read, toRecords };
}

/** The stream's schema, as it is discovered. */
export function schemaOf(stream: StreamDefinition): JsonSchema {
  const { type = "object", properties = {} } = loadSchema(`streams/${stream.name}`);
  return { type, properties };
}

/** A bookmark with every key that the stream's state has, and nothing read yet. */
export function emptyBookmark(stream: StreamDefinition): Bookmark {
  return Object.assign({}, ...stream.sources.map(({ read }) => read.emptyBookmark)) as Bookmark;
}
