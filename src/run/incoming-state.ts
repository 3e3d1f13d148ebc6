import { UsageError } from "../errors.js";
import type { Bookmark } from "../reads/contract.js";
import { emptyBookmark, type StreamDefinition } from "../records/stream.js";
import { emptyState, parseState, type TapState } from "../singer/state.js";
import type { JsonObject } from "../values/json.js";

interface IncomingState {
  readonly state: JsonObject | undefined;
  readonly source: string;
  /** The part of the export that this run reads; absent = the whole. */
  readonly shard?: string | undefined;
  /** The names given by --full-refresh, or `all`. */
  readonly fullRefresh: readonly string[];
  readonly definitions: readonly StreamDefinition[];
}

/** The state that a run begins with: the one passed in, without the bookmarks that --full-refresh forgets. */
export function incomingState({
  state,
  source,
  shard,
  fullRefresh,
  definitions,
}: IncomingState): TapState {
  const read = state === undefined ? emptyState(source) : parseState(state, source);
  const parsed = ofShard(read, shard);
  const names = definitions.map(({ name }) => name);
  const unknown = fullRefresh.filter((name) => name !== "all" && !names.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`--full-refresh: there is no stream ${unknown.join(", ")}.`, {
      hint: `The streams are ${names.join(", ")}; all stands for every one.`,
    });
  }
  const isForgotten = ({ name }: StreamDefinition): boolean =>
    (fullRefresh.includes("all") || fullRefresh.includes(name)) && name in parsed.bookmarks;
  const emptied = definitions
    .filter(isForgotten)
    .map((definition) => [
      definition.name,
      forgotten(definition, parsed.bookmarks[definition.name]),
    ]);
  const bookmarks = {
    ...parsed.bookmarks,
    ...Object.fromEntries(emptied),
  } as TapState["bookmarks"];
  return { ...parsed, bookmarks };
}

/**
 * The state, for the part of the export that this run reads. A state of the whole export covers each part too. A state of another
 * part is refused: objects that it does not speak of would be left out.
 */
function ofShard(state: TapState, shard: string | undefined): TapState {
  if (state.shard === shard) return state;
  if (state.shard === undefined && shard !== undefined) {
    const { version, source, ...others } = state;
    return { version, source, shard, ...others };
  }
  throw new UsageError(
    `The state is that of shard ${state.shard}, but this run reads ${shard === undefined ? "the whole export" : `shard ${shard}`}.`,
    {
      hint:
        shard === undefined
          ? `Set shard (TAP_OMETRIA_SHARD) to ${state.shard}, or make one state of those of all shards: tap-ometria join-states.`
          : "Keep one state for each shard: pass this shard's own, or none to read all of its objects.",
    },
  );
}

/** The empty form of a bookmark, but for what a full refresh leaves as it is. */
function forgotten(definition: StreamDefinition, bookmark: Bookmark = {}): Bookmark {
  const kept = (definition.keptByFullRefresh ?? []).map((key) => [key, bookmark[key] ?? null]);
  return { ...emptyBookmark(definition), ...(Object.fromEntries(kept) as Bookmark) };
}
