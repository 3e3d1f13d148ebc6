import { AssumptionError } from "../../errors.js";
import type { ApiReader, Query } from "../../service/reader.js";
import type { JsonObject } from "../../values/json.js";
import { askedBy, type Asked } from "../asked.js";
import { fewRows, type Endpoint } from "../endpoint.js";

/** A request whose answer was the same for every offset. */
interface OneAnswer {
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly query: Query;
  readonly limit: number;
}

/** How the only answer to a request came out. */
export interface Answered {
  /** The request's, without `limit` and `offset`. */
  readonly query: Query;
  /** Rows that were asked for. */
  readonly limit: number;
  /** Rows that came. */
  readonly length: number;
}

/**
 * Whether the only answer that an endpoint gives is all that there is.
 *
 * What the vendor documents with paging has to be longer than was asked for, or shorter than its default page. What is
 * documented without is whole, unless a full page came (the default one, or as many rows as were asked for) and fewer come
 * where fewer are asked for: then it is paged after all. The setting `endpoints.<name>.whole` says otherwise.
 */
export async function isWhole(asked: Asked, answered: Answered): Promise<boolean> {
  const { endpoint } = asked;
  const { length, limit } = answered;
  if (endpoint.isWhole) return true;
  if (endpoint.isPaged) return length > limit || length < Math.min(endpoint.defaultPage, limit);
  return !isFullPage(endpoint, answered) || !(await isLimitHonoured(asked, answered));
}

/** Whether so many rows may be a page, of which there are more. */
export function isFullPage(
  endpoint: Endpoint,
  { length, limit }: Omit<Answered, "query">,
): boolean {
  return length === endpoint.defaultPage || (length === limit && endpoint.isLog !== true);
}

/** Throws AssumptionError where the only answer that an endpoint gives may not be all that there is. */
export async function requireWhole(
  client: ApiReader,
  { endpoint, path, query, limit }: OneAnswer,
  length: number,
): Promise<void> {
  if (await isWhole(askedBy(client, endpoint, path), { query, limit, length })) return;
  const what = endpoint.isPaged
    ? `GET ${path} ignores offset: the same ${length} rows came for every page`
    : `GET ${path} answered with ${length} rows, honours limit and ignores offset`;
  throw new AssumptionError(`${what}: there may be more.`, {
    hint: `If you know that these are all rows, set endpoints.${endpoint.name}.whole to true.`,
  });
}

/**
 * Throws AssumptionError where the only answer of an endpoint has a round number of rows, and one of its witnesses brings a row
 * that it lacks.
 */
export async function requireWitnesses(
  { endpoint, path, rows: ask }: Asked,
  rows: readonly JsonObject[],
): Promise<void> {
  const { length } = rows;
  if (endpoint.isWhole || !(isRoundLength(length) || (length > 0 && length % 50 === 0))) return;
  const known = new Set(rows.map(endpoint.idOf));
  for (const query of endpoint.witnesses ?? []) {
    const limit = endpoint.mostRows;
    const lacked = (await ask({ ...query, limit, offset: 0 })).filter(
      (row) => !known.has(endpoint.idOf(row)),
    );
    if (lacked.length === 0) continue;
    const asked = Object.entries(query).map(([name, value]) => `${name}=${value}`);
    throw new AssumptionError(
      `GET ${path} answered with ${length} rows, and lacks ${lacked.length} that it sends for ${asked.join("&")}: it was cut off.`,
      { hint: `If you know that it is not, set endpoints.${endpoint.name}.whole to true.` },
    );
  }
}

async function isLimitHonoured({ rows }: Asked, { query, length }: Answered): Promise<boolean> {
  const few = Math.min(fewRows, length - 1);
  return (await rows({ ...query, limit: few, offset: 0 })).length === few;
}

const roundNumbers = [10, 20, 25, 50, 100, 200, 250, 500, 1000];

/** Whether an answer of so many rows looks like one that a service cuts off. */
export function isRoundLength(length: number): boolean {
  return roundNumbers.includes(length);
}
