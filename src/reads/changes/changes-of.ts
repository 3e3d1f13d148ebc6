import { AssumptionError } from "../../errors.js";
import type { ApiReader } from "../../service/reader.js";
import { dayMs } from "../../values/duration.js";
import type { JsonObject } from "../../values/json.js";
import { formatInstant, parseInstant } from "../../values/timestamp.js";
import type { ReadContext, ReadEvent } from "../contract.js";
import { pathUnder, sinceQuery, sinceText, type Endpoint } from "../endpoint.js";
import { Pages } from "../paging/pages.js";
import { LatestChanges, type Change } from "./latest-changes.js";
import { readOn, type ChangesMemory } from "./read-on.js";

/** Something that happened to one subject, and the parent that it entered or left. */
export interface ChangeRow {
  readonly parent: JsonObject;
  readonly change: Change;
}

/** What one stream wants of a parent's changes. */
export interface WantedChanges {
  readonly stream: string;
  readonly since: string;
  /** Where it wants the last change of each subject; else it wants every change. */
  readonly members:
    | {
        /** Entries before this instant (milliseconds) have been shown by a full pass. */
        readonly fullPassAt: number;
        readonly version: number | undefined;
      }
    | undefined;
  /** The events that it wants at all: from an instant on, and before another one (milliseconds). */
  readonly bounds?: { readonly from: number; readonly before: number };
}

/** How the events of an endpoint are understood. */
export interface ChangesSource {
  /** The parents whose changes are read; undefined = all of them. */
  readonly only?: (context: ReadContext) => Promise<ReadonlySet<string> | undefined>;
  /** Undefined where a row is not an event that the tap knows. */
  readonly parse: (row: JsonObject) => Change | undefined;
  /** What a run does where the endpoint is switched off. */
  readonly withoutIt: string;
}

interface ParentRead {
  readonly context: ReadContext;
  readonly source: ChangesSource;
  readonly client: ApiReader;
  readonly endpoint: Endpoint;
  readonly parent: JsonObject;
  readonly memory: ChangesMemory;
  readonly wanted: readonly WantedChanges[];
}

/**
 * Yields the changes of one parent: to each stream what it wants of them. Throws AssumptionError where an answer cannot be
 * trusted.
 */
export async function* readChangesOf(read: ParentRead): AsyncGenerator<ReadEvent<ChangeRow>> {
  const path = pathOfParent(read);
  const latest = new Map(
    read.wanted.flatMap((plan) =>
      plan.members === undefined ? [] : [[plan, new LatestChanges()] as const],
    ),
  );
  let position = 0;
  for await (const rows of readRows(read, path)) {
    const changes: Change[] = [];
    for (const row of rows) {
      const change = read.source.parse(row);
      if (change === undefined) {
        const reason = "it has no profile_id, timestamp or event that the tap knows";
        yield { type: "rejected", place: `GET ${path} row ${position}`, reason };
      } else {
        requireSince(change, read, path);
        changes.push(change);
      }
      position += 1;
    }
    for (const plan of read.wanted) {
      const own = ownOf(read, plan, changes);
      const known = latest.get(plan);
      if (known === undefined) yield* toRows(read, plan, own);
      else for (const change of own) known.add(change);
    }
  }
  for (const [plan, { changes }] of latest) {
    // An entry that is older than the full pass was shown by it, or the profile is gone again.
    const fullPassAt = plan.members?.fullPassAt ?? 0;
    const due = changes.filter(({ isEntry, at }) => !isEntry || at >= fullPassAt);
    yield* toRows(read, plan, due);
  }
}

function* toRows(
  read: ParentRead,
  { stream, members }: WantedChanges,
  changes: readonly Change[],
): Generator<ReadEvent<ChangeRow>> {
  if (changes.length === 0) return;
  const path = pathOfParent(read);
  const rows = changes.map((change) => ({ parent: read.parent, change }));
  const readAt = formatInstant(read.context.clock.now());
  const place = (index: number): string => `GET ${path} event ${index}`;
  yield { type: "rows", rows, readAt, place, version: members?.version, streams: [stream] };
}

/** The earliest instant (milliseconds) that a stream starts from. */
function earliest({ wanted }: ParentRead): number {
  return Math.min(...wanted.map(({ since }) => parseInstant(since) ?? 0));
}

/** The changes that a stream would have got if it had asked alone: streams with different starts share one request. */
function ownOf(
  read: ParentRead,
  { since, bounds = { from: -Infinity, before: Infinity } }: WantedChanges,
  changes: readonly Change[],
): readonly Change[] {
  const start = parseInstant(since) ?? 0;
  const asked = start === earliest(read) ? -Infinity : askedAt(read.endpoint, start);
  const from = Math.max(asked, bounds.from);
  return changes.filter(({ at }) => at >= from && at < bounds.before);
}

/** Every event since the earliest start, each once. */
async function* readRows(read: ParentRead, path: string): AsyncGenerator<readonly JsonObject[]> {
  const { endpoint, client, source } = read;
  const limit = limitOf(read);
  const since = earliest(read);
  const pages = new Pages(client, {
    endpoint,
    path,
    query: sinceQuery(endpoint, since),
    limit,
    isOneOfMany: true,
    ifOffsetIsIgnored: "tell",
  });
  const seen = new Set<string>();
  const answer: JsonObject[] = [];
  for await (const { rows, cursor } of pages) {
    yield rows;
    // A first answer this short is whole: the default page is longer.
    if (cursor.offset < Math.min(endpoint.defaultPage, limit)) return;
    for (const row of rows) seen.add(endpoint.idOf(row));
    answer.push(...rows);
  }
  if (pages.onlyAnswer === undefined || endpoint.isWhole) return;
  const timeOf = (row: JsonObject): number | undefined => source.parse(row)?.at;
  const parent = endpoint.parent?.endpoint.idOf(read.parent) ?? "";
  yield* readOn(
    { client, endpoint, path, limit, timeOf, parent, memory: read.memory },
    { since, answer, seen },
  );
}

function requireSince(change: Change, read: ParentRead, path: string): void {
  if (change.at >= askedAt(read.endpoint, earliest(read)) - dayMs) return;
  throw new AssumptionError(
    `GET ${path} answers with events long before the time asked for: it ignores the parameter.`,
    {
      hint: `Set endpoints.${read.endpoint.name}.since_param to the name that the service knows.`,
    },
  );
}

function pathOfParent({ endpoint, parent }: ParentRead): string {
  return pathUnder(endpoint, parent);
}

function limitOf({ context, endpoint }: ParentRead): number {
  return Math.min(context.config.page_size, endpoint.mostRows);
}

/** The instant (milliseconds) that is named where everything from an instant on is asked for. */
function askedAt({ since }: Endpoint, instant: number): number {
  return since === undefined ? -Infinity : (parseInstant(sinceText(since, instant)) ?? instant);
}
