import type { ExportObject } from "../../exports/stores/store.js";
import type { EmailEventsBookmark } from "../../generated/state.js";
import { fingerprint } from "../../values/hash.js";
import { formatInstant, parseInstant } from "../../values/timestamp.js";

/** What a stream that is fed by the objects of an export keeps. */
export type ListingBookmark = EmailEventsBookmark;

export interface ListingPlan {
  /** Every object that may have to be read, by (modified time, key); those that failed in an earlier run among them. */
  readonly objects: readonly ExportObject[];
  /** The first of `objects` that is due; it and all that come after it are to be read. Their number if none is. */
  readonly firstDue: number;
  /** Rows of the first due object that were sent before. */
  readonly skipRows: number;
  /** The instant that the bookmark may move to, once all are read. */
  readonly listedAt: string;
}

export interface ListingSettings {
  /** When the objects were listed (milliseconds since 1970). */
  readonly listedAt: number;
  readonly lookbackMs: number;
  readonly fromMs: number | undefined;
  readonly endMs: number;
}

/** As many as a bookmark may name (`schemas/state.json`). */
export const mostDone = 50_000;

/**
 * What to read of the objects listed: from the first one on that the bookmark does not cover, *all* that come after it.
 * An object that shows up late may hold older versions of rows that objects after it hold too: they have to have the
 * last word again.
 */
export function planListing(
  listed: readonly ExportObject[],
  bookmark: ListingBookmark,
  settings: ListingSettings,
): ListingPlan {
  const [open] = bookmark.open;
  const isFailed = failedIn(bookmark);
  // Whatever the range is by now: as long as a failed object is listed, a run does not end well without it.
  const objects = listed
    .filter((object) => isInRange(object.modifiedMs, settings) || isFailed(object))
    .sort(compareObjects);
  const due = open === undefined ? isDue(bookmark, settings) : isAfter(open);
  const first = objects.findIndex((object) => due(object) && !isFailed(object));
  const firstDue = first < 0 ? objects.length : first;
  return {
    objects,
    firstDue,
    skipRows: rowsSent(objects[firstDue], open),
    listedAt: open?.listed_at ?? formatInstant(settings.listedAt),
  };
}

/** Whether an object is one that failed in an earlier run, with the same content. */
export function failedIn({ failed }: ListingBookmark): (object: ExportObject) => boolean {
  const prints = new Set(failed.map(fingerprintOf));
  // A fingerprint costs more than all else that is done for an object: most listings need none.
  return (object) => prints.size > 0 && prints.has(fingerprintOf(object));
}

function isInRange(modifiedMs: number, { fromMs, endMs }: ListingSettings): boolean {
  return modifiedMs >= (fromMs ?? -Infinity) && modifiedMs < endMs;
}

/** In a new listing: what the last one did not finish, as far back as the lookback reaches. */
function isDue(
  bookmark: ListingBookmark,
  settings: ListingSettings,
): (object: ExportObject) => boolean {
  const through = parseInstant(bookmark.synced_through ?? "");
  if (through === undefined) return () => true;
  const done = new Set(bookmark.done);
  const since = through - settings.lookbackMs;
  return (object) => object.modifiedMs >= since && !done.has(fingerprintOf(object));
}

type OpenListing = ListingBookmark["open"][number];

/** In a listing that was interrupted: what comes after its position, and the object at it if that is not done. */
function isAfter(open: OpenListing): (object: ExportObject) => boolean {
  const position = { modifiedMs: parseInstant(open.modified) ?? 0, key: open.key };
  return (object) => {
    const order = compareObjects(object, position);
    return order > 0 || (order === 0 && (open.row !== null || object.etag !== open.etag));
  };
}

function rowsSent(object: ExportObject | undefined, open: OpenListing | undefined): number {
  const isSame = object !== undefined && object.key === open?.key && object.etag === open.etag;
  return isSame ? (open.row ?? 0) : 0;
}

interface Position {
  readonly modifiedMs: number;
  readonly key: string;
}

function compareObjects(one: Position, other: Position): number {
  if (one.modifiedMs !== other.modifiedMs) return one.modifiedMs - other.modifiedMs;
  return one.key < other.key ? -1 : one.key === other.key ? 0 : 1;
}

/** Stands for one version of one object in `done`. */
export function fingerprintOf({
  key,
  etag,
}: {
  readonly key: string;
  readonly etag: string;
}): string {
  return fingerprint(JSON.stringify([key, etag]));
}

/**
 * The fingerprints to keep once everything listed is read: of what the next listing looks at again. Returns how many of
 * the oldest had to be forgotten too; they are read again, which is a re-send and no loss.
 */
export function doneAfter(
  objects: readonly ExportObject[],
  done: { readonly has: (print: string) => boolean },
  since: number,
): { readonly done: string[]; readonly forgotten: number } {
  const kept = objects
    .filter(({ modifiedMs }) => modifiedMs >= since)
    .sort(compareObjects)
    .map(fingerprintOf)
    .filter((print) => done.has(print));
  return { done: kept.slice(-mostDone), forgotten: Math.max(0, kept.length - mostDone) };
}
