import { AssumptionError, NotFoundError } from "../../errors.js";
import type { ApiReader } from "../../service/reader.js";
import type { JsonObject } from "../../values/json.js";
import { laterInstant } from "../../values/timestamp.js";
import type { Participant, Read, ReadContext, ReadEvent } from "../contract.js";
import { changesEndpoint, type ChangesEndpoint } from "../list-changes-endpoint.js";
import { rowId } from "../paging/pages.js";
import { sideBySide } from "../paging/side-by-side.js";
import { probeChanges } from "../parameter-probes.js";
import { AnswerLengths, readChangesOf, type ListChangeRow } from "./list-changes-of.js";
import {
  believe,
  hasMembers,
  planLog,
  planMembers,
  type ChangesBookmark,
  type ChangesPlan,
} from "./list-changes-plan.js";

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

async function* readAll(
  context: ReadContext,
  participants: readonly Participant[],
  endpoint: ChangesEndpoint,
): AsyncGenerator<ReadEvent<ListChangeRow>> {
  const startedAt = await context.client().startedAt();
  const plans: ChangesPlan[] = [];
  for (const participant of participants) {
    const { stream } = participant;
    const run = { context, stream, startedAt };
    const { bookmark, changed } = believe(participant, run);
    if (changed !== undefined) yield patch([participant], () => changed);
    const plan = hasMembers(participant) ? planMembers(bookmark, run) : planLog(bookmark, run);
    if (plan === undefined) continue;
    const error = isFirstOfLog(plan) ? await probeChanges(context, startedAt, stream) : undefined;
    if (error === undefined) plans.push(plan);
    else yield { type: "failed", streams: [stream], error };
  }
  if (plans.length === 0) return;
  yield* readLists({ context, endpoint, plans, lengths: new AnswerLengths() });
  yield patch(plans, ({ through, start }) => ({
    changes_through: laterInstant(through, start),
    changes_open: [],
  }));
}

/** No full pass asks for its sake whether the parameter is understood. */
function isFirstOfLog({ members, through, afterList }: ChangesPlan): boolean {
  return members === undefined && through === null && afterList === null;
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
