import type { ExportObject } from "../exports/store.js";
import type { EmailEventsBookmark } from "../generated/state.js";
import { fingerprint } from "../values/hash.js";
import { formatInstant, parseInstant } from "../values/timestamp.js";

/** What a stream that is fed by the objects of an export keeps. */
export type ListingBookmark = EmailEventsBookmark;

/** An object to read, after the rows of it that were sent before. */
export interface Candidate {
  readonly object: ExportObject;
  readonly skipRows: number;
}

export interface ListingPlan {
  /** Objects that failed in an earlier run and are still there. */
  readonly again: readonly Candidate[];
  /** The others, by (modified time, key). */
  readonly candidates: readonly Candidate[];
  /** The instant that the bookmark may move to, once all are read. */
  readonly listedAt: string;
}

export interface ListingSettings {
  /** When the objects were listed (milliseconds since 1970). */
  readonly listedAt: number;
  readonly lookbackMs: number;
  readonly fromMs: number | undefined;
  readonly endMs: number | undefined;
}

const mostDone = 50_000;

/** What to read of the objects listed: all that the bookmark does not cover. */
export function planListing(
  objects: readonly ExportObject[],
  bookmark: ListingBookmark,
  settings: ListingSettings,
): ListingPlan {
  const [open] = bookmark.open;
  const wanted = objects
    .filter(({ modifiedMs }) => isInRange(modifiedMs, settings))
    .sort(compareObjects);
  const failed = new Set(bookmark.failed.map(({ key, etag }) => fingerprintOf({ key, etag })));
  const isFailed = (object: ExportObject): boolean => failed.has(fingerprintOf(object));
  const due = open === undefined ? isDue(bookmark, settings) : isAfter(open, bookmark);
  return {
    // Whatever the range is by now: as long as it is listed, a run does not end well without it.
    again: [...objects]
      .filter(isFailed)
      .sort(compareObjects)
      .map((object) => ({ object, skipRows: 0 })),
    candidates: wanted
      .filter((object) => due(object) && !isFailed(object))
      .map((object) => ({ object, skipRows: rowsSent(object, open) })),
    listedAt: open?.listed_at ?? formatInstant(settings.listedAt),
  };
}

function isInRange(modifiedMs: number, { fromMs, endMs }: ListingSettings): boolean {
  return modifiedMs >= (fromMs ?? -Infinity) && modifiedMs < (endMs ?? Infinity);
}

/** In a new listing: what the last one did not finish, as far back as the lookback reaches. */
function isDue(
  bookmark: ListingBookmark,
  settings: ListingSettings,
): (object: ExportObject) => boolean {
  const through = parseInstant(bookmark.synced_through ?? "");
  if (through === undefined) return () => true;
  const done = new Set(bookmark.done);
  return (object) =>
    object.modifiedMs >= through - settings.lookbackMs && !done.has(fingerprintOf(object));
}

type OpenListing = ListingBookmark["open"][number];

/** In a listing that was interrupted: what comes after its position, and the object at it if that is not done. */
function isAfter(open: OpenListing, bookmark: ListingBookmark): (object: ExportObject) => boolean {
  const position = { modifiedMs: parseInstant(open.modified) ?? 0, key: open.key };
  const done = new Set(bookmark.done);
  return (object) => {
    const order = compareObjects(object, position);
    if (order > 0) return !done.has(fingerprintOf(object));
    return order === 0 && (open.row !== null || object.etag !== open.etag);
  };
}

function rowsSent(object: ExportObject, open: OpenListing | undefined): number {
  const isSame = object.key === open?.key && object.etag === open.etag;
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
  done: ReadonlySet<string>,
  since: number,
): { readonly done: string[]; readonly forgotten: number } {
  const kept = objects
    .filter(({ modifiedMs }) => modifiedMs >= since)
    .sort(compareObjects)
    .map(fingerprintOf)
    .filter((print) => done.has(print));
  return { done: kept.slice(-mostDone), forgotten: Math.max(0, kept.length - mostDone) };
}
