// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * A pass over a collection that is not finished: its start and filter, the offset of the next unread row, the last ids read.
 *
 * @maxItems 1
 */
export type OpenPass = {
  start: string;
  update_since: string | null;
  offset: number;
  /**
   * @maxItems 50
   */
  last_ids: string[];
  /**
   * A record of this pass was rejected: targets must not drop what it lacks.
   */
  flawed: boolean;
  /**
   * The part of the path that it has come to; those before it, by id, are read. Absent where the path has no parts.
   */
  part?: string;
}[];
/**
 * The lists that the bookmark covers, by their ids; none = all.
 */
export type Covered = string[];
/**
 * A read of list changes that is not finished.
 *
 * @maxItems 1
 */
export type OpenChanges = {
  start: string;
  since: string;
  after_list: string | null;
}[];
/**
 * A pass over a collection that is not finished: its start and filter, the offset of the next unread row, the last ids read.
 *
 * @maxItems 1
 */
export type OpenPass1 = {
  start: string;
  update_since: string | null;
  offset: number;
  /**
   * @maxItems 50
   */
  last_ids: string[];
  /**
   * A record of this pass was rejected: targets must not drop what it lacks.
   */
  flawed: boolean;
  /**
   * The part of the path that it has come to; those before it, by id, are read. Absent where the path has no parts.
   */
  part?: string;
}[];
/**
 * A time window that is not finished: when the run began that opened it, its bounds, the offset of the next unread row, fingerprints of the last rows read.
 *
 * @maxItems 1
 */
export type OpenWindow = {
  start: string;
  since: string;
  before: string;
  offset: number;
  /**
   * @maxItems 50
   */
  last_ids: string[];
}[];
/**
 * Objects that could not be read to their end; tried again while listed with that ETag.
 *
 * @maxItems 1000
 */
export type FailedObjects = {
  key: string;
  etag: string;
  reason: string;
}[];
/**
 * A listing that is not finished: when it was made, the last object begun, and the rows of it that were sent.
 *
 * @maxItems 1
 */
export type OpenListing = {
  listed_at: string;
  modified: string;
  key: string;
  etag: string;
  /**
   * Rows of the object that were sent; null when it is finished.
   */
  row: number | null;
}[];
/**
 * The lists that the bookmark covers, by their ids; none = all.
 */
export type Covered1 = string[];
/**
 * A read of list changes that is not finished.
 *
 * @maxItems 1
 */
export type OpenChanges1 = {
  start: string;
  since: string;
  after_list: string | null;
}[];

/**
 * The state of tap-ometria. Each key has one JSON kind for ever, and what comes and goes is an array: Meltano merges states key by key.
 */
export interface State {
  /**
   * Version of this shape; an older one is made into it (`src/singer/migrations.ts`).
   */
  version: 2;
  /**
   * `sandbox`, or the host of `base_url`: whose rows the bookmarks speak of.
   */
  source: string;
  /**
   * The part of the export that `email_events` speaks of (`2/8`); absent where it is the whole.
   */
  shard?: string;
  /**
   * One bookmark for each stream.
   */
  bookmarks: {
    profiles?: PassBookmark;
    lists?: TableBookmark;
    member_lists?: MemberListsBookmark;
    unsubscribes?: UnsubscribesBookmark;
    email_events?: EmailEventsBookmark;
    collections?: TableBookmark;
    contacts?: PassBookmark;
    orders?: PassBookmark;
    products?: PassBookmark;
    custom_events?: PassBookmark;
    push_errors?: TableBookmark;
    data_deletion_requests?: TableBookmark;
    list_changes?: ListChangesBookmark;
    custom_fields?: TableBookmark;
    merge_jobs?: TableBookmark;
    translation_requests?: TableBookmark;
  };
  /**
   * First stream of the read that was interrupted.
   */
  currently_syncing?: string | null;
}
/**
 * What a stream keeps that is fed by passes over an endpoint.
 */
export interface PassBookmark {
  /**
   * A UTC instant, or null for none.
   */
  synced_through: string | null;
  /**
   * A UTC instant, or null for none.
   */
  full_pass_at: string | null;
  /**
   * Start of the last full pass, in seconds since 1970.
   */
  table_version: number | null;
  /**
   * The filter that the last full pass saw honoured, such as `updateSince (date)`; null where none was.
   */
  filter: string | null;
  open: OpenPass;
}
/**
 * What a stream keeps that is fetched whole in each run: nothing.
 */
export interface TableBookmark {
  /**
   * @maxItems 0
   */
  open: unknown[];
}
export interface MemberListsBookmark {
  /**
   * A UTC instant, or null for none.
   */
  synced_through: string | null;
  /**
   * A UTC instant, or null for none.
   */
  full_pass_at: string | null;
  /**
   * Start of the last full pass, in seconds since 1970.
   */
  table_version: number | null;
  /**
   * The filter that the last full pass saw honoured, such as `updateSince (date)`; null where none was.
   */
  filter: string | null;
  /**
   * A UTC instant, or null for none.
   */
  changes_through: string | null;
  lists: Covered;
  changes_open: OpenChanges;
  open: OpenPass1;
}
export interface UnsubscribesBookmark {
  replication_key: "timestamp";
  /**
   * A UTC instant, or null for none.
   */
  replication_key_value: string | null;
  /**
   * A UTC instant, or null for none.
   */
  from: string | null;
  open: OpenWindow;
}
export interface EmailEventsBookmark {
  /**
   * A UTC instant, or null for none.
   */
  synced_through: string | null;
  /**
   * A UTC instant, or null for none.
   */
  from: string | null;
  export_url: string | null;
  /**
   * @maxItems 50000
   */
  done: string[];
  failed: FailedObjects;
  open: OpenListing;
}
export interface ListChangesBookmark {
  /**
   * A UTC instant, or null for none.
   */
  changes_through: string | null;
  /**
   * A UTC instant, or null for none.
   */
  from: string | null;
  lists: Covered1;
  changes_open: OpenChanges1;
}
