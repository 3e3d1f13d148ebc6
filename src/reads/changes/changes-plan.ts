import type { ListChangesBookmark, MemberListsBookmark } from "../../generated/state.js";
import { formatInstant, parseInstant } from "../../values/timestamp.js";
import type { Participant, ReadContext } from "../contract.js";
import { coverMembers, covers, isWider, type Covered } from "../coverage.js";
import { endDate, isInFuture, isPast, lookbackMs, startDate, startingBookmark } from "../start.js";
import type { WantedChanges } from "./changes-of.js";

/** What the streams that are fed by list changes keep: a log knows from when on, memberships are what full passes show. */
export type ChangesBookmark = Pick<ListChangesBookmark, "changes_through" | "changes_open"> &
  Partial<ListChangesBookmark> &
  Partial<MemberListsBookmark>;

/** What one stream wants read: from when on, and after which list it goes on. */
export interface ChangesPlan extends WantedChanges {
  readonly through: string | null;
  /** What `changes_through` becomes: when the read began, by the service's clock, or the end that the log has. */
  readonly start: string;
  readonly afterList: string | null;
  /** The parents that it reads. */
  readonly covered: Covered;
  /** Those that it reads from an earlier instant on, since they were not covered until now; null = none. */
  readonly fresh: { readonly before: Covered; readonly since: string } | null;
}

export interface PlanningRun {
  readonly context: ReadContext;
  readonly stream: string;
  readonly startedAt: number;
  /** The parents that the run reads. */
  readonly covered: Covered;
  /** There are no changes before this instant (milliseconds since 1970). */
  readonly begins: number;
}

/** The keys of a bookmark that changes keep, with nothing read yet. */
export const nothingRead = { changes_through: null, changes_open: [], lists: [] };

/** Of memberships that are not believed nothing is left: only a full pass can say who is in which list. */
const noPass = { synced_through: null, full_pass_at: null, table_version: null, open: [] };

/**
 * What a stream makes of changes. One of `members` says who is where: it needs the last change of each only, and full passes.
 * One that is a `log` says what has happened.
 */
export type ChangesRole = "members" | "log";

/** The participant's role, which its declaration names. */
export function isMembers({ role }: Pick<Participant, "role">): boolean {
  const members: ChangesRole = "members";
  return role === members;
}

/** The bookmark to go on from, and what of it has changed: forgotten where it is not believed, or begins too late. */
export function believe(
  participant: Participant,
  run: PlanningRun,
): { readonly bookmark: ChangesBookmark; readonly changed?: Partial<ChangesBookmark> } {
  const { context, stream, startedAt } = run;
  const start = { startedAt, stream, log: context.log };
  const stored: ChangesBookmark = { ...nothingRead, ...participant.bookmark };
  if (isMembers(participant)) {
    const changed = isInFuture(stored.changes_through, start)
      ? { ...nothingRead, ...noPass, lists: [...run.covered] }
      : coverMembers(stored, run.covered);
    return { bookmark: { ...stored, ...changed }, ...(changed === undefined ? {} : { changed }) };
  }
  const fresh = { ...nothingRead, from: startDate(context.config) };
  const isEmpty = stored.changes_through === null && stored.changes_open.length === 0;
  const instants = [stored.changes_through];
  const bookmark = startingBookmark<ChangesBookmark>(stored, { fresh, isEmpty, instants }, start);
  return coverLog(stored, bookmark, run.covered);
}

/** What is left out from now on is not covered; what is new will be once it is read from its start. */
function coverLog(
  stored: ChangesBookmark,
  bookmark: ChangesBookmark,
  now: Covered,
): { readonly bookmark: ChangesBookmark; readonly changed?: Partial<ChangesBookmark> } {
  const before = bookmark.lists ?? stored.lists ?? [];
  const lists = isWider(now, before) ? before.filter((id) => covers(now, id)) : [...now];
  const isSame = lists.length === before.length && bookmark === stored;
  const covered = { ...bookmark, lists };
  return isSame ? { bookmark: covered } : { bookmark: covered, changed: covered };
}

/** Memberships; undefined where no full pass has shown any yet. */
export function planMembers(bookmark: ChangesBookmark, run: PlanningRun): ChangesPlan | undefined {
  const through = parseInstant(bookmark.changes_through ?? "");
  if (through === undefined) return undefined;
  const { startedAt } = run;
  const fullPassStart = openFullPass(bookmark, startedAt);
  const members = {
    // Where no full pass has ended yet, the one that is due begins later than anything that is not sent here.
    fullPassAt: parseInstant(bookmark.full_pass_at ?? "") ?? fullPassStart ?? startedAt,
    version: versionFor(bookmark, { fullPassStart, startedAt }),
  };
  const since = formatInstant(through - lookbackMs(run.context.config, run.stream));
  return { ...planFrom(bookmark, { ...run, since, end: startedAt }), members };
}

/** Every change from `start_date` on, then what is new, and nothing from `end_date` on: the log needs no full pass. */
export function planLog(bookmark: ChangesBookmark, run: PlanningRun): ChangesPlan {
  const { config } = run.context;
  const through = parseInstant(bookmark.changes_through ?? "");
  const again = through === undefined ? -Infinity : through - lookbackMs(config, run.stream);
  const from = parseInstant(bookmark.from ?? "") ?? run.begins;
  const before = Math.floor(endDate(config) / 1000) * 1000;
  const since = formatInstant(Math.max(from, again));
  const end = Math.min(run.startedAt, before);
  const known = bookmark.lists ?? [];
  const hasFresh = isWider(run.covered, known);
  // A read that was begun without them may have passed them.
  const start = hasFresh ? { ...bookmark, changes_open: [] } : bookmark;
  const fresh = hasFresh ? { before: known, since: formatInstant(from) } : null;
  return { ...planFrom(start, { ...run, since, end }), fresh, bounds: { from, before } };
}

/** What was begun and is not done, or a new read from an instant on, to an end (milliseconds). */
function planFrom(
  { changes_open: [open], changes_through: through }: ChangesBookmark,
  run: PlanningRun & { readonly since: string; readonly end: number },
): ChangesPlan {
  const { stream, startedAt, end } = run;
  const common = { stream, through, members: undefined, covered: run.covered, fresh: null };
  if (open === undefined || !isPast(parseInstant(open.start) ?? 0, startedAt))
    return { ...common, start: formatInstant(end), since: run.since, afterList: null };
  // An end that has come since holds for the lists that are left, and so for all.
  const start = formatInstant(Math.min(parseInstant(open.start) ?? end, end));
  return { ...common, start, since: open.since, afterList: open.after_list };
}

/** The start of a full pass that was interrupted (milliseconds). */
function openFullPass({ open = [] }: ChangesBookmark, startedAt: number): number | undefined {
  const pass = open.find(({ update_since: since }) => since === null);
  const start = parseInstant(pass?.start ?? "");
  return start !== undefined && isPast(start, startedAt) ? start : undefined;
}

/**
 * The version of rows that come from changes; undefined = the bookmark's. An open full pass does not come back to subjects that it
 * has read. Their rows must have the pass's version: a target drops all others once the pass is complete. A bookmark without a
 * version is about to get one.
 */
function versionFor(
  bookmark: ChangesBookmark,
  run: { readonly fullPassStart: number | undefined; readonly startedAt: number },
): number | undefined {
  if (run.fullPassStart !== undefined) return Math.floor(run.fullPassStart / 1000);
  return (bookmark.table_version ?? null) === null ? Math.floor(run.startedAt / 1000) : undefined;
}
