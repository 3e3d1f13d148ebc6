import { AssumptionError } from "../../errors.js";
import type { ApiReader, Query } from "../../service/reader.js";
import { fewRows, rowsIn, type Endpoint } from "../endpoint.js";

/** A request whose answer was the same for every offset. */
interface OneAnswer {
  readonly endpoint: Endpoint;
  readonly path: string;
  readonly query: Query;
  readonly limit: number;
}

/**
 * Throws AssumptionError where the only answer that an endpoint gives may not be all that there is.
 *
 * What the vendor documents with paging has to be longer than was asked for, or shorter than its default page. What is
 * documented without is whole, unless a full page came (the default one, or as many rows as were asked for) and fewer come
 * where fewer are asked for: then it is paged after all. The setting `endpoints.<name>.whole` says otherwise.
 */
export async function requireWhole(
  client: ApiReader,
  request: OneAnswer,
  length: number,
): Promise<void> {
  const { endpoint, path, limit } = request;
  if (endpoint.isWhole) return;
  if (endpoint.isPaged) {
    if (length > limit || length < Math.min(endpoint.defaultPage, limit)) return;
    throw mayBeCut(
      endpoint,
      `GET ${path} ignores offset: the same ${length} rows came for every page`,
    );
  }
  const isFullPage =
    length === endpoint.defaultPage || (length === limit && endpoint.isLog !== true);
  if (!isFullPage || !(await isLimitHonoured(client, request, length))) return;
  throw mayBeCut(
    endpoint,
    `GET ${path} answered with ${length} rows, honours limit and ignores offset`,
  );
}

async function isLimitHonoured(
  client: ApiReader,
  { endpoint, path, query }: OneAnswer,
  length: number,
): Promise<boolean> {
  const few = Math.min(fewRows, length - 1);
  const asked = { ...endpoint.query, ...query, limit: few, offset: 0 };
  return rowsIn(endpoint, await client.get(path, asked), path).length === few;
}

function mayBeCut({ name }: Endpoint, what: string): AssumptionError {
  return new AssumptionError(`${what}: there may be more.`, {
    hint: `If you know that these are all rows, set endpoints.${name}.whole to true.`,
  });
}
