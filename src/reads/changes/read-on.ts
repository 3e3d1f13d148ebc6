import { AssumptionError, NotTakenError } from "../../errors.js";
import type { ApiReader, Query } from "../../service/reader.js";
import type { JsonObject } from "../../values/json.js";
import { fewRows, optionalFor, rowsIn, sinceQuery, type Endpoint } from "../endpoint.js";
import { isRoundLength } from "../paging/whole.js";

type Rows = readonly JsonObject[];

/** What a run has learnt of the answers of one endpoint, where `offset` is not honoured. */
export class ChangesMemory {
  /** False once a time was refused, or cut to its date. */
  takesTimes = true;
  /** The longest answers, one for each parent. */
  readonly #longest = new Map<string, number>();

  note(parent: string, length: number): void {
    this.#longest.set(parent, Math.max(length, this.#longest.get(parent) ?? 0));
  }

  /** Whether another parent's longest answer is exactly as long. */
  isOthers(parent: string, length: number): boolean {
    return [...this.#longest].some(([other, longest]) => other !== parent && longest === length);
  }
}

/** How one parent's changes are asked for, where `offset` is not honoured. */
export interface UnpagedChanges {
  readonly client: ApiReader;
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly limit: number;
  readonly timeOf: (row: JsonObject) => number | undefined;
  /** Its id. */
  readonly parent: string;
  readonly memory: ChangesMemory;
}

/** What has come so far. */
interface Known {
  /** The instant (milliseconds) that was asked for. */
  readonly since: number;
  /** The only answer. */
  readonly answer: Rows;
  readonly seen: Set<string>;
}

/** Answers of so many events are looked at more closely (design, section 6.3). */
const noticeable = 20;

/**
 * Reads on from an answer that may have been cut off: asks again from its newest event on, until nothing new comes. Throws
 * AssumptionError where an answer looks cut off, and nothing shows that it is not.
 */
export async function* readOn(changes: UnpagedChanges, known: Known): AsyncGenerator<Rows> {
  const { endpoint, memory, parent } = changes;
  let { answer } = known;
  for (;;) {
    const isSuspect = await isSuspicious(changes, answer, known.since);
    memory.note(parent, answer.length);
    if (isNewestFirst(changes, answer)) {
      if (isSuspect && !(await isMoreBefore(changes, answer, known.since)))
        throw mayBeCut(changes, answer, "newest first");
      return;
    }
    const next = await askFromNewest(changes, answer, known.seen);
    const fresh = next.rows.filter((row) => !known.seen.has(endpoint.idOf(row)));
    if (fresh.length === 0) {
      const isWhole =
        !isSuspect || next.isProof || (await isMoreBefore(changes, answer, known.since));
      if (!isWhole) throw mayBeCut(changes, answer, "and nothing shows the rest");
      return;
    }
    for (const row of fresh) known.seen.add(endpoint.idOf(row));
    yield fresh;
    answer = next.rows;
  }
}

/** Whether an answer of events looks like one that was cut off. */
async function isSuspicious(
  changes: UnpagedChanges,
  answer: Rows,
  since: number,
): Promise<boolean> {
  const { length } = answer;
  const { endpoint, memory, parent } = changes;
  if (length >= 100 && length % 50 === 0) return true;
  if (length >= noticeable && memory.isOthers(parent, length)) return true;
  if (isNewestFirst(changes, answer) && (length >= noticeable || isRoundLength(length)))
    return true;
  // The default page was in force where fewer rows come if fewer are asked for.
  if (length !== endpoint.defaultPage) return false;
  return (await ask(changes, sinceQuery(endpoint, since), fewRows)).length === fewRows;
}

interface Next {
  readonly rows: Rows;
  /** Whether the rows show that there is nothing behind the answer: fewer than in it, and its newest event among them. */
  readonly isProof: boolean;
}

async function askFromNewest(
  changes: UnpagedChanges,
  answer: Rows,
  seen: ReadonlySet<string>,
): Promise<Next> {
  const { endpoint } = changes;
  const newest = newestOf(changes, answer);
  if (newest === undefined) return { rows: [], isProof: false };
  const last = answer.filter((row) => changes.timeOf(row) === newest).map(endpoint.idOf);
  const judge = (rows: Rows): Next => ({
    rows,
    isProof: rows.length < answer.length && rows.some((row) => last.includes(endpoint.idOf(row))),
  });
  const next = judge(await ask(changes, sinceQuery(endpoint, newest)));
  const isNew = next.rows.some((row) => !seen.has(endpoint.idOf(row)));
  if (next.isProof || isNew || endpoint.since?.format !== "date") return next;
  // All events lie within the days that the next date covers again: only a time can ask for less.
  return judge(await askByTime(changes, newest));
}

/** Asks with a time where the service takes dates; nothing where it does not take one, or cuts it to a date. */
async function askByTime(changes: UnpagedChanges, instant: number): Promise<Rows> {
  const { endpoint, memory, timeOf } = changes;
  if (endpoint.since === undefined || !memory.takesTimes) return [];
  const timed: Endpoint = { ...endpoint, since: { ...endpoint.since, format: "date-time" } };
  try {
    const rows = await ask(changes, sinceQuery(timed, instant));
    memory.takesTimes = rows.every((row) => (timeOf(row) ?? instant) >= instant - 1000);
    return memory.takesTimes ? rows : [];
  } catch (error) {
    if (!(error instanceof NotTakenError)) throw error;
    memory.takesTimes = false;
    return [];
  }
}

/** Whether a wider question brings more rows than the answer has: then it was not cut at its length. */
async function isMoreBefore(
  changes: UnpagedChanges,
  answer: Rows,
  since: number,
): Promise<boolean> {
  const { endpoint, client } = changes;
  const { begins = 0 } = endpoint;
  for (let back = client.now() - since; ; back *= 2) {
    const from = Math.max(begins, client.now() - 2 * back);
    const wider = await ask(changes, sinceQuery(endpoint, from));
    if (wider.length > answer.length) return true;
    if (from <= begins || back <= 0) return false;
  }
}

async function ask(changes: UnpagedChanges, filter: Query, limit = changes.limit): Promise<Rows> {
  const { client, endpoint, path } = changes;
  const query = { ...endpoint.query, ...filter, limit, offset: 0 };
  return rowsIn(endpoint, await client.get(path, query, { optional: optionalFor(endpoint) }), path);
}

function isNewestFirst({ timeOf }: UnpagedChanges, answer: Rows): boolean {
  const times = answer.flatMap((row) => timeOf(row) ?? []);
  return (times[0] ?? 0) > (times.at(-1) ?? 0);
}

function newestOf({ timeOf }: UnpagedChanges, answer: Rows): number | undefined {
  const newest = answer.reduce((most, row) => Math.max(most, timeOf(row) ?? -Infinity), -Infinity);
  return Number.isFinite(newest) ? newest : undefined;
}

function mayBeCut({ endpoint, path }: UnpagedChanges, answer: Rows, how: string): AssumptionError {
  const { name } = endpoint;
  return new AssumptionError(
    `GET ${path} answered with ${answer.length} events, ${how}, and ignores offset: more may have been cut off.`,
    {
      hint: `If you know that the service cuts nothing off, set endpoints.${name}.whole to true; to do without it, set endpoints to {"${name}": null}.`,
    },
  );
}
