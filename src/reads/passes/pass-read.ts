import type { Config } from "../../config/load.js";
import { NotTakenError, UnstableOrderError } from "../../errors.js";
import { formatInstant } from "../../values/timestamp.js";
import type { Participant, Read, ReadEvent } from "../contract.js";
import { asMissing, endpointOf, sinceText, type Endpoint } from "../endpoint.js";
import { lookbackMs } from "../start.js";
import { PassFilter } from "./pass-filter.js";
import { partPages, partsOf, type PartPage } from "./pass-pages.js";
import {
  fullRefreshMs,
  isEveryPassFull,
  planPass,
  type Pass,
  type PassBookmark,
  type PassSettings,
} from "./pass-plan.js";
import {
  believe,
  emptyPassBookmark,
  endedPass,
  Flaws,
  forgottenPass,
  giveUpOpen,
  openAt,
  versionOf,
} from "./pass-progress.js";
import type { PassRow, PassRun, PassSource, PassWitness } from "./pass-source.js";

/**
 * Passes over an endpoint that is paged by `limit` and `offset`: whole ones, or what changed since the last one where the filter
 * shows to be honoured. Streams that share it are read by one pass.
 */
export function passRead(source: PassSource): Read<PassRow> {
  const { endpoint: facts } = source;
  const parents = facts.parent === undefined ? [] : [facts.parent.endpoint];
  return {
    name: source.name,
    from: "api",
    endpoints: [...parents, facts],
    emptyBookmark: { ...emptyPassBookmark },
    async *run(context, participants) {
      const endpoint = endpointOf(context.config, facts);
      const startedAt = await context.client().startedAt();
      const streams = participants.map(({ stream }) => stream);
      const settings = passSettings(context.config, { endpoint, startedAt, streams });
      const filter = new PassFilter(context, endpoint, startedAt);
      yield* readPasses(source, { context, endpoint, settings, filter }, participants);
    },
  };
}

function passSettings(
  config: Readonly<Config>,
  run: {
    readonly endpoint: Endpoint;
    readonly startedAt: number;
    readonly streams: readonly string[];
  },
): PassSettings {
  const { since } = run.endpoint;
  return {
    startedAt: run.startedAt,
    fullRefreshMs: fullRefreshMs(config),
    lookbackMs: Math.max(...run.streams.map((stream) => lookbackMs(config, stream))),
    asSince: (instant) => (since === undefined ? null : sinceText(since, instant)),
  };
}

type Streams = readonly Participant<PassBookmark>[];

async function* readPasses(
  source: PassSource,
  run: PassRun,
  participants: readonly Participant[],
): AsyncGenerator<ReadEvent<PassRow>> {
  const { context, settings } = run;
  let streams = participants.map((each) => believe(each, run, source));
  if (planPass(streams, settings).resumeFrom === undefined)
    streams = streams.map((stream) => giveUpOpen(stream, source));
  yield { ...checkpoint(streams, ({ bookmark }) => bookmark), forgets: true };
  for (;;) {
    const due = await withFilter(run, planPass(streams, settings), streams);
    context.log.info(describePass(source, due), { streams: namesOf(streams).join(",") });
    const { pass, failed } = yield* readOrForget(source, { ...run, streams }, due);
    if (pass.resumeFrom === undefined) return;
    // Where every pass has to be full, the rest of an increment is not enough: a full pass follows.
    if (isEveryPassFull(streams, settings) && pass.updateSince === null) return;
    streams = streams
      .filter(({ stream }) => !failed.includes(stream))
      .map((each) => ({
        ...each,
        bookmark: { ...each.bookmark, ...endedPass(source, each, pass) },
      }));
    if (streams.length === 0) return;
  }
}

/**
 * The pass, or a full one in its place. An increment is read only where the filter has shown to be honoured, in the last full pass
 * or now.
 */
async function withFilter({ filter }: PassRun, pass: Pass, streams: Streams): Promise<Pass> {
  if (pass.updateSince === null || pass.resumeFrom !== undefined) return pass;
  if (streams.every(({ bookmark }) => bookmark.filter === filter.name)) return pass;
  return (await filter.isHonoured()) ? pass : { ...pass, updateSince: null };
}

interface StreamsRun extends PassRun {
  readonly streams: Streams;
}

interface PassRead {
  /** The one that was read to its end. */
  readonly pass: Pass;
  /** The streams that it leaves incomplete. */
  readonly failed: readonly string[];
}

/** Forgets a pass whose order has changed, so that the next run begins it again: a row may have moved to where it has been. */
async function* readOrForget(
  source: PassSource,
  run: StreamsRun,
  pass: Pass,
): AsyncGenerator<ReadEvent<PassRow>, PassRead> {
  try {
    return { pass, failed: yield* readPass(source, run, pass) };
  } catch (error) {
    if (error instanceof UnstableOrderError)
      yield {
        ...checkpoint(run.streams, (stream) => forgottenPass(source, stream, pass)),
        forgets: true,
      };
    if (error instanceof NotTakenError && pass.updateSince !== null)
      return yield* readWithout(source, run);
    throw asMissing(error, run.endpoint);
  }
}

/** A full pass instead of an increment: the filter was honoured once, and is refused now. */
async function* readWithout(
  source: PassSource,
  run: StreamsRun,
): AsyncGenerator<ReadEvent<PassRow>, PassRead> {
  const { name } = run.endpoint;
  run.context.log.warning(
    `${name}: the service refuses ${run.filter.name ?? "its filter"} now: all rows are read. See endpoints.${name}.`,
  );
  const forgotten: Partial<PassBookmark> = { open: [], filter: null };
  yield { ...checkpoint(run.streams, () => forgotten), forgets: true };
  const streams = run.streams.map((each) => ({
    ...each,
    bookmark: { ...each.bookmark, ...forgotten },
  }));
  const start = formatInstant(run.settings.startedAt);
  const full: Pass = { start, updateSince: null, resumeFrom: undefined };
  return yield* readOrForget(source, { ...run, streams }, full);
}

/** Yields one pass; returns the streams that it leaves incomplete. */
async function* readPass(
  source: PassSource,
  run: StreamsRun,
  pass: Pass,
): AsyncGenerator<ReadEvent<PassRow>, readonly string[]> {
  const { context, streams } = run;
  const version = pass.updateSince === null ? versionOf(pass) : undefined;
  const flaws = new Flaws(context, streams);
  const witness = source.witness?.(run, pass, streams);
  const rest = (): Streams => streams.filter(({ stream }) => !isLeftOut(witness, stream));
  const parts = await partsOf(run, await source.only?.(context));
  for await (const page of partPages({ ...run, pass, parts })) {
    const rows = rowsOf(page, pass);
    const seen = witness === undefined ? rows : yield* witness.see(rows);
    if (rest().length === 0) return namesOf(streams);
    yield toRows(page, { rows: seen, version, streams: namesOf(rest()) });
    yield checkpoint(rest(), ({ stream }) => ({ open: [openAt(page, pass, flaws.has(stream))] }));
  }
  if (witness !== undefined) yield* witness.judge();
  yield* endPass(source, { ...run, streams: rest() }, { pass, flaws });
  return namesOf(streams).filter((stream) => isLeftOut(witness, stream));
}

/** What the end of a pass means for the streams that it was whole for. */
async function* endPass(
  source: PassSource,
  run: StreamsRun,
  { pass, flaws }: { readonly pass: Pass; readonly flaws: Flaws },
): AsyncGenerator<ReadEvent<PassRow>> {
  const { streams } = run;
  const isFull = pass.updateSince === null;
  const filter = isFull ? await shownFilter(run) : {};
  const sound = isFull ? namesOf(streams).filter((stream) => !flaws.has(stream)) : [];
  if (sound.length > 0) yield { type: "activate", streams: sound, version: versionOf(pass) };
  yield checkpoint(streams, (stream) => ({ ...endedPass(source, stream, pass), ...filter }));
}

function isLeftOut(witness: PassWitness | undefined, stream: string): boolean {
  return witness?.incomplete.has(stream) === true;
}

/** What a full pass notes of the filter, where any pass is to be an increment. */
async function shownFilter({
  filter,
  settings,
  streams,
}: StreamsRun): Promise<Partial<PassBookmark>> {
  if (filter.name === undefined || isEveryPassFull(streams, settings)) return {};
  return { filter: (await filter.isHonoured()) ? filter.name : null };
}

function rowsOf({ page, part }: PartPage, pass: Pass): readonly PassRow[] {
  return page.rows.map((row) => ({ row, part, passStart: pass.start }));
}

function toRows(
  { page }: PartPage,
  shown: {
    readonly rows: readonly PassRow[];
    readonly version: number | undefined;
    readonly streams: readonly string[];
  },
): ReadEvent<PassRow> {
  return { type: "rows", ...shown, readAt: formatInstant(page.at), place: page.place };
}

function checkpoint(
  streams: Streams,
  next: (stream: Participant<PassBookmark>) => Partial<PassBookmark>,
): ReadEvent<PassRow> & { readonly type: "checkpoint" } {
  const bookmarks = streams.map((each) => [each.stream, { ...next(each) }] as const);
  return { type: "checkpoint", bookmarks: Object.fromEntries(bookmarks) };
}

function namesOf(streams: Streams): readonly string[] {
  return streams.map(({ stream }) => stream);
}

function describePass({ endpoint: { name } }: PassSource, pass: Pass): string {
  const kind =
    pass.updateSince === null ? "a full pass" : `a pass of what changed since ${pass.updateSince}`;
  if (pass.resumeFrom === undefined) return `${name}: ${kind} begins`;
  return `${name}: ${kind}, begun ${pass.start}, goes on at row ${pass.resumeFrom.offset}`;
}
