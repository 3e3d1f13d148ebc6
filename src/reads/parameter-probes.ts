import { AssumptionError, describeError, NotTakenError, TapError } from "../errors.js";
import { rowsOf } from "../service/parse-body.js";
import type { Query } from "../service/reader.js";
import { dayMs } from "../values/duration.js";
import type { JsonObject } from "../values/json.js";
import { formatDate } from "../values/timestamp.js";
import type { ReadContext } from "./contract.js";
import { changesEndpoint } from "./list-changes-endpoint.js";
import { rowId } from "./paging/pages.js";

/**
 * Asks `/profiles` for what changes from tomorrow on. Rows mean that `updateSince` is not understood: then an increment
 * is a whole pass, which loses nothing, so it is a warning.
 */
export async function probeUpdateSince(context: ReadContext, startedAt: number): Promise<void> {
  // Two days ahead it is tomorrow in every time zone.
  const query = { updateSince: formatDate(startedAt + 2 * dayMs) };
  const rows = await ask(context, "/profiles", query);
  if (rows === undefined || rows.length === 0) return;
  context.log.warning(
    "profiles: the service does not understand updateSince (it was asked for tomorrow and answered with rows): every run reads all profiles",
  );
}

/** Asks for tomorrow's changes of the largest list; rows are an error, since an answer could be cut off unseen. */
export async function probeChanges(
  context: ReadContext,
  startedAt: number,
  streams: string,
): Promise<AssumptionError | undefined> {
  const endpoint = changesEndpoint(context.config);
  const list = endpoint === undefined ? undefined : await largestList(context);
  if (endpoint === undefined || list === undefined) return undefined;
  const path = endpoint.path(list);
  // A date is asked a day earlier than told.
  const rows = await ask(context, path, endpoint.since(startedAt + 3 * dayMs).query);
  if (rows === undefined || rows.length === 0) return undefined;
  return new AssumptionError(
    `${streams}: GET ${path} does not understand its parameter (asked for tomorrow, it answered with rows).`,
    { hint: "Set endpoints.list_changes.since_param to the name that the service knows." },
  );
}

/** What a filter has shown of itself, asked for tomorrow. */
export type FilterVerdict = "honoured" | "ignored" | "refused" | "unknown";

/**
 * Asks a collection for what changes from tomorrow on: only an answer without rows shows that the filter is honoured. One that
 * is refused (a 4xx) is likely to be understood, but not the way its time is written; nothing can be read with it.
 */
export async function probeFilter(
  context: ReadContext,
  path: string,
  query: Query,
): Promise<FilterVerdict> {
  const verdict = await quietly(context, async (): Promise<FilterVerdict> => {
    try {
      return (await rowsFor(context, path, query)).length === 0 ? "honoured" : "ignored";
    } catch (error) {
      if (error instanceof NotTakenError && !context.signal.aborted) return "refused";
      throw error;
    }
  });
  return verdict ?? "unknown";
}

async function largestList(context: ReadContext): Promise<string | undefined> {
  const lists = await quietly(context, () => context.allLists());
  const sized = (lists ?? []).map((list) => ({ id: rowId(list), size: Number(list["size"] ?? 0) }));
  return sized.sort((one, other) => other.size - one.size)[0]?.id;
}

function ask(
  context: ReadContext,
  path: string,
  query: Query,
): Promise<readonly JsonObject[] | undefined> {
  return quietly(context, () => rowsFor(context, path, query));
}

async function rowsFor(
  context: ReadContext,
  path: string,
  query: Query,
): Promise<readonly JsonObject[]> {
  const asked = { ...query, limit: context.config.page_size, offset: 0 };
  return rowsOf(await context.client().get(path, asked), path);
}

/** A check that cannot be made is no failure of the pass: it is said, and made again with the next one. */
async function quietly<T>(context: ReadContext, action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof TapError)) throw error;
    context.signal.throwIfAborted();
    context.log.warning(`An assumption could not be checked: ${describeError(error)}`);
    return undefined;
  }
}
