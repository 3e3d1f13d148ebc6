import type { Config } from "../config/load.js";
import type { ApiReader, Query } from "../service/reader.js";
import type { JsonObject } from "../values/json.js";
import { formatInstant } from "../values/timestamp.js";
import { askedBy } from "./asked.js";
import type { Read } from "./contract.js";
import { asMissing, endpointOf, type EndpointFacts } from "./endpoint.js";
import { Pages } from "./paging/pages.js";
import { requireWitnesses } from "./paging/whole.js";

/** A table that is small enough to be fetched whole, in every run. */
export function tableRead(
  endpoint: EndpointFacts,
  queryFor: (config: Readonly<Config>) => Query = () => ({}),
): Read<JsonObject> {
  const { name, isLog = false } = endpoint;
  return {
    name,
    from: "api",
    endpoints: [endpoint],
    emptyBookmark: { open: [] },
    async *run(context, participants) {
      const rows = await context.table(endpoint, queryFor(context.config));
      const version = Math.floor((await context.client().startedAt()) / 1000);
      const readAt = formatInstant(context.clock.now());
      const { path } = endpointOf(context.config, endpoint);
      const place = (index: number): string => `GET ${path} row ${index}`;
      yield { type: "rows", rows, readAt, place, version: isLog ? undefined : version };
      const names = participants.map(({ stream }) => stream);
      const sound = names.filter((stream) => context.rejected(stream) === 0);
      if (!isLog) yield { type: "activate", streams: sound, version };
      const bookmarks = Object.fromEntries(names.map((stream) => [stream, { open: [] }]));
      yield { type: "checkpoint", bookmarks };
    },
  };
}

/** Every row of a small endpoint. Throws AssumptionError where it is not there, or where rows may be missing. */
export async function fetchTable(
  client: ApiReader,
  config: Readonly<Config>,
  { facts, query }: { readonly facts: EndpointFacts; readonly query: Query },
): Promise<readonly JsonObject[]> {
  const endpoint = endpointOf(config, facts);
  const limit = Math.min(config.page_size, endpoint.mostRows);
  const request = { endpoint, path: endpoint.path, query, limit };
  const rows: JsonObject[] = [];
  try {
    const pages = new Pages(client, { ...request, ifOffsetIsIgnored: "judge" });
    for await (const page of pages) rows.push(...page.rows);
    const isOwn = Object.entries(query).every(([name, value]) => endpoint.query[name] === value);
    // A narrower question has fewer rows than its witnesses.
    if (pages.onlyAnswer !== undefined && isOwn)
      await requireWitnesses(askedBy(client, endpoint, endpoint.path), rows);
  } catch (error) {
    throw asMissing(error, endpoint);
  }
  return rows;
}
