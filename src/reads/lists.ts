import type { ApiClient } from "../api/client.js";
import { rowsOf } from "../api/parse-body.js";
import { AssumptionError } from "../errors.js";
import type { JsonObject } from "../values/json.js";
import { formatInstant } from "../values/timestamp.js";
import { defaultPageSize, Pages, rowId } from "./read-pages.js";
import type { Read } from "./read.js";

const path = "/lists";
const probeSize = 5;

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

/**
 * Reads all lists. `limit` and `offset` are not documented for them: where `offset` is not honoured, the one answer
 * is whole unless it has as many rows as a page.
 */
export async function fetchLists(
  client: ApiClient,
  options: { readonly mode: string; readonly limit: number },
): Promise<readonly JsonObject[]> {
  const query = { mode: options.mode };
  const pages = new Pages(client, { path, query, limit: options.limit, idOf: rowId });
  const rows: JsonObject[] = [];
  for await (const page of pages) rows.push(...page.rows);
  const { onlyAnswer } = pages;
  if (onlyAnswer === defaultPageSize || onlyAnswer === options.limit) {
    const limitWorks = await isLimitHonoured(client, query);
    if (!limitWorks || onlyAnswer === options.limit) throw mayBeCut(onlyAnswer);
  }
  return rows;
}

async function isLimitHonoured(
  client: ApiClient,
  query: { readonly mode: string },
): Promise<boolean> {
  const answer = await client.get(path, { ...query, limit: probeSize, offset: 0 });
  return rowsOf(answer, path).length === probeSize;
}

function mayBeCut(length: number): AssumptionError {
  return new AssumptionError(
    `GET ${path} answered with ${length} lists, which is a full page, and ignores offset.`,
    {
      hint: "There may be more lists than these: set another page_size and run again.",
    },
  );
}
