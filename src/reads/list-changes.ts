import { AssumptionError, NotFoundError } from "../errors.js";
import type { MemberListsBookmark } from "../generated/state.js";
import { formatInstant, parseInstant } from "../values/timestamp.js";
import { isInFuture } from "./belief.js";
import { changesEndpoint, type ChangesEndpoint } from "./list-changes-endpoint.js";
import { AnswerLengths, readChangesOf, type ListChangeRow } from "./list-changes-of.js";
import { lookbackMs } from "./lookback.js";
import { rowId } from "./read-pages.js";
import type { Participant, Read, ReadContext, ReadEvent } from "./read.js";

/** What a stream that is fed by list changes keeps. */
type ChangesBookmark = Pick<
  MemberListsBookmark,
  "changes_through" | "changes_open" | "full_pass_at"
>;

/** A read of changes: from when on, and after which list it goes on. */
interface ChangesPlan {
  /** What `changes_through` becomes: when the read began, by the service's clock. */
  readonly start: string;
  readonly since: string;
  readonly afterList: string | null;
  readonly fullPassAt: number;
}

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
    yield patch(participant, { changes_through: null, changes_open: [] });
    return;
  }
  const plan = planChanges(bookmark, {
    startedAt,
    lookbackMs: lookbackMs(context.config, participant.stream),
  });
  if (plan === undefined) return;
  yield* readLists(context, { participant, endpoint, plan });
  const reached = laterInstant(bookmark.changes_through, plan.start);
  yield patch(participant, { changes_through: reached, changes_open: [] });
}

function planChanges(
  bookmark: ChangesBookmark,
  run: { readonly startedAt: number; readonly lookbackMs: number },
): ChangesPlan | undefined {
  const through = parseInstant(bookmark.changes_through ?? "");
  if (through === undefined) return undefined;
  const fullPassAt = parseInstant(bookmark.full_pass_at ?? "") ?? -Infinity;
  const [open] = bookmark.changes_open;
  if (open !== undefined) {
    return { start: open.start, since: open.since, afterList: open.after_list, fullPassAt };
  }
  const since = formatInstant(through - run.lookbackMs);
  return { start: formatInstant(run.startedAt), since, afterList: null, fullPassAt };
}

async function* readLists(
  context: ReadContext,
  read: {
    readonly participant: Participant;
    readonly endpoint: ChangesEndpoint;
    readonly plan: ChangesPlan;
  },
): AsyncGenerator<ReadEvent<ListChangeRow>> {
  const { participant, endpoint, plan } = read;
  const lists = [...(await context.lists())].sort((one, other) =>
    compareIds(rowId(one), rowId(other)),
  );
  const due = lists.filter(
    (list) => plan.afterList === null || compareIds(rowId(list), plan.afterList) > 0,
  );
  const lengths = new AnswerLengths();
  let gone = 0;
  for (const list of due) {
    const id = rowId(list);
    try {
      yield* readChangesOf({ context, endpoint, list, lengths, plan });
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      gone += 1;
      context.log.warning(`${participant.stream}: list ${id} has no changes any more (404)`);
    }
    const open = [{ start: plan.start, since: plan.since, after_list: id }];
    yield patch(participant, { changes_open: open });
  }
  if (gone > 0 && gone === due.length && plan.afterList === null) throw noEndpoint(endpoint, gone);
}

function patch(
  participant: Participant,
  bookmark: Partial<ChangesBookmark>,
): ReadEvent<ListChangeRow> {
  return { type: "checkpoint", bookmarks: { [participant.stream]: { ...bookmark } } };
}

function laterInstant(one: string | null, other: string): string {
  return one !== null && (parseInstant(one) ?? 0) > (parseInstant(other) ?? 0) ? one : other;
}

/** Numbers as numbers, and before all other ids. */
function compareIds(one: string, other: string): number {
  const [first, second] = [one, other].map((id) => (/^\d{1,15}$/.test(id) ? Number(id) : Infinity));
  if (first !== second) return (first ?? 0) - (second ?? 0);
  return one < other ? -1 : one === other ? 0 : 1;
}

function noEndpoint(endpoint: ChangesEndpoint, lists: number): AssumptionError {
  return new AssumptionError(
    `member_lists: GET ${endpoint.path("{list_id}")} answered 404 for all ${lists} lists: there is no such endpoint.`,
    {
      hint: 'Set endpoints.list_changes.path to the right one, or endpoints to {"list_changes": null} to do without it.',
    },
  );
}
