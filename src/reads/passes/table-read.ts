import type { JsonObject } from "../../values/json.js";
import { formatInstant } from "../../values/timestamp.js";
import { collectionEndpoint, type CollectionName } from "../collection-endpoint.js";
import type { Read, ReadContext } from "../contract.js";
import { asMissingEndpoint } from "../missing-endpoint.js";
import { fetchAll } from "../paging/fetch-all.js";

export interface TableSource {
  readonly name: string;
  /** What `rows` come from, for people. */
  readonly path: (context: ReadContext) => string;
  readonly rows: (context: ReadContext) => Promise<readonly JsonObject[]>;
  /** The source shows only the latest: rows that it lacks are not gone. */
  readonly isLog?: boolean;
}

/** A table that is small enough to be fetched whole, in every run. */
export function tableRead({
  name,
  path,
  rows: fetch,
  isLog = false,
}: TableSource): Read<JsonObject> {
  return {
    name,
    from: "api",
    emptyBookmark: { open: [] },
    async *run(context, participants) {
      const rows = await fetch(context);
      const version = Math.floor((await context.client().startedAt()) / 1000);
      const readAt = formatInstant(context.clock.now());
      const place = (index: number): string => `GET ${path(context)} row ${index}`;
      yield { type: "rows", rows, readAt, place, version: isLog ? undefined : version };
      const names = participants.map(({ stream }) => stream);
      const sound = names.filter((stream) => context.rejected(stream) === 0);
      if (!isLog) yield { type: "activate", streams: sound, version };
      const bookmarks = Object.fromEntries(names.map((stream) => [stream, { open: [] }]));
      yield { type: "checkpoint", bookmarks };
    },
  };
}

/** The rows of a small collection at an endpoint that is not attested to page. `most` is how many it holds at most. */
export async function fetchSmall(
  context: ReadContext,
  name: CollectionName,
  most?: number,
): Promise<readonly JsonObject[]> {
  const { path } = collectionEndpoint(context.config, name);
  const request = { path, query: {}, limit: context.config.page_size };
  try {
    return await fetchAll(context.client(), most === undefined ? request : { ...request, most });
  } catch (error) {
    throw asMissingEndpoint(error, name);
  }
}
