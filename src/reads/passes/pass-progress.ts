import { laterInstant, parseInstant } from "../../values/timestamp.js";
import type { Participant, ReadContext } from "../contract.js";
import { isInFuture } from "../start.js";
import type { PartPage } from "./pass-pages.js";
import type { OpenInPart, Pass, PassBookmark } from "./pass-plan.js";
import type { PassRun, PassSource } from "./pass-source.js";

/** The bookmark of a stream of which no pass has been read. */
export const emptyPassBookmark: PassBookmark = {
  synced_through: null,
  full_pass_at: null,
  table_version: null,
  filter: null,
  open: [],
};

/** The participant with a bookmark that can be gone on from, and what the settings make of its replication. */
export function believe(
  participant: Participant,
  { context, settings, filter }: PassRun,
  source: PassSource,
): Participant<PassBookmark> {
  const { stream } = participant;
  const bookmark = { ...emptyPassBookmark, ...participant.bookmark };
  const run = { startedAt: settings.startedAt, stream, log: context.log };
  const isWrong =
    isInFuture(bookmark.synced_through, run) || isInFuture(bookmark.full_pass_at, run);
  const known = isWrong ? { ...bookmark, ...emptyPassBookmark } : bookmark;
  // The rest of an increment can only be asked for by the filter that it began with.
  const isLost = filter.name === undefined && known.open.some((open) => open.update_since !== null);
  const needsAll = source.needsFullPasses?.(participant, context.config) === true;
  return {
    ...participant,
    // Without a filter every pass is a full one.
    fullTable: participant.fullTable || needsAll || filter.name === undefined,
    bookmark: isLost ? { ...known, open: [] } : known,
  };
}

/** What else than its own keys a pass changes in a bookmark, whether it is complete or given up: only a full one does. */
function alsoKept(
  source: PassSource,
  participant: Participant<PassBookmark>,
  pass: Pick<Pass, "start" | "updateSince">,
): Partial<PassBookmark> | undefined {
  return pass.updateSince === null ? source.alsoKeeps?.(participant, pass) : undefined;
}

/** The participant without a pass that is not gone on with. */
export function giveUpOpen(
  participant: Participant<PassBookmark>,
  source: PassSource,
): Participant<PassBookmark> {
  const { bookmark } = participant;
  const [open] = bookmark.open;
  const pass = open && { start: open.start, updateSince: open.update_since };
  const also = pass && alsoKept(source, participant, pass);
  return { ...participant, bookmark: { ...bookmark, ...also, open: [] } };
}

/** What a resume goes on from, once the rows of a page have been sent. */
export function openAt({ page, part }: PartPage, pass: Pass, flawed: boolean): OpenInPart {
  const { offset, lastIds } = page.cursor;
  const at = { start: pass.start, update_since: pass.updateSince, offset };
  const open = { ...at, last_ids: [...lastIds], flawed };
  return part === "" ? open : { ...open, part };
}

/** Which streams have had a record of the pass rejected, in this run or before it was resumed. */
export class Flaws {
  readonly #rejected: (stream: string) => number;
  readonly #before: ReadonlyMap<string, number>;
  readonly #resumed: ReadonlySet<string>;

  constructor(context: ReadContext, streams: readonly Participant<PassBookmark>[]) {
    this.#rejected = context.rejected;
    this.#before = new Map(streams.map(({ stream }) => [stream, context.rejected(stream)]));
    const flawed = streams.filter(({ bookmark }) => bookmark.open.some((open) => open.flawed));
    this.#resumed = new Set(flawed.map(({ stream }) => stream));
  }

  has(stream: string): boolean {
    return this.#resumed.has(stream) || this.#rejected(stream) > (this.#before.get(stream) ?? 0);
  }
}

/** The version of a table is the start of its full pass in seconds: SDK targets keep 32 bits. */
export function versionOf(pass: Pass): number {
  return Math.floor((parseInstant(pass.start) ?? 0) / 1000);
}

/** What of the bookmark changes with a pass that was read to its end. Nothing in it ever moves back. */
export function completedPass(bookmark: PassBookmark, pass: Pass): Partial<PassBookmark> {
  const done = { synced_through: laterInstant(bookmark.synced_through, pass.start), open: [] };
  if (pass.updateSince !== null) return done;
  return {
    ...done,
    full_pass_at: laterInstant(bookmark.full_pass_at, pass.start),
    table_version: Math.max(versionOf(pass), bookmark.table_version ?? 0),
  };
}

/** As `completedPass`, with what else a full pass changes. */
export function endedPass(
  source: PassSource,
  stream: Participant<PassBookmark>,
  pass: Pass,
): Partial<PassBookmark> {
  return { ...completedPass(stream.bookmark, pass), ...alsoKept(source, stream, pass) };
}

/** What of the bookmark changes with a pass that is not gone on with. */
export function forgottenPass(
  source: PassSource,
  stream: Participant<PassBookmark>,
  pass: Pick<Pass, "start" | "updateSince">,
): Partial<PassBookmark> {
  return { ...alsoKept(source, stream, pass), open: [] };
}
