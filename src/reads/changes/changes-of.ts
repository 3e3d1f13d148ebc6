import { AssumptionError } from "../../errors.js";
import type { ApiReader } from "../../service/reader.js";
import { dayMs } from "../../values/duration.js";
import type { JsonObject } from "../../values/json.js";
import { formatInstant, parseInstant } from "../../values/timestamp.js";
import type { ReadContext, ReadEvent } from "../contract.js";
import { pathUnder, rowsIn, sinceQuery, sinceText, type Endpoint } from "../endpoint.js";
import { Pages } from "../paging/pages.js";
import { isRoundLength } from "../paging/round-numbers.js";
import { LatestChanges, type Change } from "./latest-changes.js";

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
  /** Undefined where a row is no event that the tap knows. */
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
  readonly lengths: AnswerLengths;
  readonly wanted: readonly WantedChanges[];
}

/** The longest answers that this run has seen, one for each parent, where `offset` is not honoured. */
export class AnswerLengths {
  readonly #longest = new Map<string, number>();
  readonly #wholeBelow: number;

  /** An answer of fewer rows is whole. */
  constructor(wholeBelow: number) {
    this.#wholeBelow = wholeBelow;
  }

  note(parent: string, length: number): void {
    this.#longest.set(parent, Math.max(length, this.#longest.get(parent) ?? 0));
  }

  /** Whether an answer of this length may be one that was cut off. */
  isSuspicious(parent: string, length: number): boolean {
    if (length < this.#wholeBelow) return false;
    if (isRoundLength(length)) return true;
    return [...this.#longest].some(([other, longest]) => other !== parent && longest === length);
  }
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

/** Of changes that were asked for since the earliest start those that a stream would have got alone. */
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
  const { endpoint } = read;
  const { idOf } = endpoint;
  const limit = limitOf(read);
  const pages = new Pages(read.client, {
    endpoint,
    path,
    query: sinceQuery(endpoint, earliest(read)),
    limit,
    isOneOfMany: true,
    ifOffsetIsIgnored: "tell",
  });
  const seen = new Set<string>();
  const all: JsonObject[] = [];
  for await (const { rows, cursor } of pages) {
    yield rows;
    // A first answer this short is whole: the default page is longer.
    if (cursor.offset < Math.min(endpoint.defaultPage, limit)) return;
    for (const row of rows) seen.add(idOf(row));
    all.push(...rows);
  }
  if (pages.onlyAnswer !== undefined) yield* readOn(read, { path, seen, answer: all });
}

/** Where `offset` is not honoured: asks again from the newest event on, until nothing new comes. */
async function* readOn(
  read: ParentRead,
  start: {
    readonly path: string;
    readonly seen: Set<string>;
    readonly answer: readonly JsonObject[];
  },
): AsyncGenerator<readonly JsonObject[]> {
  const { path, seen } = start;
  const { endpoint } = read;
  const { idOf } = endpoint;
  for (let answer = start.answer; ;) {
    requireProgress(read, path, answer);
    const newest = Math.max(...answer.map((row) => read.source.parse(row)?.at ?? -Infinity));
    if (!Number.isFinite(newest)) return;
    const since = sinceQuery(endpoint, newest);
    const query = { ...endpoint.query, ...since, limit: limitOf(read), offset: 0 };
    answer = rowsIn(endpoint, await read.client.get(path, query), path);
    const fresh = answer.filter((row) => !seen.has(idOf(row)));
    if (fresh.length === 0) return;
    for (const row of fresh) seen.add(idOf(row));
    yield fresh;
  }
}

/** Throws where asking from the newest event on could not bring what an answer has cut off. */
function requireProgress(read: ParentRead, path: string, answer: readonly JsonObject[]): void {
  const { name, parent } = read.endpoint;
  const id = parent?.endpoint.idOf(read.parent) ?? "";
  const times = answer.map((row) => read.source.parse(row)?.at ?? 0);
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const isOneInstant = times.every((time) => time === first);
  const cannotGoOn = isOneInstant || first > last;
  if (cannotGoOn && read.lengths.isSuspicious(id, answer.length)) {
    const order = isOneInstant ? "all at one instant" : "newest first";
    throw new AssumptionError(
      `GET ${path} answered with ${answer.length} events, ${order}, and ignores offset: more may have been cut off.`,
      {
        hint: `Set endpoints to {"${name}": null}: then ${read.source.withoutIt}.`,
      },
    );
  }
  read.lengths.note(id, answer.length);
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
