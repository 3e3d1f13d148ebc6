import { AssumptionError, NotFoundError, NotTakenError } from "../../errors.js";
import type { ApiReader } from "../../service/reader.js";
import type { JsonObject } from "../../values/json.js";
import { laterInstant } from "../../values/timestamp.js";
import type { Participant, Read, ReadContext, ReadEvent } from "../contract.js";
import { coveredBy, covers } from "../coverage.js";
import {
  endpointUnder,
  pathUnder,
  sinceQuery,
  type Endpoint,
  type EndpointFacts,
  type ParentRows,
} from "../endpoint.js";
import { sideBySide } from "../paging/side-by-side.js";
import { safeNamings } from "../parent-ids.js";
import {
  readChangesOf,
  type ChangeRow,
  type ChangesSource,
  type WantedChanges,
} from "./changes-of.js";
import {
  believe,
  nothingRead,
  isMembers,
  planLog,
  planMembers,
  type ChangesBookmark,
  type ChangesPlan,
} from "./changes-plan.js";
import { probeChanges } from "./changes-probe.js";
import { ChangesMemory } from "./read-on.js";

/**
 * Who entered and left each parent since the last run. For members nothing is read before a first full pass has shown who is
 * where. Each parent is asked once for all streams.
 */
export function changesRead(facts: EndpointFacts, source: ChangesSource): Read<ChangeRow> {
  const { name, parent, begins = 0 } = facts;
  if (parent === undefined) throw new Error(`${name} has no parents`);
  return {
    name,
    from: "api",
    endpoints: [parent.endpoint, facts],
    emptyBookmark: { ...nothingRead },
    async *run(context, participants) {
      const endpoint = endpointUnder(context.config, facts);
      if (endpoint !== undefined) {
        yield* readAll({ context, endpoint, source, parent, begins }, participants);
        return;
      }
      for (const participant of participants) {
        if (!isMembers(participant))
          context.log.warning(`${participant.stream} is left out: endpoints.${name} is null`);
        yield patch([participant], () => ({ changes_open: [] }));
      }
    },
  };
}

interface ChangesRun {
  readonly context: ReadContext;
  readonly endpoint: Endpoint;
  readonly source: ChangesSource;
  readonly parent: ParentRows;
  readonly begins: number;
}

async function* readAll(
  changes: ChangesRun,
  participants: readonly Participant[],
): AsyncGenerator<ReadEvent<ChangeRow>> {
  const { context, begins } = changes;
  const startedAt = await context.client().startedAt();
  const covered = coveredBy(await changes.source.only?.(context));
  const plans: ChangesPlan[] = [];
  for (const participant of participants) {
    const { stream } = participant;
    const run = { context, stream, startedAt, begins, covered };
    const { bookmark, changed } = believe(participant, run);
    if (changed !== undefined) yield { ...patch([participant], () => changed), forgets: true };
    const plan = isMembers(participant) ? planMembers(bookmark, run) : planLog(bookmark, run);
    if (plan === undefined) continue;
    const error = isFirstOfLog(plan) ? await probeChanges(changes, startedAt, stream) : undefined;
    if (error === undefined) plans.push(plan);
    else yield { type: "failed", streams: [stream], error };
  }
  if (plans.length === 0) return;
  const memory = new ChangesMemory();
  yield* readParents({ ...changes, startedAt, plans, memory });
  yield patch(plans, ({ through, start }) => ({
    changes_through: laterInstant(through, start),
    changes_open: [],
    lists: [...covered],
  }));
}

/** No full pass asks for its sake whether the parameter is understood. */
function isFirstOfLog({ members, through, afterList }: ChangesPlan): boolean {
  return members === undefined && through === null && afterList === null;
}

interface ParentsRead extends ChangesRun {
  readonly startedAt: number;
  readonly plans: readonly ChangesPlan[];
  readonly memory: ChangesMemory;
}

/** Reads the parents that are due, and says after each that it is read. */
async function* readParents(read: ParentsRead): AsyncGenerator<ReadEvent<ChangeRow>> {
  const { context, plans, parent } = read;
  const { idOf } = parent.endpoint;
  const rows = await context.table(parent.endpoint, parent.query);
  const parents = [...rows].sort((one, other) => compareIds(idOf(one), idOf(other)));
  const due = parents.filter((each) => plansOf(read, each).length > 0);
  if (due.length === 0) return;
  const ways = await safeNamings(read.endpoint, parents, (way, each) => askLittle(read, way, each));
  for (const endpoint of ways) {
    const hasAnswered = yield* readDue({ ...read, endpoint }, due);
    if (hasAnswered) return;
  }
  // The parents that an interrupted read has left may all be gone.
  if (plans.every(({ afterList }) => afterList === null)) throw noEndpoint(read, due.length);
  for (const each of due) warnOfGone(read, each);
}

/** Yields the changes of the parents; false where the service does not know one of them by the id that it is asked by. */
async function* readDue(
  read: ParentsRead,
  due: readonly JsonObject[],
): AsyncGenerator<ReadEvent<ChangeRow>, boolean> {
  const client = read.context.client();
  const gone: JsonObject[] = [];
  // Only a parent that has answered shows that there is such an endpoint: until then nothing counts as read, and no two
  // are asked at the same time.
  for (const [index, each] of due.entries()) {
    const hasAnswered = yield* readParent(read, each, client);
    if (!hasAnswered) {
      gone.push(each);
      continue;
    }
    for (const missing of gone) warnOfGone(read, missing);
    yield checkpointAfter(read, each);
    yield* sideBySide(client, due.slice(index + 1), async function* (next, own) {
      const isThere = yield* readParent(read, next, own);
      if (!isThere) warnOfGone(read, next);
      yield checkpointAfter(read, next);
    });
    return true;
  }
  return false;
}

/** Asks for what is hardly anything: whether there is an answer tells enough. */
function askLittle(read: ParentsRead, way: Endpoint, parent: JsonObject): Promise<unknown> {
  const since = sinceQuery(way, read.startedAt);
  const query = { ...way.query, ...since, limit: 1, offset: 0 };
  return read.context.client().get(pathUnder(way, parent), query);
}

/** The plans of the streams that read a parent, and have not yet. */
function plansOf({ plans, parent }: ParentsRead, row: JsonObject): readonly ChangesPlan[] {
  const id = parent.endpoint.idOf(row);
  return plans.filter(
    ({ afterList, covered }) =>
      covers(covered, id) && (afterList === null || compareIds(id, afterList) > 0),
  );
}

/** What these streams want of one parent. */
function wantedOf(read: ParentsRead, row: JsonObject): readonly WantedChanges[] {
  const id = read.parent.endpoint.idOf(row);
  return plansOf(read, row).map((plan) =>
    plan.fresh === null || plan.fresh.before.includes(id)
      ? plan
      : { ...plan, since: plan.fresh.since },
  );
}

/** Yields the changes of one parent; false where the service does not know it. */
async function* readParent(
  read: ParentsRead,
  parent: JsonObject,
  client: ApiReader,
): AsyncGenerator<ReadEvent<ChangeRow>, boolean> {
  try {
    yield* readChangesOf({ ...read, wanted: wantedOf(read, parent), parent, client });
    return true;
  } catch (error) {
    if (error instanceof NotTakenError) throw notTaken(read, error);
    if (!(error instanceof NotFoundError)) throw error;
    return false;
  }
}

function warnOfGone(read: ParentsRead, parent: JsonObject): void {
  const { endpoint, noun } = read.parent;
  read.context.log.warning(
    `${namesOf(read)}: ${noun} ${endpoint.idOf(parent)} has no changes any more (404)`,
  );
}

function namesOf({ plans }: ParentsRead): string {
  return plans.map(({ stream }) => stream).join(", ");
}

function checkpointAfter(read: ParentsRead, parent: JsonObject): ReadEvent<ChangeRow> {
  return patch(plansOf(read, parent), ({ start, since }) => ({
    changes_open: [{ start, since, after_list: read.parent.endpoint.idOf(parent) }],
  }));
}

function patch<Part extends { readonly stream: string }>(
  parts: readonly Part[],
  next: (part: Part) => Partial<ChangesBookmark>,
): ReadEvent<ChangeRow> & { readonly type: "checkpoint" } {
  const bookmarks = parts.map((part) => [part.stream, { ...next(part) }] as const);
  return { type: "checkpoint", bookmarks: Object.fromEntries(bookmarks) };
}

/** Numbers as numbers, and before all other ids. */
function compareIds(one: string, other: string): number {
  const [first, second] = [one, other].map((id) => (/^\d{1,15}$/.test(id) ? Number(id) : Infinity));
  if (first !== second) return (first ?? 0) - (second ?? 0);
  return one < other ? -1 : one === other ? 0 : 1;
}

function noEndpoint(read: ParentsRead, parents: number): AssumptionError {
  const { name, path } = read.endpoint;
  return new AssumptionError(
    `${namesOf(read)}: GET ${path} answered 404 for all ${parents} ${read.parent.noun}s: there is no such endpoint.`,
    {
      hint: `Set endpoints.${name}.path to the right one, or endpoints to {"${name}": null} to do without it.`,
    },
  );
}

function notTaken({ endpoint }: ParentsRead, error: NotTakenError): AssumptionError {
  const { name, since } = endpoint;
  const other = since?.format === "date" ? "date-time" : "date";
  return new AssumptionError(error.message, {
    hint: `It may want its time written otherwise: set endpoints.${name}.since_format to ${other}.`,
    cause: error,
  });
}
