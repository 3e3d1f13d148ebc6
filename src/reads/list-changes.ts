import type { ApiReader } from "../api/reader.js";
import { AssumptionError, NotFoundError } from "../errors.js";
import type { ListChangesBookmark, MemberListsBookmark } from "../generated/state.js";
import type { JsonObject } from "../values/json.js";
import { formatInstant, laterInstant, parseInstant } from "../values/timestamp.js";
import { futureToleranceMs, isInFuture } from "./belief.js";
import { changesEndpoint, type ChangesEndpoint } from "./list-changes-endpoint.js";
import {
  AnswerLengths,
  readChangesOf,
  type ListChangeRow,
  type ListPlan,
} from "./list-changes-of.js";
import { lookbackMs } from "./lookback.js";
import { rowId } from "./read-pages.js";
import type { Participant, Read, ReadContext, ReadEvent } from "./read.js";
import { sideBySide } from "./side-by-side.js";
import { startDate } from "./start-date.js";

/** What every stream that is fed by list changes keeps. */
type ChangesBookmark = ListChangesBookmark & Partial<MemberListsBookmark>;

/** What one stream wants read: from when on, and after which list it goes on. */
interface ChangesPlan extends ListPlan {
  readonly through: string | null;
  /** What `changes_through` becomes: when the read began, by the service's clock. */
  readonly start: string;
  readonly afterList: string | null;
}

/** The log begins in the year in which Ometria was founded, where nothing says otherwise. */
const firstInstant = "2013-01-01T00:00:00Z";

/** Of a bookmark that is not believed nothing is left: only a full pass can say who is in which list. */
const forgotten: MemberListsBookmark = {
  synced_through: null,
  full_pass_at: null,
  table_version: null,
  open: [],
  changes_through: null,
  changes_open: [],
};

/**
 * Who entered and left each list since the last run: increments of `/profiles` do not tell. For memberships nothing is read
 * before a first full pass has shown who is in which list. Each list is asked once for all streams.
 */
export const listChanges: Read<ListChangeRow> = {
  name: "list_changes",
  from: "api",
  emptyBookmark: { changes_through: null, changes_open: [] },
  async *run(context, participants) {
    const endpoint = changesEndpoint(context.config);
    if (endpoint !== undefined) {
      yield* readAll(context, participants, endpoint);
      return;
    }
    for (const participant of participants) {
      if (!hasMembers(participant))
        context.log.warning(`${participant.stream} is left out: endpoints.list_changes is null`);
      yield patch([participant], () => ({ changes_open: [] }));
    }
  },
};

/** Whether a stream says who is in which list, and not what has happened: only such a one needs full passes. */
function hasMembers({ bookmark }: Participant): boolean {
  return "full_pass_at" in bookmark;
}

async function* readAll(
  context: ReadContext,
  participants: readonly Participant[],
  endpoint: ChangesEndpoint,
): AsyncGenerator<ReadEvent<ListChangeRow>> {
  const startedAt = await context.client().startedAt();
  const plans: ChangesPlan[] = [];
  for (const participant of participants) {
    const { stream } = participant;
    const members = hasMembers(participant);
    let bookmark = participant.bookmark as unknown as ChangesBookmark;
    if (isInFuture(bookmark.changes_through, { startedAt, stream, log: context.log })) {
      const { changes_through, changes_open, ...pass } = forgotten;
      bookmark = { changes_through, changes_open };
      yield patch([participant], () => ({ ...bookmark, ...(members ? pass : {}) }));
    }
    const run = { context, stream, startedAt };
    const plan = members ? planMembers(bookmark, run) : planLog(bookmark, run);
    if (plan !== undefined) plans.push(plan);
  }
  if (plans.length === 0) return;
  yield* readLists({ context, endpoint, plans, lengths: new AnswerLengths() });
  yield patch(plans, ({ through, start }) => ({
    changes_through: laterInstant(through, start),
    changes_open: [],
  }));
}

interface PlanningRun {
  readonly context: ReadContext;
  readonly stream: string;
  readonly startedAt: number;
}

function planMembers(bookmark: ChangesBookmark, run: PlanningRun): ChangesPlan | undefined {
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
  return { ...planFrom(since, bookmark, run), members };
}

/** Every change there is, then what is new: the log needs no full pass. */
function planLog(bookmark: ChangesBookmark, run: PlanningRun): ChangesPlan {
  const { config } = run.context;
  const through = parseInstant(bookmark.changes_through ?? "");
  const since =
    through === undefined
      ? (startDate(config) ?? firstInstant)
      : formatInstant(through - lookbackMs(config, run.stream));
  return planFrom(since, bookmark, run);
}

/** What was begun and is not done, or a new read from an instant on. */
function planFrom(
  since: string,
  { changes_open: [open], changes_through: through }: ChangesBookmark,
  { stream, startedAt }: PlanningRun,
): ChangesPlan {
  const common = { stream, through, members: undefined };
  return open !== undefined && isPast(open.start, startedAt)
    ? { ...common, start: open.start, since: open.since, afterList: open.after_list }
    : { ...common, start: formatInstant(startedAt), since, afterList: null };
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

interface ListsRead {
  readonly context: ReadContext;
  readonly endpoint: ChangesEndpoint;
  readonly plans: readonly ChangesPlan[];
  readonly lengths: AnswerLengths;
}

/** Reads the lists that are due, and says after each that it is read. */
async function* readLists(read: ListsRead): AsyncGenerator<ReadEvent<ListChangeRow>> {
  const { context, plans } = read;
  const lists = [...(await context.allLists())].sort((one, other) =>
    compareIds(rowId(one), rowId(other)),
  );
  const due = lists.filter((list) => plansOf(read, list).length > 0);
  const client = context.client();
  // Only a list that has answered shows that there is such an endpoint: until then nothing counts as read, and no two
  // lists are asked at the same time.
  let hasAnswered = plans.some(({ afterList }) => afterList !== null);
  let asked = 0;
  for (; !hasAnswered && asked < due.length; asked += 1) {
    const list = due[asked] ?? {};
    hasAnswered = yield* readList(read, list, client);
    if (hasAnswered) yield checkpointAfter(read, list);
  }
  if (asked > 0 && !hasAnswered) throw noEndpoint(read, asked);
  yield* sideBySide(client, due.slice(asked), async function* (list, own) {
    yield* readList(read, list, own);
    yield checkpointAfter(read, list);
  });
}

/** The plans of the streams that have not read a list yet. */
function plansOf({ plans }: ListsRead, list: JsonObject): readonly ChangesPlan[] {
  return plans.filter(
    ({ afterList }) => afterList === null || compareIds(rowId(list), afterList) > 0,
  );
}

/** Yields the changes of one list; false where the service does not know it (any more). */
async function* readList(
  read: ListsRead,
  list: JsonObject,
  client: ApiReader,
): AsyncGenerator<ReadEvent<ListChangeRow>, boolean> {
  try {
    yield* readChangesOf({ ...read, plans: plansOf(read, list), list, client });
    return true;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    read.context.log.warning(`${namesOf(read)}: list ${rowId(list)} has no changes any more (404)`);
    return false;
  }
}

function namesOf({ plans }: ListsRead): string {
  return plans.map(({ stream }) => stream).join(", ");
}

function checkpointAfter(read: ListsRead, list: JsonObject): ReadEvent<ListChangeRow> {
  return patch(plansOf(read, list), ({ start, since }) => ({
    changes_open: [{ start, since, after_list: rowId(list) }],
  }));
}

function patch<Part extends { readonly stream: string }>(
  parts: readonly Part[],
  next: (part: Part) => Partial<ChangesBookmark>,
): ReadEvent<ListChangeRow> {
  const bookmarks = parts.map((part) => [part.stream, { ...next(part) }] as const);
  return { type: "checkpoint", bookmarks: Object.fromEntries(bookmarks) };
}

/** Numbers as numbers, and before all other ids. */
function compareIds(one: string, other: string): number {
  const [first, second] = [one, other].map((id) => (/^\d{1,15}$/.test(id) ? Number(id) : Infinity));
  if (first !== second) return (first ?? 0) - (second ?? 0);
  return one < other ? -1 : one === other ? 0 : 1;
}

function noEndpoint(read: ListsRead, lists: number): AssumptionError {
  return new AssumptionError(
    `${namesOf(read)}: GET ${read.endpoint.template} answered 404 for all ${lists} lists: there is no such endpoint.`,
    {
      hint: 'Set endpoints.list_changes.path to the right one, or endpoints to {"list_changes": null} to do without it.',
    },
  );
}
