import type { ApiReader, Query } from "../service/reader.js";
import type { JsonObject } from "../values/json.js";
import { optionalFor, pathUnder, rowsIn, type Endpoint, type ParentRows } from "./endpoint.js";
import { askByAny } from "./parent-ids.js";

/** An endpoint that can be asked: what a question to it takes, whether a run asks or `doctor`. */
export interface Asked {
  readonly endpoint: Endpoint;
  /** The endpoint's, with its parts filled in. */
  readonly path: string;
  /** The rows of the answer to the endpoint's own query and this one. Throws what asking throws. */
  readonly rows: (query: Query) => Promise<readonly JsonObject[]>;
}

/** Has an endpoint asked by a client. */
export function askedBy(client: Pick<ApiReader, "get">, endpoint: Endpoint, path: string): Asked {
  return {
    endpoint,
    path,
    rows: async (query) => {
      const asked = { ...endpoint.query, ...query };
      return rowsIn(
        endpoint,
        await client.get(path, asked, { optional: optionalFor(endpoint) }),
        path,
      );
    },
  };
}

/**
 * The endpoint where it is likeliest to have rows: at the largest of its parents, where it has such. Undefined where there is no
 * parent.
 */
export async function askedAtLargest(
  client: Pick<ApiReader, "get">,
  endpoint: Endpoint,
  parentsOf: (parent: ParentRows) => Promise<readonly JsonObject[]>,
): Promise<Asked | undefined> {
  const { parent } = endpoint;
  if (parent === undefined) return askedBy(client, endpoint, endpoint.path);
  const sizeOf = (row: JsonObject): number => parent.sizeOf(row) ?? 0;
  const [largest] = [...(await parentsOf(parent))].sort(
    (one, other) => sizeOf(other) - sizeOf(one),
  );
  if (largest === undefined) return undefined;
  const askBy = (way: Endpoint, query: Query): Promise<readonly JsonObject[]> =>
    askedBy(client, way, pathUnder(way, largest)).rows(query);
  return {
    endpoint,
    path: pathUnder(endpoint, largest),
    rows: (query) => askByAny(endpoint, (way) => askBy(way, query)),
  };
}
