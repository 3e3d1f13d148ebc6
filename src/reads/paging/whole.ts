import { AssumptionError } from "../../errors.js";
import type { ApiReader, Query } from "../../service/reader.js";
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

async function isLimitHonoured({ rows }: Asked, { query, length }: Answered): Promise<boolean> {
  const few = Math.min(fewRows, length - 1);
  return (await rows({ ...query, limit: few, offset: 0 })).length === few;
}

const roundNumbers = [10, 20, 25, 50, 100, 200, 250, 500, 1000];

/** Whether an answer of so many rows looks like one that a service cuts off. */
export function isRoundLength(length: number): boolean {
  return roundNumbers.includes(length);
}
