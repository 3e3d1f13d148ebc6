import type { ApiReader } from "../api/reader.js";
import { AssumptionError, NotFoundError } from "../errors.js";
import type { MemberListsBookmark } from "../generated/state.js";
import type { JsonObject } from "../values/json.js";
import { formatInstant, laterInstant, parseInstant } from "../values/timestamp.js";
import { futureToleranceMs, isInFuture } from "./belief.js";
import { changesEndpoint, type ChangesEndpoint } from "./list-changes-endpoint.js";
import { AnswerLengths, readChangesOf, type ListChangeRow } from "./list-changes-of.js";
import { lookbackMs } from "./lookback.js";
import { rowId } from "./read-pages.js";
import type { Participant, Read, ReadContext, ReadEvent } from "./read.js";
import { sideBySide } from "./side-by-side.js";

/** What a stream that is fed by list changes keeps. */
type ChangesBookmark = MemberListsBookmark;

/** A read of changes: from when on, and after which list it goes on. */
interface ChangesPlan {
  /** What `changes_through` becomes: when the read began, by the service's clock. */
  readonly start: string;
  readonly since: string;
  readonly afterList: string | null;
  readonly fullPassAt: number;
  /** The version of the table that the rows belong to, where the bookmark has not got it yet. */
  readonly version: number | undefined;
}

/** Of a bookmark that is not believed nothing is left: only a full pass can say who is in which list. */
const forgotten: ChangesBookmark = {
  synced_through: null,
  full_pass_at: null,
  table_version: null,
  open: [],
  changes_through: null,
  changes_open: [],
};

/**
 * Who entered and left each list since the last run: increments of `/profiles` do not tell. Nothing is read before a
 * first full pass has shown who is in which list.
 */
export const listChanges: Read<ListChangeRow> = {
  name: "list_changes",
  from: "api",
  emptyBookmark: { changes_through: null, changes_open: [] },
  async *run(context, participants) {
    const endpoint = changesEndpoint(context.config);
    for (const participant of participants) {
      if (endpoint === undefined) yield patch(participant, { changes_open: [] });
      else yield* readAll(context, participant, endpoint);
    }
  },
};

async function* readAll(
  context: ReadContext,
  participant: Participant,
  endpoint: ChangesEndpoint,
): AsyncGenerator<ReadEvent<ListChangeRow>> {
  const startedAt = await context.client().startedAt();
  const bookmark = participant.bookmark as unknown as ChangesBookmark;
  if (
    isInFuture(bookmark.changes_through, {
      startedAt,
      stream: participant.stream,
      log: context.log,
    })
  ) {
    yield patch(participant, forgotten);
    return;
  }
  const plan = planChanges(bookmark, {
    startedAt,
    lookbackMs: lookbackMs(context.config, participant.stream),
  });
  if (plan === undefined) return;
  yield* readLists({ context, participant, endpoint, plan, lengths: new AnswerLengths() });
  const reached = laterInstant(bookmark.changes_through, plan.start);
  yield patch(participant, { changes_through: reached, changes_open: [] });
}

function planChanges(
  bookmark: ChangesBookmark,
  run: { readonly startedAt: number; readonly lookbackMs: number },
): ChangesPlan | undefined {
  const through = parseInstant(bookmark.changes_through ?? "");
  if (through === undefined) return undefined;
  const fullPassStart = openFullPass(bookmark, run.startedAt);
  const common = {
    // Where no full pass has ended yet, the one that is due begins later than anything that is not sent here.
    fullPassAt: parseInstant(bookmark.full_pass_at ?? "") ?? fullPassStart ?? run.startedAt,
    version: versionFor(bookmark, { fullPassStart, startedAt: run.startedAt }),
  };
  const [open] = bookmark.changes_open;
  if (open !== undefined && isPast(open.start, run.startedAt)) {
    return { ...common, start: open.start, since: open.since, afterList: open.after_list };
  }
  const since = formatInstant(through - run.lookbackMs);
  return { ...common, start: formatInstant(run.startedAt), since, afterList: null };
}

/** The start of a full pass that was interrupted (milliseconds). */
function openFullPass({ open }: ChangesBookmark, startedAt: number): number | undefined {
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
  return bookmark.table_version === null ? Math.floor(run.startedAt / 1000) : undefined;
}

function isPast(instant: string, startedAt: number): boolean {
  return (parseInstant(instant) ?? 0) <= startedAt + futureToleranceMs;
}

interface ListsRead {
  readonly context: ReadContext;
  readonly participant: Participant;
  readonly endpoint: ChangesEndpoint;
  readonly plan: ChangesPlan;
  readonly lengths: AnswerLengths;
}

/** Reads the lists that are due, and says after each that it is read. */
async function* readLists(read: ListsRead): AsyncGenerator<ReadEvent<ListChangeRow>> {
  const { context, plan } = read;
  const lists = [...(await context.allLists())].sort((one, other) =>
    compareIds(rowId(one), rowId(other)),
  );
  const due = lists.filter(
    (list) => plan.afterList === null || compareIds(rowId(list), plan.afterList) > 0,
  );
  const client = context.client();
  // Only a list that has answered shows that there is such an endpoint: until then nothing counts as read, and no two
  // lists are asked at the same time.
  let hasAnswered = plan.afterList !== null;
  let asked = 0;
  for (; !hasAnswered && asked < due.length; asked += 1) {
    const list = due[asked] ?? {};
    hasAnswered = yield* readList(read, list, client);
    if (hasAnswered) yield checkpointAfter(read, list);
  }
  if (asked > 0 && !hasAnswered) throw noEndpoint(read.endpoint, asked);
  yield* sideBySide(client, due.slice(asked), async function* (list, own) {
    yield* readList(read, list, own);
    yield checkpointAfter(read, list);
  });
}

/** Yields the changes of one list; false where the service does not know it (any more). */
async function* readList(
  read: ListsRead,
  list: JsonObject,
  client: ApiReader,
): AsyncGenerator<ReadEvent<ListChangeRow>, boolean> {
  try {
    yield* readChangesOf({ ...read, list, client });
    return true;
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    read.context.log.warning(
      `${read.participant.stream}: list ${rowId(list)} has no changes any more (404)`,
    );
    return false;
  }
}

function checkpointAfter(
  { participant, plan }: ListsRead,
  list: JsonObject,
): ReadEvent<ListChangeRow> {
  const open = [{ start: plan.start, since: plan.since, after_list: rowId(list) }];
  return patch(participant, { changes_open: open });
}

function patch(
  participant: Participant,
  bookmark: Partial<ChangesBookmark>,
): ReadEvent<ListChangeRow> {
  return { type: "checkpoint", bookmarks: { [participant.stream]: { ...bookmark } } };
}

/** Numbers as numbers, and before all other ids. */
function compareIds(one: string, other: string): number {
  const [first, second] = [one, other].map((id) => (/^\d{1,15}$/.test(id) ? Number(id) : Infinity));
  if (first !== second) return (first ?? 0) - (second ?? 0);
  return one < other ? -1 : one === other ? 0 : 1;
}

function noEndpoint(endpoint: ChangesEndpoint, lists: number): AssumptionError {
  return new AssumptionError(
    `member_lists: GET ${endpoint.template} answered 404 for all ${lists} lists: there is no such endpoint.`,
    {
      hint: 'Set endpoints.list_changes.path to the right one, or endpoints to {"list_changes": null} to do without it.',
    },
  );
}
