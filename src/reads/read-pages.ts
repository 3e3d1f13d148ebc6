import type { ApiClient, Query } from "../api/client.js";
import { rowsOf } from "../api/parse-body.js";
import { AssumptionError, UnstableOrderError } from "../errors.js";
import type { JsonObject } from "../values/json.js";
import { OffsetPager, type PageCursor } from "./offset-pager.js";

/** Rows that the service answers with where no `limit` is given. */
export const defaultPageSize = 10;

export interface PagedRequest {
  readonly path: string;
  readonly query: Query;
  /** Rows asked for in one request. */
  readonly limit: number;
  /** What identifies a row within the pass. */
  readonly idOf: (row: JsonObject) => string;
  readonly from?: PageCursor | undefined;
  /** After so many timeouts of one page TimeoutError is thrown; absent = as often as requests are retried. */
  readonly mostTimeouts?: number;
}

export interface Page {
  /** Rows that have not been yielded before. */
  readonly rows: readonly JsonObject[];
  /** Where a resume goes on once these rows have been sent. */
  readonly cursor: PageCursor;
  /** Where the row of an index stands, for people. */
  readonly place: (index: number) => string;
}

/** How a pass over the pages ended. */
export interface PagesEnd {
  /** Rows of the one answer that came for every offset, where `offset` is not honoured. */
  readonly onlyAnswer: number | undefined;
}

/**
 * Yields every row that an offset-paged collection holds, page by page. Throws AssumptionError where the pages show
 * that rows could be missing.
 */
export async function* readPages(
  client: ApiClient,
  request: PagedRequest,
): AsyncGenerator<Page, PagesEnd> {
  const pager = new OffsetPager(request.limit, request.from);
  for (;;) {
    const { offset } = pager;
    const query = { ...request.query, limit: request.limit, offset };
    const { mostTimeouts = Infinity } = request;
    const rows = rowsOf(await client.get(request.path, query, { mostTimeouts }), request.path);
    const verdict = pager.take(rows.map((row) => request.idOf(row)));
    if (verdict.fresh.length > 0)
      yield toPage(rows, verdict.fresh, { request, offset, cursor: pager.cursor });
    if (verdict.next === "stuck") throw stuck(request.path, offset);
    if (verdict.next === "offset ignored") return { onlyAnswer: rows.length };
    if (verdict.next === "more") continue;
    if (!pager.isOrderStable) throw unstable(request.path);
    return { onlyAnswer: undefined };
  }
}

function toPage(
  rows: readonly JsonObject[],
  fresh: readonly number[],
  at: { readonly request: PagedRequest; readonly offset: number; readonly cursor: PageCursor },
): Page {
  return {
    rows: rowsAt(rows, fresh),
    cursor: at.cursor,
    place: (index) => `GET ${at.request.path} row ${at.offset + (fresh[index] ?? 0)}`,
  };
}

function rowsAt(rows: readonly JsonObject[], indexes: readonly number[]): JsonObject[] {
  return indexes.map((index) => rows[index]).filter((row) => row !== undefined);
}

function stuck(path: string, offset: number): AssumptionError {
  return new AssumptionError(
    `GET ${path} brings nothing new at offset ${offset}, although more rows should follow.`,
    {
      hint: "The service has a ceiling or a hole there, which the tap cannot see past: please report it.",
    },
  );
}

function unstable(path: string): UnstableOrderError {
  return new UnstableOrderError(
    `GET ${path}: rows changed their order while they were read, so one may be missing.`,
    {
      hint: "Run again: the tap reads them once more.",
    },
  );
}

/** Throws AssumptionError where `offset` was not honoured and the one answer cannot be known to be whole. */
export function requireWhole(
  end: PagesEnd,
  request: { readonly path: string; readonly limit: number },
): void {
  const { onlyAnswer } = end;
  if (onlyAnswer === undefined || onlyAnswer > request.limit) return;
  if (onlyAnswer < Math.min(defaultPageSize, request.limit)) return;
  throw new AssumptionError(
    `GET ${request.path} ignores offset: the same ${onlyAnswer} rows came for every page, and there may be more.`,
    { hint: "The tap cannot read this collection whole: please report it." },
  );
}

/** The id of a row for paging: its `id`, or all of it where it has none. */
export function rowId(row: JsonObject): string {
  const { id } = row;
  return typeof id === "string" || typeof id === "number" ? String(id) : JSON.stringify(row);
}
