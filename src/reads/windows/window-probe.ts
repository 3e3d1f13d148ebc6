import type { Query } from "../../service/reader.js";
import { dayMs } from "../../values/duration.js";
import type { JsonObject } from "../../values/json.js";
import type { Asked } from "../asked.js";
import { fewRows, timeText, tomorrow, type Endpoint } from "../endpoint.js";

type Rows = readonly JsonObject[];

/** The query for what lies between two instants (milliseconds), which are named as they are. */
export function windowQuery({ since, before }: Endpoint, from: number, to: number): Query {
  const zone = since?.zone ?? "";
  return {
    ...(since === undefined ? {} : { [since.param]: timeText(from, zone) }),
    ...(before === undefined ? {} : { [before]: timeText(to, zone) }),
  };
}

/** What came of asking for time to come, and for a year in which nothing was there yet. */
export interface WindowVerdict {
  readonly verdict: "honoured" | "since ignored" | "before ignored";
  /** Rows that should not have come. */
  readonly rows: number;
}

const nothingYet = [
  Date.parse("1999-01-01T00:00:00Z"),
  Date.parse("2000-01-01T00:00:00Z"),
] as const;

/** `startedAt`: when the run began (milliseconds since 1970). */
export async function judgeWindows(
  asked: Asked,
  startedAt: number,
  limit: number,
): Promise<WindowVerdict> {
  const later = tomorrow(startedAt);
  const ahead = (await between(asked, [later, later + dayMs], limit)).length;
  if (ahead > 0) return { verdict: "since ignored", rows: ahead };
  const earlier = (await between(asked, nothingYet, limit)).length;
  if (earlier > 0) return { verdict: "before ignored", rows: earlier };
  return { verdict: "honoured", rows: 0 };
}

/** Whether an event that lies at a bound of a window is in it. */
export interface Bounds {
  readonly since: boolean;
  readonly before: boolean;
}

/** Asks for windows that begin and end at an event; `at` has whole seconds. Undefined where a narrow window does not show it. */
export async function judgeBounds(
  asked: Asked,
  at: number,
  limit: number,
): Promise<Bounds | undefined> {
  const { timeOf = () => undefined } = asked.endpoint;
  const has = async (from: number, to: number): Promise<boolean> =>
    (await between(asked, [from, to], limit)).some((row) => timeOf(row) === at);
  if (!(await has(at - 1000, at + 2000))) return undefined;
  return { since: await has(at, at + 1000), before: await has(at - 1000, at) };
}

/** Whether the answer to a query can be read on by `limit` and `offset`; undefined where it has too few rows to tell. */
export async function canReadOn(
  { rows }: Asked,
  query: Query,
  answer: Rows,
): Promise<boolean | undefined> {
  const expected = answer[fewRows];
  if (expected === undefined) return undefined;
  const next = await rows({ ...query, limit: fewRows, offset: fewRows });
  return next.length <= fewRows && JSON.stringify(next[0]) === JSON.stringify(expected);
}

function between(
  { endpoint, rows }: Asked,
  [from, to]: readonly [number, number],
  limit: number,
): Promise<Rows> {
  return rows({ ...windowQuery(endpoint, from, to), limit, offset: 0 });
}
