import { UsageError } from "../errors.js";
import { mostDone, type ListingBookmark } from "../reads/listing/listing-plan.js";
import { mostFailed } from "../reads/listing/listing.js";
import { parseAnyState, type TapState } from "../singer/state.js";
import type { JsonObject } from "../values/json.js";
import { parseShard } from "../values/shard.js";

/** The stream that is read in shards. */
const stream = "email_events";

/** A state, and the name of the file that it comes from. */
export interface NamedState {
  readonly file: string;
  readonly state: JsonObject;
}

/** What the state of one shard says. */
interface Part {
  readonly file: string;
  readonly index: number;
  readonly count: number;
  readonly state: TapState;
  readonly bookmark: ListingBookmark;
}

/**
 * Makes one state of the whole export of those of all its shards; the bookmarks of the API's streams are the first
 * shard's. It reaches as far as the shard that is furthest behind: of what the others have read since, some comes again, and
 * nothing is left out. Throws UsageError where a shard is missing, stands twice, or has not come to its end.
 */
export function joinStates(states: readonly NamedState[]): TapState {
  const parts = states.map(partOf).sort((one, other) => one.index - other.index);
  const [first] = parts;
  if (first === undefined) throw new UsageError("No state is given.");
  const missing = shardsMissing(parts, first);
  if (missing.length > 0) {
    throw new UsageError(`The states of these shards are missing: ${missing.join(", ")}.`, {
      hint: "Pass the last state of every shard.",
    });
  }
  const { shard, ...whole } = first.state;
  const bookmark = joinBookmarks(parts.map((part) => part.bookmark));
  const failed = bookmark.failed?.length ?? 0;
  if (failed > mostFailed) {
    throw new UsageError(
      `The shards could not read ${failed} objects together; a state holds ${mostFailed}.`,
      {
        hint: "Correct these objects, or the settings that they are read with, and run the shards again.",
      },
    );
  }
  return { ...whole, bookmarks: { ...whole.bookmarks, [stream]: { ...bookmark } } };
}

function partOf({ file, state }: NamedState): Part {
  const parsed = parseAnyState(state);
  const shard = parseShard(parsed?.shard ?? "");
  if (parsed === undefined || shard === undefined) {
    throw new UsageError(`${file} is not the state of a shard.`, {
      hint: "A state of the whole export needs no joining: the tap goes on from it, in shards too.",
    });
  }
  const bookmark = parsed.bookmarks[stream] as unknown as ListingBookmark | undefined;
  if (bookmark === undefined || bookmark.synced_through === null || bookmark.open.length > 0) {
    throw new UsageError(`${file}: shard ${parsed.shard ?? ""} has not come to its end.`, {
      hint: "Run it again from this state until it ends with 0.",
    });
  }
  return { file, ...shard, state: parsed, bookmark };
}

/** Throws UsageError where two states do not go together. */
function shardsMissing(parts: readonly Part[], first: Part): string[] {
  for (const part of parts.slice(1)) {
    const isOther = part.count !== first.count || part.state.source !== first.state.source;
    if (isOther || part.bookmark.export_url !== first.bookmark.export_url)
      throw new UsageError(`${first.file} and ${part.file} are not shards of the same export.`);
  }
  const given = parts.map(({ index }) => index);
  const twice = parts.find(({ index }, place) => given.indexOf(index) !== place);
  if (twice !== undefined)
    throw new UsageError(
      `Shard ${twice.index}/${twice.count} is given twice, in ${twice.file} too.`,
    );
  return Array.from({ length: first.count }, (_, index) => index + 1)
    .filter((index) => !given.includes(index))
    .map((index) => `${index}/${first.count}`);
}

function joinBookmarks(bookmarks: readonly ListingBookmark[]): Partial<ListingBookmark> {
  const instants = (key: "synced_through" | "from"): string[] =>
    bookmarks.flatMap((bookmark) => bookmark[key] ?? []).sort();
  return {
    ...bookmarks[0],
    synced_through: instants("synced_through")[0] ?? null,
    // What one of them has not read from the beginning, the whole has not either.
    from: instants("from").at(-1) ?? null,
    // One that is forgotten is read again.
    done: bookmarks.flatMap(({ done }) => done).slice(-mostDone),
    failed: bookmarks.flatMap(({ failed }) => failed),
  };
}
