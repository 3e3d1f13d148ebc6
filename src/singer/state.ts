import { loadSchema } from "../config/schemas.js";
import { compileSchema, describeErrors } from "../config/validator.js";
import { UsageError } from "../errors.js";
import { isJsonObject, type JsonObject } from "../values/json.js";
import { migrated, stateVersion } from "./migrations.js";

/** The state of a run: one bookmark for each stream. Its shape is in `schemas/state.json`. */
export interface TapState {
  readonly version: typeof stateVersion;
  readonly source: string;
  /** The part of the export that it speaks of, such as `2/8`; absent where it is the whole. */
  readonly shard?: string;
  readonly bookmarks: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly currently_syncing: string | null;
}

/** The state of a first run. `source` is whose rows it speaks of. */
export function emptyState(source: string): TapState {
  return { version: stateVersion, source, bookmarks: {}, currently_syncing: null };
}

/**
 * Reads the state that the last run left. Throws UsageError where its shape is not ours, or where it was made from
 * another source: it would make this run an increment of something else.
 */
export function parseState(state: JsonObject, source: string): TapState {
  const parsed = parseAnyState(state);
  if (parsed === undefined) return emptyState(source);
  if (parsed.source !== source) {
    throw new UsageError(
      `The state was made from ${parsed.source}, but this run reads ${source}.`,
      {
        hint: "Keep one state for each account: pass this account's own, or none to read everything.",
      },
    );
  }
  return parsed;
}

/**
 * Reads a state of whatever source, also one that an older version of the tap wrote; undefined where it says that there is none yet.
 * Throws UsageError where its shape is not ours, or that of a newer version.
 */
export function parseAnyState(given: JsonObject): TapState | undefined {
  const state = unwrapped(given);
  if (isNone(state)) return undefined;
  refuseNewer(state);
  // A key that an older version did not write, or a runner has lost, gets its empty value.
  const validate = compileSchema(loadSchema("state"), { allErrors: true, fillDefaults: true });
  const filled = structuredClone(migrated(state));
  if (!validate(filled)) {
    throw new UsageError(
      `The state is not one of tap-ometria: ${describeErrors(validate.errors)}.`,
      {
        hint: "Pass the last STATE that a run of this tap printed, or none to read everything again.",
      },
    );
  }
  const parsed = filled as unknown as TapState;
  return { ...parsed, currently_syncing: parsed.currently_syncing ?? null };
}

/** The state itself, where a person has saved the whole STATE message, or a runner its own file around it. */
function unwrapped(given: JsonObject): JsonObject {
  const { type, value, singer_state: inner } = given;
  if (type === "STATE" && isJsonObject(value)) return unwrapped(value);
  return isJsonObject(inner) ? unwrapped(inner) : given;
}

/** Throws UsageError where a later version of the tap has written the state: what it means is not known here. */
function refuseNewer({ version }: JsonObject): void {
  if (typeof version !== "number" || version <= stateVersion) return;
  throw new UsageError(
    `The state has version ${version}; this tap-ometria knows versions up to ${stateVersion}.`,
    { hint: "Run the tap-ometria that wrote it, or a newer one." },
  );
}

/** `{}` and `{"bookmarks": {}}` are how some runners say that there is no state yet. */
function isNone(state: JsonObject): boolean {
  const { bookmarks = {}, ...others } = state;
  const isEmpty = isJsonObject(bookmarks) && Object.keys(bookmarks).length === 0;
  return isEmpty && Object.keys(others).length === 0;
}

/** The state with some parts of some bookmarks changed; everything else is passed on. */
export function advance(
  state: TapState,
  bookmarks: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): TapState {
  const changed = Object.entries(bookmarks).map(([stream, patch]) => [
    stream,
    { ...state.bookmarks[stream], ...patch },
  ]);
  return {
    ...state,
    bookmarks: { ...state.bookmarks, ...Object.fromEntries(changed) } as TapState["bookmarks"],
  };
}

/** Bookmarks with each id of a row that they hold (`last_ids`) mapped. */
export function withRowIds(
  bookmarks: TapState["bookmarks"],
  map: (id: string) => string,
): TapState["bookmarks"] {
  return Object.fromEntries(
    Object.entries(bookmarks).map(([stream, bookmark]) => [stream, { ...mapIds(bookmark, map) }]),
  );
}

function mapIds(place: object, map: (id: string) => string): object {
  return Object.fromEntries(
    Object.entries(place).map(([key, value]: [string, unknown]) => {
      if (!Array.isArray(value)) return [key, value];
      const items: readonly unknown[] = value;
      const isIds = key === "last_ids";
      return [key, items.map((item) => (isIds ? map(String(item)) : withinItem(item, map)))];
    }),
  );
}

function withinItem(item: unknown, map: (id: string) => string): unknown {
  return isJsonObject(item) ? mapIds(item, map) : item;
}
