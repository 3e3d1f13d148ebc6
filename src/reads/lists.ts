import type { ApiClient } from "../service/client.js";
import type { JsonObject } from "../values/json.js";
import { fetchAll } from "./paging/fetch-all.js";
import { tableRead } from "./passes/table-read.js";

const path = "/lists";

/** Every list of the account. */
export const listsRead = tableRead({
  name: "lists",
  path: () => path,
  rows: (context) => context.lists(),
});

/** Reads all lists, for which `limit` and `offset` are not documented. */
export function fetchLists(
  client: ApiClient,
  { mode, limit }: { readonly mode: string; readonly limit: number },
): Promise<readonly JsonObject[]> {
  return fetchAll(client, { path, query: { mode }, limit });
}
