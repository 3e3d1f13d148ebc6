import { AssumptionError } from "../../errors.js";
import { rowsOf } from "../../service/parse-body.js";
import type { ApiReader } from "../../service/reader.js";
import { dayMs } from "../../values/duration.js";
import type { JsonObject } from "../../values/json.js";
import { formatInstant, parseInstant } from "../../values/timestamp.js";
import { vendorFields } from "../../values/vendor-names.js";
import type { ReadContext, ReadEvent } from "../contract.js";
import type { ChangesEndpoint } from "../list-changes-endpoint.js";
import { Pages, rowId } from "../paging/pages.js";
import { isRoundLength } from "../paging/round-numbers.js";
import { LatestChanges } from "./latest-changes.js";

/** One entry into or exit from a list. */
export interface ListChange {
  readonly profileId: string;
  readonly isEntry: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** All fields of the event, the `@` dropped. */
  readonly fields: JsonObject;
}

/** Something that happened to one profile in one list, and the stream that it is for. */
export interface ListChangeRow {
  readonly stream: string;
  readonly list: JsonObject;
  readonly change: ListChange;
}

/** What one stream wants of a list's changes. */
export interface ListPlan {
  readonly stream: string;
  readonly since: string;
  /** Where it wants the last change of each profile; else it wants every change. */
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

interface ListRead {
  readonly context: ReadContext;
  readonly client: ApiReader;
  readonly endpoint: ChangesEndpoint;
  readonly list: JsonObject;
  readonly lengths: AnswerLengths;
  readonly plans: readonly ListPlan[];
}

const wholeBelow = 10;

/** The longest answers that this run has seen, one for each list, where `offset` is not honoured. */
export class AnswerLengths {
  readonly #longest = new Map<string, number>();

  note(list: string, length: number): void {
    this.#longest.set(list, Math.max(length, this.#longest.get(list) ?? 0));
  }

  /** Whether an answer of this length may be one that was cut off. */
  isSuspicious(list: string, length: number): boolean {
    if (length < wholeBelow) return false;
    if (isRoundLength(length)) return true;
    return [...this.#longest].some(([other, longest]) => other !== list && longest === length);
  }
}

/**
 * Yields the changes of one list: to each stream what it wants of them. Throws AssumptionError where an answer cannot be
 * trusted.
 */
export async function* readChangesOf(read: ListRead): AsyncGenerator<ReadEvent<ListChangeRow>> {
  const path = read.endpoint.path(rowId(read.list));
  const latest = new Map(
    read.plans.flatMap((plan) =>
      plan.members === undefined ? [] : [[plan, new LatestChanges()] as const],
    ),
  );
  let position = 0;
  for await (const rows of readRows(read, path)) {
    const changes: ListChange[] = [];
    for (const row of rows) {
      const change = parseChange(row);
      if (change === undefined) {
        const reason = "it has no profile_id, timestamp or event that the tap knows";
        yield { type: "rejected", place: `GET ${path} row ${position}`, reason };
      } else {
        requireSince(change, read, path);
        changes.push(change);
      }
      position += 1;
    }
    for (const plan of read.plans) {
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
  read: ListRead,
  { stream, members }: ListPlan,
  changes: readonly ListChange[],
): Generator<ReadEvent<ListChangeRow>> {
  if (changes.length === 0) return;
  const path = read.endpoint.path(rowId(read.list));
  const rows = changes.map((change) => ({ stream, list: read.list, change }));
  const readAt = formatInstant(read.context.clock.now());
  const place = (index: number): string => `GET ${path} event ${index}`;
  yield { type: "rows", rows, readAt, place, version: members?.version };
}

/** The earliest instant (milliseconds) that a stream starts from. */
function earliest({ plans }: ListRead): number {
  return Math.min(...plans.map(({ since }) => parseInstant(since) ?? 0));
}

/** Of changes that were asked for since the earliest start those that a stream would have got alone. */
function ownOf(
  read: ListRead,
  { since, bounds = { from: -Infinity, before: Infinity } }: ListPlan,
  changes: readonly ListChange[],
): readonly ListChange[] {
  const start = parseInstant(since) ?? 0;
  const asked = start === earliest(read) ? -Infinity : read.endpoint.since(start).asked;
  const from = Math.max(asked, bounds.from);
  return changes.filter(({ at }) => at >= from && at < bounds.before);
}

/** Every event since the earliest start, each once. */
async function* readRows(read: ListRead, path: string): AsyncGenerator<readonly JsonObject[]> {
  const limit = read.context.config.page_size;
  const { query } = read.endpoint.since(earliest(read));
  const pages = new Pages(read.client, { path, query, limit, idOf: eventId, isOneOfMany: true });
  const seen = new Set<string>();
  const all: JsonObject[] = [];
  for await (const { rows, cursor } of pages) {
    yield rows;
    // A first answer this short is whole: no list's default page is shorter.
    if (cursor.offset < Math.min(wholeBelow, limit)) return;
    for (const row of rows) seen.add(eventId(row));
    all.push(...rows);
  }
  if (pages.onlyAnswer !== undefined) yield* readOn(read, { path, seen, answer: all });
}

/** Where `offset` is not honoured: asks again from the newest event on, until nothing new comes. */
async function* readOn(
  read: ListRead,
  start: {
    readonly path: string;
    readonly seen: Set<string>;
    readonly answer: readonly JsonObject[];
  },
): AsyncGenerator<readonly JsonObject[]> {
  const { path, seen } = start;
  const limit = read.context.config.page_size;
  for (let answer = start.answer; ;) {
    requireProgress(read, path, answer);
    const newest = Math.max(...answer.map((row) => parseChange(row)?.at ?? -Infinity));
    if (!Number.isFinite(newest)) return;
    const query = { ...read.endpoint.since(newest).query, limit, offset: 0 };
    answer = rowsOf(await read.client.get(path, query), path);
    const fresh = answer.filter((row) => !seen.has(eventId(row)));
    if (fresh.length === 0) return;
    for (const row of fresh) seen.add(eventId(row));
    yield fresh;
  }
}

/** Throws where asking from the newest event on could not bring what an answer has cut off. */
function requireProgress(read: ListRead, path: string, answer: readonly JsonObject[]): void {
  const list = rowId(read.list);
  const times = answer.map((row) => parseChange(row)?.at ?? 0);
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const isOneInstant = times.every((time) => time === first);
  const cannotGoOn = isOneInstant || first > last;
  if (cannotGoOn && read.lengths.isSuspicious(list, answer.length)) {
    const order = isOneInstant ? "all at one instant" : "newest first";
    throw new AssumptionError(
      `GET ${path} answered with ${answer.length} events, ${order}, and ignores offset: more may have been cut off.`,
      {
        hint: 'Set endpoints to {"list_changes": null}: then each run reads all memberships from the profiles.',
      },
    );
  }
  read.lengths.note(list, answer.length);
}

function requireSince(change: ListChange, read: ListRead, path: string): void {
  const { asked } = read.endpoint.since(earliest(read));
  if (change.at >= asked - dayMs) return;
  throw new AssumptionError(
    `GET ${path} answers with events long before the time asked for: it ignores the parameter.`,
    {
      hint: "Set endpoints.list_changes.since_param to the name that the service knows.",
    },
  );
}

function parseChange(row: JsonObject): ListChange | undefined {
  const fields = vendorFields(row);
  const { profile_id: profile, timestamp, event } = fields;
  const at = typeof timestamp === "string" ? parseInstant(timestamp) : undefined;
  if ((typeof profile !== "string" && typeof profile !== "number") || at === undefined)
    return undefined;
  if (event !== "list_enter" && event !== "list_exit") return undefined;
  return { profileId: String(profile), isEntry: event === "list_enter", at, fields };
}

function eventId(row: JsonObject): string {
  return JSON.stringify([row["profile_id"], row["event"], row["timestamp"], row["email"]]);
}
