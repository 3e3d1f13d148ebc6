// Generated from schemas/ by `npm run generate`. Do not edit.

/**
 * A UTC instant, or null for none.
 */
export type Instant = string | null;
/**
 * Start of the last full pass, in seconds since 1970.
 */
export type TableVersion = number | null;
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
}[];
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
 * A pass over the contacts that is not finished: as of a collection, and the id of the collection of contacts that it has come to; those before it, by id, are read.
 *
 * @maxItems 1
 */
export type OpenContacts = {
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
  collection: string;
}[];

/**
 * The state of tap-ometria. Each key has one JSON kind for ever, and what comes and goes is an array: Meltano merges states key by key.
 */
export interface State {
  /**
   * Version of this shape.
   */
  version: 1;
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
    profiles?: ProfilesBookmark;
    lists?: ListsBookmark;
    member_lists?: MemberListsBookmark;
    unsubscribes?: UnsubscribesBookmark;
    email_events?: EmailEventsBookmark;
    collections?: CollectionsBookmark;
    contacts?: ContactsBookmark;
    orders?: OrdersBookmark;
    products?: ProductsBookmark;
    custom_events?: CustomEventsBookmark;
    push_errors?: PushErrorsBookmark;
    data_deletion_requests?: DataDeletionRequestsBookmark;
    list_changes?: ListChangesBookmark;
  };
  /**
   * First stream of the read that was interrupted.
   */
  currently_syncing?: string | null;
}
export interface ProfilesBookmark {
  synced_through: Instant;
  full_pass_at: Instant;
  table_version: TableVersion;
  open: OpenPass;
}
export interface ListsBookmark {
  /**
   * @maxItems 0
   */
  open: unknown[];
}
export interface MemberListsBookmark {
  synced_through: Instant;
  full_pass_at: Instant;
  table_version: TableVersion;
  changes_through: Instant;
  changes_open: OpenChanges;
  open: OpenPass;
}
export interface UnsubscribesBookmark {
  replication_key: "timestamp";
  replication_key_value: Instant;
  from: Instant;
  open: OpenWindow;
}
export interface EmailEventsBookmark {
  synced_through: Instant;
  from: Instant;
  export_url: string | null;
  /**
   * @maxItems 50000
   */
  done: string[];
  failed: FailedObjects;
  open: OpenListing;
}
export interface CollectionsBookmark {
  /**
   * @maxItems 0
   */
  open: unknown[];
}
export interface ContactsBookmark {
  synced_through: Instant;
  full_pass_at: Instant;
  table_version: TableVersion;
  open: OpenContacts;
}
export interface OrdersBookmark {
  synced_through: Instant;
  full_pass_at: Instant;
  table_version: TableVersion;
  open: OpenPass;
}
export interface ProductsBookmark {
  synced_through: Instant;
  full_pass_at: Instant;
  table_version: TableVersion;
  open: OpenPass;
}
export interface CustomEventsBookmark {
  synced_through: Instant;
  full_pass_at: Instant;
  table_version: TableVersion;
  open: OpenPass;
}
export interface PushErrorsBookmark {
  /**
   * @maxItems 0
   */
  open: unknown[];
}
export interface DataDeletionRequestsBookmark {
  /**
   * @maxItems 0
   */
  open: unknown[];
}
export interface ListChangesBookmark {
  changes_through: Instant;
  from: Instant;
  changes_open: OpenChanges;
}
