import { AssumptionError } from "../../errors.js";
import type { ReadContext } from "../contract.js";
import {
  pathUnder,
  rowsIn,
  sinceQuery,
  tomorrow,
  type Endpoint,
  type ParentRows,
} from "../endpoint.js";
import { quietly } from "../filter.js";
import { askByAny } from "../parent-ids.js";

/**
 * Asks for tomorrow's changes of the largest parent; rows are an error, since an answer could be cut off unseen. Undefined
 * where nothing speaks against the endpoint.
 */
export async function probeChanges(
  {
    context,
    endpoint,
    parent,
  }: { readonly context: ReadContext; readonly endpoint: Endpoint; readonly parent: ParentRows },
  startedAt: number,
  streams: string,
): Promise<AssumptionError | undefined> {
  const rows = await quietly(context, async () => {
    const parents = [...(await context.table(parent.endpoint, parent.query))];
    const [largest] = parents.sort(
      (one, other) => (parent.sizeOf(other) ?? 0) - (parent.sizeOf(one) ?? 0),
    );
    if (largest === undefined) return [];
    const limit = Math.min(context.config.page_size, endpoint.mostRows);
    const since = sinceQuery(endpoint, tomorrow(startedAt));
    const query = { ...endpoint.query, ...since, limit, offset: 0 };
    return askByAny(endpoint, async (way) => {
      const path = pathUnder(way, largest);
      return rowsIn(endpoint, await context.client().get(path, query), path);
    });
  });
  if (rows === undefined || rows.length === 0) return undefined;
  return new AssumptionError(
    `${streams}: GET ${endpoint.path} does not understand its parameter (asked for tomorrow, it answered with rows).`,
    { hint: `Set endpoints.${endpoint.name}.since_param to the name that the service knows.` },
  );
}
