import { UnstableOrderError } from "../../errors.js";
import type { OpenPass } from "../../generated/state.js";
import { dayMs } from "../../values/duration.js";
import type { JsonObject } from "../../values/json.js";
import { formatInstant } from "../../values/timestamp.js";
import { isInFuture } from "../belief.js";
import {
  collectionEndpoint,
  type CollectionEndpoint,
  type CollectionName,
} from "../collection-endpoint.js";
import type { Participant, Read, ReadContext, ReadEvent } from "../contract.js";
import { lookbackMs } from "../lookback.js";
import { asMissingEndpoint } from "../missing-endpoint.js";
import { probeFilter, type FilterVerdict } from "../parameter-probes.js";
import { partPages, type PartPage } from "./collection-parts.js";
import {
  fullRefreshMs,
  isEveryPassFull,
  planPass,
  type Pass,
  type PassBookmark,
  type PassSettings,
} from "./pass-plan.js";
import { completedPass, emptyPassBookmark, Flaws, versionOf } from "./pass-progress.js";

/** A row of a collection, and the part of it that it stood in (empty where it has none). */
export interface CollectionRow {
  readonly row: JsonObject;
  readonly part: string;
}

/** A collection that is paged by `limit` and `offset`. */
export interface Collection {
  readonly name: CollectionName;
  /** The parts that it is read in, by ascending id, where its path has a place for one. */
  readonly parts?: (context: ReadContext) => Promise<readonly string[]>;
  /** Whether a part that is not there (any more) has gone from among the parts too. */
  readonly isGone?: (context: ReadContext, part: string) => Promise<boolean>;
  /** Holds what a full pass has shown against what the service says that there is. */
  readonly compare?: (context: ReadContext, shown: ShownParts) => Promise<void>;
}

/** What a full pass has shown of each part. */
export interface ShownParts {
  readonly rows: ReadonlyMap<string, number>;
  /** The part in which the pass was resumed: of this and of those before it not all is counted. */
  readonly resumedIn: string | undefined;
}

/**
 * Passes over a collection: whole ones, or what changed since the last one where `endpoints` names a filter that shows to
 * be honoured.
 */
export function collectionRead(collection: Collection): Read<CollectionRow> {
  return {
    name: collection.name,
    from: "api",
    emptyBookmark: { ...emptyPassBookmark },
    async *run(context, participants) {
      const endpoint = collectionEndpoint(context.config, collection.name);
      const startedAt = await context.client().startedAt();
      for (const participant of participants)
        yield* readPasses({ context, collection, endpoint, startedAt }, participant);
    },
  };
}

/** A pass that is not finished; one over parts has come to one of them. */
type OpenInPart = OpenPass[number] & { readonly collection?: string };

/** One run's reading of a collection. */
interface CollectionRun {
  readonly context: ReadContext;
  readonly collection: Collection;
  readonly endpoint: CollectionEndpoint;
  /** By the service's clock (milliseconds). */
  readonly startedAt: number;
}

async function* readPasses(
  run: CollectionRun,
  participant: Participant,
): AsyncGenerator<ReadEvent<CollectionRow>> {
  const { context, endpoint, startedAt } = run;
  const settings: PassSettings = {
    startedAt,
    fullRefreshMs: fullRefreshMs(context.config),
    lookbackMs: lookbackMs(context.config, participant.stream),
    asSince: endpoint.asSince,
  };
  let stream = believe(run, participant);
  if (planPass([stream], settings).resumeFrom === undefined) stream = withOpen(stream, []);
  yield patch(stream, stream.bookmark);
  for (;;) {
    const pass = await checked(run, planPass([stream], settings));
    context.log.info(describePass(stream.stream, pass));
    yield* readOrForget(run, stream, pass);
    if (pass.resumeFrom === undefined || isEveryPassFull([stream], settings)) return;
    const bookmark = { ...stream.bookmark, ...completedPass(stream.bookmark, pass) };
    stream = { ...stream, bookmark };
  }
}

/** The participant with a bookmark that can be gone on from; without a filter every pass is a full one. */
function believe(run: CollectionRun, participant: Participant): Participant<PassBookmark> {
  const { context, endpoint, startedAt } = run;
  const { stream } = participant;
  const bookmark = { ...emptyPassBookmark, ...participant.bookmark };
  const asked = { startedAt, stream, log: context.log };
  const isWrong =
    isInFuture(bookmark.synced_through, asked) || isInFuture(bookmark.full_pass_at, asked);
  const fullTable = participant.fullTable || endpoint.sinceParam === undefined;
  const believed = { stream, fullTable, bookmark: isWrong ? { ...emptyPassBookmark } : bookmark };
  // The rest of an increment is no part of a whole.
  const isUnfit = fullTable && believed.bookmark.open.some((open) => open.update_since !== null);
  return isUnfit ? withOpen(believed, []) : believed;
}

/** The pass, or a full one in its place where the filter that it relies on is not seen to be honoured. */
async function checked(run: CollectionRun, pass: Pass): Promise<Pass> {
  const { context, endpoint, startedAt, collection } = run;
  if (pass.updateSince === null || pass.resumeFrom !== undefined) return pass;
  // A date is asked a day earlier than told; two days ahead it is tomorrow in every time zone.
  const since = { [endpoint.sinceParam ?? ""]: endpoint.asSince(startedAt + 3 * dayMs) };
  const [part = ""] = (await collection.parts?.(context)) ?? [];
  const path = endpoint.path.replaceAll("{collection}", encodeURIComponent(part));
  const verdict = await probeFilter(context, path, since);
  if (verdict === "honoured") return pass;
  context.log.warning(
    `${collection.name}: ${describeVerdict(verdict, endpoint.sinceParam ?? "")}: all rows are read. See endpoints.${collection.name}`,
  );
  return { ...pass, updateSince: null };
}

function describeVerdict(verdict: Exclude<FilterVerdict, "honoured">, param: string): string {
  const descriptions = {
    ignored: `the service does not understand since_param ${param} (asked for tomorrow, it answered with rows)`,
    refused: `the service refuses to be asked with since_param ${param}; it may know the name, and take its time as the other since_format`,
    unknown: `it could not be seen whether the service understands since_param ${param}`,
  };
  return descriptions[verdict];
}

/** A pass whose order has changed is begun again: gone on with, it would never see what it has passed over. */
async function* readOrForget(
  run: CollectionRun,
  stream: Participant<PassBookmark>,
  pass: Pass,
): AsyncGenerator<ReadEvent<CollectionRow>> {
  try {
    yield* readPass(run, stream, pass);
  } catch (error) {
    if (error instanceof UnstableOrderError) yield patch(stream, { open: [] });
    throw asMissingEndpoint(error, run.collection.name);
  }
}

async function* readPass(
  run: CollectionRun,
  stream: Participant<PassBookmark>,
  pass: Pass,
): AsyncGenerator<ReadEvent<CollectionRow>> {
  const { context, collection, endpoint } = run;
  const flaws = new Flaws(context, [stream]);
  const version = pass.updateSince === null ? versionOf(pass) : undefined;
  const parts = await collection.parts?.(context);
  const resumedIn = pass.resumeFrom === undefined ? undefined : partOf(stream.bookmark);
  const rows = new Map<string, number>();
  const isGone = collection.isGone?.bind(undefined, context);
  for await (const page of partPages({ context, endpoint, pass, parts, resumedIn, isGone })) {
    rows.set(page.part, (rows.get(page.part) ?? 0) + page.page.rows.length);
    yield toRows(page, version);
    yield patch(stream, { open: [openAt(page, pass, flaws.has(stream.stream))] });
  }
  if (version !== undefined) {
    await collection.compare?.(context, { rows, resumedIn });
    if (!flaws.has(stream.stream)) yield { type: "activate", streams: [stream.stream], version };
  }
  yield patch(stream, completedPass(stream.bookmark, pass));
}

/** The part that an unfinished pass has come to; empty where there are none. */
function partOf({ open: [open] }: PassBookmark): string {
  const inPart: OpenInPart | undefined = open;
  return inPart?.collection ?? "";
}

function openAt({ page, part }: PartPage, pass: Pass, flawed: boolean): OpenInPart {
  const { offset, lastIds } = page.cursor;
  const at = { start: pass.start, update_since: pass.updateSince, offset };
  const open = { ...at, last_ids: [...lastIds], flawed };
  return part === "" ? open : { ...open, collection: part };
}

function toRows({ page, part }: PartPage, version: number | undefined): ReadEvent<CollectionRow> {
  const rows = page.rows.map((row) => ({ row, part }));
  return { type: "rows", rows, readAt: formatInstant(page.at), place: page.place, version };
}

function withOpen(
  stream: Participant<PassBookmark>,
  open: PassBookmark["open"],
): Participant<PassBookmark> {
  return { ...stream, bookmark: { ...stream.bookmark, open } };
}

function patch(
  { stream }: Participant<PassBookmark>,
  bookmark: Partial<PassBookmark>,
): ReadEvent<CollectionRow> {
  return { type: "checkpoint", bookmarks: { [stream]: { ...bookmark } } };
}

function describePass(stream: string, pass: Pass): string {
  const kind =
    pass.updateSince === null ? "a full pass" : `a pass of what changed since ${pass.updateSince}`;
  return pass.resumeFrom === undefined
    ? `${stream}: ${kind} begins`
    : `${stream}: ${kind}, begun ${pass.start}, goes on`;
}
