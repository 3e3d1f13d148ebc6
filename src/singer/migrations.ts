import { isJsonObject, type JsonObject } from "../values/json.js";

/** Makes a state of one version one of the next. */
export interface Migration {
  /** The version that it takes. */
  readonly from: number;
  readonly migrate: (state: JsonObject) => JsonObject;
}

/** One for each version that there has been, the oldest first. */
export const migrations: readonly Migration[] = [
  {
    // Written by 0.1.
    from: 1,
    migrate: (state) => withoutOpen(state, ["contacts", "custom_events", "products"]),
  },
];

/** The version of the states that the tap writes. */
export const stateVersion = 2;

/**
 * The state with the shape of today: one step after the other. What has no older version is returned as it is: whether it is a
 * state is for others to say.
 */
export function migrated(state: JsonObject, steps: readonly Migration[] = migrations): JsonObject {
  return steps.reduce(
    (older, { from, migrate }) =>
      older["version"] === from ? { ...migrate(older), version: from + 1 } : older,
    state,
  );
}

/**
 * The state without the unfinished passes of some streams: they are begun again, and so nothing is left out. Since 0.1 products are
 * asked for with their variants, so that offsets are others; a pass over contacts names its part otherwise; and an event is
 * known by its type and id.
 */
function withoutOpen(state: JsonObject, streams: readonly string[]): JsonObject {
  const { bookmarks } = state;
  if (!isJsonObject(bookmarks)) return state;
  const next = Object.entries(bookmarks).map(([stream, bookmark]) => [
    stream,
    streams.includes(stream) && isJsonObject(bookmark) ? { ...bookmark, open: [] } : bookmark,
  ]);
  return { ...state, bookmarks: Object.fromEntries(next) as JsonObject };
}
