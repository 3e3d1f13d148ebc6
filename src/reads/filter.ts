import { describeError, NotFoundError, NotTakenError, TapError } from "../errors.js";
import type { Query } from "../service/reader.js";
import type { JsonObject } from "../values/json.js";
import type { Asked } from "./asked.js";
import { sinceQuery, tomorrow } from "./endpoint.js";

/** What a filter by time has shown of itself. */
export type FilterVerdict =
  /** Nothing for tomorrow, rows for long ago: it does what it says. */
  | "honoured"
  /** Rows for tomorrow. */
  | "ignored"
  /** No rows for long ago, although there are some. */
  | "answers nothing"
  /** The service does not take it: it may know the name, and not the way the time is written. */
  | "refused"
  /** There are no rows that it could have left out. */
  | "untold";

/** A day after the first of all, since what is asked for is a day earlier. */
const longAgo = Date.parse("1970-01-03T00:00:00Z");

/**
 * Asks an endpoint twice. Of what changed since tomorrow no row may come. Of what changed since long ago one must come, if there is
 * any row without the filter. `startedAt` is when the run began (milliseconds since 1970). A request that the service does not
 * take is a verdict too; all other errors are thrown.
 */
export async function judgeFilter(asked: Asked, startedAt: number): Promise<FilterVerdict> {
  const { endpoint } = asked;
  try {
    const later = await fewOf(asked, sinceQuery(endpoint, tomorrow(startedAt)));
    if (later.length > 0) return "ignored";
    if ((await fewOf(asked, sinceQuery(endpoint, longAgo))).length > 0) return "honoured";
  } catch (error) {
    if (error instanceof NotTakenError) return "refused";
    throw error;
  }
  // Without a parameter that it needs the endpoint has nothing to tell.
  if (endpoint.since?.isRequired === true) return "untold";
  return (await fewOf(asked, {})).length > 0 ? "answers nothing" : "untold";
}

async function fewOf({ endpoint, rows }: Asked, filter: Query): Promise<readonly JsonObject[]> {
  try {
    return await rows({ ...filter, limit: fewest, offset: 0 });
  } catch (error) {
    // Nothing that fits a filter may be answered so; that the endpoint is there at all shows without one.
    const isFiltered = Object.keys(filter).length > 0 && endpoint.since?.isRequired !== true;
    if (error instanceof NotFoundError && isFiltered) return [];
    throw error;
  }
}

/** The smallest `limit` that there is: one row tells. */
const fewest = 1;

/** Why a filter is not used. */
export function describeVerdict(
  verdict: Exclude<FilterVerdict, "honoured" | "untold">,
  param: string,
): string {
  const descriptions = {
    ignored: `the service does not understand ${param}: asked for tomorrow, it answered with rows`,
    "answers nothing": `the service answers nothing to ${param}: asked for everything since 1970, it sent no row, although there are some`,
    refused: `the service refuses ${param}; it may know the name, and take its time as the other since_format`,
  };
  return descriptions[verdict];
}

/**
 * A question to the service that no row depends on. Where it cannot be asked, the run goes on: it logs why, and returns
 * undefined. The next run asks again.
 */
export async function quietly<T>(
  {
    log,
    signal,
  }: { readonly log: { warning(message: string): void }; readonly signal: AbortSignal },
  question: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof TapError)) throw error;
    signal.throwIfAborted();
    log.warning(`An assumption could not be checked: ${describeError(error)}`);
    return undefined;
  }
}
