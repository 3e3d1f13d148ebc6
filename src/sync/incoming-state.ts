import { UsageError } from "../errors.js";
import type { Bookmark } from "../reads/read.js";
import { emptyState, parseState, type TapState } from "../singer/state.js";
import { emptyBookmark, type StreamDefinition } from "../streams/definition.js";
import type { JsonObject } from "../values/json.js";

interface IncomingState {
  readonly state: JsonObject | undefined;
  readonly source: string;
  /** The names given by --full-refresh, or `all`. */
  readonly fullRefresh: readonly string[];
  readonly definitions: readonly StreamDefinition[];
}

/** The state that a run begins with: the one passed in, without the bookmarks that --full-refresh forgets. */
export function incomingState({
  state,
  source,
  fullRefresh,
  definitions,
}: IncomingState): TapState {
  const parsed = state === undefined ? emptyState(source) : parseState(state, source);
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

/** The empty form of a bookmark, but for what a full refresh leaves as it is. */
function forgotten(definition: StreamDefinition, bookmark: Bookmark = {}): Bookmark {
  const kept = (definition.keptByFullRefresh ?? []).map((key) => [key, bookmark[key] ?? null]);
  return { ...emptyBookmark(definition), ...(Object.fromEntries(kept) as Bookmark) };
}
