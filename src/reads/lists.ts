import type { ApiClient } from "../api/client.js";
import type { JsonObject } from "../values/json.js";
import { formatInstant } from "../values/timestamp.js";
import { fetchAll } from "./fetch-all.js";
import type { Read } from "./read.js";

const path = "/lists";

/** Every list of the account. */
export const listsRead: Read<JsonObject> = {
  name: "lists",
  from: "api",
  emptyBookmark: { open: [] },
  async *run(context, participants) {
    const rows = await context.lists();
    const version = Math.floor((await context.client().startedAt()) / 1000);
    const readAt = formatInstant(context.clock.now());
    yield { type: "rows", rows, readAt, place: (index) => `GET ${path} row ${index}`, version };
    const sound = participants
      .map(({ stream }) => stream)
      .filter((name) => context.rejected(name) === 0);
    yield { type: "activate", streams: sound, version };
    const bookmarks = Object.fromEntries(participants.map(({ stream }) => [stream, { open: [] }]));
    yield { type: "checkpoint", bookmarks };
  },
};

/** Reads all lists, for which `limit` and `offset` are not documented. */
export function fetchLists(
  client: ApiClient,
  { mode, limit }: { readonly mode: string; readonly limit: number },
): Promise<readonly JsonObject[]> {
  return fetchAll(client, { path, query: { mode }, limit });
}
