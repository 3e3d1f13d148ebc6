import type { ListChangesBookmark, MemberListsBookmark } from "../../generated/state.js";
import { formatInstant, parseInstant } from "../../values/timestamp.js";
import { futureToleranceMs, isInFuture } from "../belief.js";
import type { Participant, ReadContext } from "../contract.js";
import { lookbackMs } from "../lookback.js";
import { isEarlier, startDate } from "../start-date.js";
import type { ListPlan } from "./list-changes-of.js";

/** What the streams that are fed by list changes keep: a log knows from when on, memberships are what full passes show. */
export type ChangesBookmark = Pick<ListChangesBookmark, "changes_through" | "changes_open"> &
  Partial<ListChangesBookmark> &
  Partial<MemberListsBookmark>;

/** What one stream wants read: from when on, and after which list it goes on. */
export interface ChangesPlan extends ListPlan {
  readonly through: string | null;
  /** What `changes_through` becomes: when the read began, by the service's clock, or the end that the log has. */
  readonly start: string;
  readonly afterList: string | null;
}

export interface PlanningRun {
  readonly context: ReadContext;
  readonly stream: string;
  readonly startedAt: number;
}

/** The log begins in the year in which Ometria was founded, where nothing says otherwise. */
const firstInstant = "2013-01-01T00:00:00Z";

const nothingRead = { changes_through: null, changes_open: [] };

/** Of memberships that are not believed nothing is left: only a full pass can say who is in which list. */
const noPass = { synced_through: null, full_pass_at: null, table_version: null, open: [] };

/** Whether a stream says who is in which list, and not what has happened: only such a one needs full passes. */
export function hasMembers({ bookmark }: Participant): boolean {
  return "full_pass_at" in bookmark;
}

/** The bookmark to go on from, and what of it has changed: forgotten where it is not believed, or begins too late. */
export function believe(
  participant: Participant,
  run: PlanningRun,
): { readonly bookmark: ChangesBookmark; readonly changed?: Partial<ChangesBookmark> } {
  const { context, stream, startedAt } = run;
  const { log } = context;
  const stored = participant.bookmark as unknown as ChangesBookmark;
  const isWrong = isInFuture(stored.changes_through, { startedAt, stream, log });
  if (hasMembers(participant)) {
    if (!isWrong) return { bookmark: stored };
    return { bookmark: { ...nothingRead }, changed: { ...nothingRead, ...noPass } };
  }
  const from = startDate(context.config);
  const fresh = { ...nothingRead, from };
  const isEmpty = stored.changes_through === null && stored.changes_open.length === 0;
  if (isEmpty || isWrong) return { bookmark: fresh, changed: fresh };
  if (!isEarlier(from, stored.from ?? null)) return { bookmark: stored };
  log.warning(
    `${stream} starts over: start_date is earlier than the one that its bookmark began with.`,
  );
  return { bookmark: fresh, changed: fresh };
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
  const first = bookmark.from ?? firstInstant;
  const through = parseInstant(bookmark.changes_through ?? "");
  const again = through === undefined ? -Infinity : through - lookbackMs(config, run.stream);
  const from = parseInstant(first) ?? 0;
  const endDate = parseInstant(config.end_date ?? "") ?? Infinity;
  const before = Math.floor(endDate / 1000) * 1000;
  const since = formatInstant(Math.max(from, again));
  const end = Math.min(run.startedAt, before);
  return { ...planFrom(bookmark, { ...run, since, end }), bounds: { from, before } };
}

/** What was begun and is not done, or a new read from an instant on, to an end (milliseconds). */
function planFrom(
  { changes_open: [open], changes_through: through }: ChangesBookmark,
  run: PlanningRun & { readonly since: string; readonly end: number },
): ChangesPlan {
  const { stream, startedAt, end } = run;
  const common = { stream, through, members: undefined };
  if (open === undefined || !isPast(open.start, startedAt))
    return { ...common, start: formatInstant(end), since: run.since, afterList: null };
  // An end that has come since holds for the lists that are left, and so for all.
  const start = formatInstant(Math.min(parseInstant(open.start) ?? end, end));
  return { ...common, start, since: open.since, afterList: open.after_list };
}

/** The start of a full pass that was interrupted (milliseconds). */
function openFullPass({ open = [] }: ChangesBookmark, startedAt: number): number | undefined {
  const pass = open.find(({ update_since: since }) => since === null);
  return pass !== undefined && isPast(pass.start, startedAt) ? parseInstant(pass.start) : undefined;
}

/**
 * The pass goes on behind whom it has passed already: a row of theirs must have its version, or a target drops it once
 * the pass is complete. A bookmark without a version is about to get one.
 */
function versionFor(
  bookmark: ChangesBookmark,
  run: { readonly fullPassStart: number | undefined; readonly startedAt: number },
): number | undefined {
  if (run.fullPassStart !== undefined) return Math.floor(run.fullPassStart / 1000);
  return (bookmark.table_version ?? null) === null ? Math.floor(run.startedAt / 1000) : undefined;
}

function isPast(instant: string, startedAt: number): boolean {
  return (parseInstant(instant) ?? 0) <= startedAt + futureToleranceMs;
}
