import picomatch from "picomatch";
import type { Config } from "../../config/load.js";
import { loadSchema } from "../../config/schemas.js";
import { SourceError, UsageError } from "../../errors.js";
import type { ExportObject } from "../../exports/stores/store.js";
import { dayMs } from "../../values/duration.js";
import { isInShard, parseShard } from "../../values/shard.js";
import { formatInstant, parseInstant } from "../../values/timestamp.js";
import type { Participant, Read, ReadContext, ReadEvent } from "../contract.js";
import { endDate, lookbackMs, startDate, startingBookmark } from "../start.js";
import { doneAfter, planListing, type ListingBookmark } from "./listing-plan.js";
import { Listing, type ExportColumns, type ExportRow } from "./listing.js";

const empty: ListingBookmark = {
  synced_through: null,
  from: null,
  export_url: null,
  done: [],
  failed: [],
  open: [],
};

/** What a stream makes of the columns of its objects, whatever the settings add to it. */
export type StreamColumns = Omit<ExportColumns, "renamed" | "required">;

/** The objects of the data export that belong to one stream, in order of (modified time, key). */
export function exportObjects(columns: () => StreamColumns): Read<ExportRow> {
  return {
    name: "export_objects",
    from: "export",
    endpoints: [],
    emptyBookmark: { ...empty },
    check: ({ export_columns: renamed }) => {
      refuseReserved({ ...columns(), renamed });
    },
    async *run(context, participants) {
      const { export_columns: renamed, export_key: required = [] } = context.config;
      const rules = { ...columns(), renamed, required };
      for (const participant of participants) yield* readListing(context, participant, rules);
    },
  };
}

/** Throws UsageError where a column is to be taken for one that the tap fills itself. */
function refuseReserved({ renamed, reserved }: Pick<ExportColumns, "renamed" | "reserved">): void {
  for (const [theirs, ours] of Object.entries(renamed)) {
    if (!reserved.includes(ours)) continue;
    throw new UsageError(
      `export_columns (TAP_OMETRIA_EXPORT_COLUMNS): ${theirs} cannot be ${ours}, which the tap fills itself.`,
      { hint: "Map it to another column, or leave it out; export_key says what identifies a row." },
    );
  }
}

async function* readListing(
  context: ReadContext,
  participant: Participant,
  rules: ExportColumns,
): AsyncGenerator<ReadEvent<ExportRow>> {
  const { stream } = participant;
  const askedAt = context.clock.now();
  const listed = await listObjects(context);
  // The store dates its objects by its own clock: by ours, if it were ahead, new ones would seem to be done with.
  const listedAt = askedAt + context.store().clockOffsetMs();
  const bookmark = firstBookmark(context, participant, listedAt);
  const matching = matchingObjects(listed, patternOf(context.config, stream));
  if (matching.length === 0 && listed.length > 0 && bookmark.synced_through === null) {
    throw nothingMatches(stream, listed);
  }
  const objects = ofShard(matching, context.config.shard);
  const lookback = Math.max(dayMs, lookbackMs(context.config, stream));
  const plan = planListing(objects, bookmark, {
    listedAt,
    lookbackMs: lookback,
    fromMs: parseInstant(bookmark.from ?? ""),
    endMs: endDate(context.config),
  });
  if (listed.length === 0) {
    context.log.warning(`${stream}: there is no object at all below export_url`, {
      export_url: context.store().url,
    });
  }
  const due = plan.objects.length - plan.firstDue;
  context.log.info(`${stream}: ${due} of ${objects.length} objects are to be read`);
  yield { type: "checkpoint", bookmarks: { [stream]: { ...bookmark } }, forgets: true };
  const through = laterOf(bookmark.synced_through, plan.listedAt, endDate(context.config));
  const since = (parseInstant(through) ?? 0) - lookback;
  const listing = new Listing(context, { stream, rules, bookmark, plan, since });
  yield* listing.read();
  const { done, forgotten } = doneAfter(objects, listing.done, since);
  if (forgotten > 0) {
    context.log.warning(
      `${stream}: more objects lie inside of the lookback than the state can name: the next run reads all of them again`,
      { too_many: forgotten },
    );
  }
  const { failed } = listing;
  yield {
    type: "checkpoint",
    bookmarks: { [stream]: { synced_through: through, done, failed, open: [] } },
  };
  const failure = listing.failure();
  if (failure !== undefined) throw failure;
}

async function listObjects(context: ReadContext): Promise<ExportObject[]> {
  const objects: ExportObject[] = [];
  for await (const object of context.store().list()) {
    context.signal.throwIfAborted();
    objects.push(object);
  }
  return objects;
}

/** Which objects belong to a stream: its own pattern, or the default one where the setting names only others. */
export function patternOf(config: Readonly<Config>, stream: string): string {
  const fallback = loadSchema("config").properties?.["export_patterns"]?.default;
  const patterns = { ...(fallback as Record<string, string>), ...config.export_patterns };
  return patterns[stream] ?? "**";
}

/** The objects of the part that the run reads. */
function ofShard(
  objects: readonly ExportObject[],
  text: string | undefined,
): readonly ExportObject[] {
  const shard = parseShard(text ?? "");
  return shard === undefined ? objects : objects.filter(({ key }) => isInShard(key, shard));
}

function matchingObjects(objects: readonly ExportObject[], pattern: string): ExportObject[] {
  const matches = picomatch(pattern, { nocase: true });
  return objects.filter(({ key }) => matches(key));
}

function firstBookmark(
  context: ReadContext,
  { stream, bookmark }: Participant,
  startedAt: number,
): ListingBookmark {
  const stored: ListingBookmark = { ...empty, ...bookmark };
  const { url } = context.store();
  const fresh = { ...empty, from: startDate(context.config), export_url: url };
  if (stored.synced_through === null && stored.open.length === 0)
    return { ...fresh, failed: stored.failed };
  const instants = [stored.synced_through, stored.open[0]?.listed_at];
  const change =
    stored.export_url === url
      ? undefined
      : "export_url is another one than the one that its bookmark began with";
  const run = { startedAt, stream, log: context.log };
  return startingBookmark(stored, { fresh, isEmpty: false, instants, change }, run);
}

function laterOf(bookmark: string | null, listedAt: string, endMs: number): string {
  const end = Math.min(parseInstant(listedAt) ?? 0, endMs);
  return formatInstant(Math.max(end, parseInstant(bookmark ?? "") ?? -Infinity));
}

function nothingMatches(stream: string, listed: readonly ExportObject[]): SourceError {
  const keys = listed.map(({ key }) => key).sort();
  return new SourceError(
    `${stream}: none of the ${listed.length} objects matches its pattern. The first are: ${keys.slice(0, 10).join(", ")}.`,
    { hint: "Set export_patterns to a glob that matches them." },
  );
}
