import type { Config } from "../config/load.js";
import { loadSchema, type JsonSchema } from "../config/schemas.js";
import type { Bookmark, Read } from "../reads/contract.js";
import type { ExportRow } from "../reads/listing/listing.js";
import type { JsonObject } from "../values/json.js";

/** One read that a stream comes from, and the pure function from its rows to raw records. */
export interface Source {
  readonly read: Read;
  /** What the stream is to the read, where that has several kinds of streams. */
  readonly role?: string | undefined;
  toRecords(row: unknown): Iterable<JsonObject>;
  /** A row has one raw record: its values as they are. */
  readonly takesValues?: true;
}

/** One way to make a key, for rows in which the columns of `needs` hold something. */
export interface KeyRule {
  readonly needs: readonly string[];
  /** What is hashed; undefined where the key is what the first column of `needs` holds. */
  readonly hashed?: readonly KeyPart[];
}

/** A value that is a part of a key: that of the first of these columns that has one. */
export interface KeyPart {
  readonly columns: readonly string[];
  readonly lowerCase?: boolean;
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
  /** Read only where it is asked for: by the catalog, or by --streams. */
  readonly isOptional?: boolean;
  readonly sources: readonly Source[];
  /** The column with the account's own fields: one of them that the user's catalog names becomes a column too. */
  readonly customFields?: string;
  /** Other names that a source may have for columns. Where a row has both, the field with the other name goes to `extra`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Keys of its bookmark that a shared read keeps for this stream alone, with nothing read yet. */
  readonly ownBookmark?: Bookmark;
  /** Parts of the bookmark that --full-refresh leaves as they are. */
  readonly keptByFullRefresh?: readonly string[];
  /**
   * Fills key columns that are made of converted ones; `raw` is what came. MUST write nothing else. A column that `raw` lacks
   * is undefined in `record`.
   */
  readonly complete?: (record: JsonObject, raw: JsonObject, config: Readonly<Config>) => void;
  /** How `complete` makes the only key column, of rows with these columns; the first rule that fits a row holds. */
  readonly keyRules?: (names: readonly string[], config: Readonly<Config>) => readonly KeyRule[];
}

/** Binds a read to what a stream makes of its rows. */
export function from<Row>(
  read: Read<Row>,
  toRecords: (row: Row) => Iterable<JsonObject>,
  role?: string,
): Source {
  return { read, toRecords, role };
}

/** Binds a read of the export to a stream that has a record for each row. */
export function fromExport(read: Read<ExportRow>): Source {
  return { ...from(read, ({ values }) => [values]), takesValues: true };
}

/** The stream's schema, as it is discovered. */
export function schemaOf(stream: StreamDefinition): JsonSchema {
  const { type = "object", properties = {} } = loadSchema(`streams/${stream.name}`);
  return { type, properties };
}

/** Whether rows of a stream come from the API, or from the export. */
export function readsFrom({ sources }: StreamDefinition, origin: "api" | "export"): boolean {
  return sources.some(({ read }) => read.from === origin);
}

/** A bookmark with every key that the stream's state has, and nothing read yet. */
export function emptyBookmark(stream: StreamDefinition): Bookmark {
  const shared = stream.sources.map(({ read }) => read.emptyBookmark);
  return Object.assign({}, ...shared, stream.ownBookmark) as Bookmark;
}
