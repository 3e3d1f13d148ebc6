import { AssumptionError, NotFoundError, UnstableOrderError } from "../../errors.js";
import type { ApiReader, Query } from "../../service/reader.js";
import type { JsonObject } from "../../values/json.js";
import type { ReadContext } from "../contract.js";
import { optionalFor, rowsIn, type Endpoint } from "../endpoint.js";
import { ReadAhead, type Answer, type ExpectedRequest } from "./ahead.js";
import { OffsetPager, type PageCursor } from "./offset-pager.js";
import { requireWhole } from "./whole.js";

export interface PagedRequest {
  readonly endpoint: Endpoint;
  /** The endpoint's, with its parts filled in. */
  readonly path: string;
  readonly query: Query;
  /** Rows asked for in one request. */
  readonly limit: number;
  /** What identifies a row within the pass, where that is not what identifies it for the endpoint. */
  readonly idOf?: (row: JsonObject) => string;
  readonly from?: PageCursor | undefined;
  /** After so many timeouts of one page TimeoutError is thrown; absent = as often as requests are retried. */
  readonly mostTimeouts?: number;
  /** One of many that are read at the same time: pages asked for past its end would cost the others their turns. */
  readonly isOneOfMany?: boolean;
  /**
   * What is done where `offset` is not honoured, so that one answer came for every offset: `judge` = it MUST be whole by the
   * rule of `whole.ts`; `tell` = the reader looks at `onlyAnswer` and finds out by itself.
   */
  readonly ifOffsetIsIgnored: "judge" | "tell";
}

export interface Page {
  /** Rows that have not been yielded before. */
  readonly rows: readonly JsonObject[];
  /** When the service showed them (milliseconds since 1970). */
  readonly at: number;
  /** Where a resume goes on once these rows have been sent. */
  readonly cursor: PageCursor;
  /** Where the row of an index stands, for people. */
  readonly place: (index: number) => string;
}

/**
 * Every row that an offset-paged collection holds, page by page; the pages that will be asked for next are under way meanwhile.
 * The iteration throws AssumptionError where the pages show that rows could be missing.
 */
export class Pages implements AsyncIterable<Page> {
  /** After the end: rows of the one answer that came for every offset, where `offset` is not honoured. */
  onlyAnswer: number | undefined;
  readonly #client: ApiReader;
  readonly #request: PagedRequest;

  constructor(client: ApiReader, request: PagedRequest) {
    this.#client = client;
    this.#request = request;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Page, undefined> {
    const ahead = new ReadAhead(this.#client);
    try {
      yield* this.#read(ahead);
    } finally {
      ahead.close();
    }
  }

  /** Where no row fits a filter, the answer may be 404. Then the endpoint is asked without one: it is there if that is answered (ometria-api 1.2). */
  async #answer(ahead: ReadAhead, offset: number): Promise<Answer> {
    const request = this.#request;
    const { endpoint, path, query } = request;
    try {
      return await ahead.get(requestFor(request, offset));
    } catch (error) {
      const isFiltered = endpoint.isPaged && Object.keys(query).length > 0;
      if (!(error instanceof NotFoundError) || !isFiltered) throw error;
      await this.#client.get(path, { ...endpoint.query, limit: 2, offset: 0 });
      return { body: [], at: this.#client.now() };
    }
  }

  async *#read(ahead: ReadAhead): AsyncGenerator<Page, undefined> {
    const request = this.#request;
    const idOf = request.idOf ?? request.endpoint.idOf;
    const pager = new OffsetPager(request.limit, request.from);
    for (;;) {
      const { offset } = pager;
      const { body, at } = await this.#answer(ahead, offset);
      const rows = rowsIn(request.endpoint, body, request.path);
      const verdict = pager.take(rows.map(idOf));
      ahead.expect(verdict.next === "more" ? expectedOf(pager, request) : []);
      if (verdict.fresh.length > 0)
        yield toPage(rows, verdict.fresh, { request, offset, at, cursor: pager.cursor });
      if (verdict.next === "stuck") throw stuck(request.path, offset);
      if (verdict.next === "offset ignored") {
        this.onlyAnswer = rows.length;
        if (request.ifOffsetIsIgnored === "judge")
          await requireWhole(this.#client, request, rows.length);
        return;
      }
      if (verdict.next === "more") continue;
      if (!pager.isOrderStable) throw unstable(request.path);
      return;
    }
  }
}

function requestFor(request: PagedRequest, offset: number): ExpectedRequest {
  const { endpoint, path, limit, mostTimeouts = Infinity } = request;
  const query = { ...endpoint.query, ...request.query, limit, offset };
  return { path, query, options: { mostTimeouts, optional: optionalFor(endpoint) } };
}

/** What will be asked for next; of one of many no more than it has had full pages before. */
function* expectedOf(pager: OffsetPager, request: PagedRequest): Generator<ExpectedRequest> {
  let left = request.isOneOfMany === true ? pager.fullPages : Infinity;
  for (const offset of pager.expected()) {
    if (left === 0) return;
    left -= 1;
    yield requestFor(request, offset);
  }
}

function toPage(
  rows: readonly JsonObject[],
  fresh: readonly number[],
  from: {
    readonly request: PagedRequest;
    readonly offset: number;
    readonly at: number;
    readonly cursor: PageCursor;
  },
): Page {
  const { request, offset, at, cursor } = from;
  return {
    rows: rowsAt(rows, fresh),
    at,
    cursor,
    place: (index) => `GET ${request.path} row ${offset + (fresh[index] ?? 0)}`,
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

/**
 * The ids of rows, for a read whose cursors get into the state. Where the state must not show ids, paging works with hidden ones
 * from the start: it only compares them, and the ids in a state are hidden too.
 */
export function stateIds(
  { stateId }: Pick<ReadContext, "stateId">,
  { idOf }: Endpoint,
): (row: JsonObject) => string {
  return stateId === undefined ? idOf : (row) => stateId(idOf(row));
}
