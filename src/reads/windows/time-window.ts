import { AssumptionError, TimeoutError, UnstableOrderError } from "../../errors.js";
import type { ApiReader, Query } from "../../service/reader.js";
import { dayMs } from "../../values/duration.js";
import type { JsonObject } from "../../values/json.js";
import { formatInstant } from "../../values/timestamp.js";
import { optionalFor, rowsIn, type Endpoint } from "../endpoint.js";
import { ReadAhead, type ExpectedRequest } from "../paging/ahead.js";
import type { PageCursor } from "../paging/offset-pager.js";
import { Pages, type Page } from "../paging/pages.js";
import { halvesOf, isOneSecond, widthOf, type TimeWindow } from "./window-halves.js";
import type { WindowMemory } from "./window-memory.js";

/** How windows of one endpoint are read. */
export interface WindowSource {
  readonly client: ApiReader;
  readonly endpoint: Endpoint;
  readonly query: (window: TimeWindow) => Query;
  readonly limit: number;
  readonly idOf: (row: JsonObject) => string;
  /** When the event of a row happened (milliseconds); undefined where the row does not tell. */
  readonly timeOf: (row: JsonObject) => number | undefined;
  readonly memory: WindowMemory;
}

/** Rows of a window; without a cursor nothing can be resumed in it any more, neither behind them nor before. */
export type WindowPage = Omit<Page, "cursor"> & { readonly cursor: PageCursor | undefined };

/**
 * Yields every row of a window, each once. Where `offset` is not honoured an answer proves itself by its halves; a window
 * whose answer is cut off, times out, or changes its order is read by halves instead, down to one second. Throws
 * AssumptionError where rows could be missing all the same.
 */
export async function* readTimeWindow(
  source: WindowSource,
  window: TimeWindow,
  from: PageCursor | undefined,
): AsyncGenerator<WindowPage> {
  const seen = new Set<string>();
  for await (const page of readStretch(source, window, { from, seen })) {
    const fresh = page.rows.flatMap((row, index) =>
      remember(seen, source.idOf(row)) ? [index] : [],
    );
    yield {
      rows: page.rows.filter((_, index) => fresh.includes(index)),
      at: page.at,
      cursor: page.cursor,
      place: (index) => page.place(fresh[index] ?? 0),
    };
  }
  source.memory.noteRead(widthOf(window));
}

interface Stretch {
  readonly from: PageCursor | undefined;
  /** Ids of the rows that the window has brought so far. */
  readonly seen: ReadonlySet<string>;
}

async function* readStretch(
  source: WindowSource,
  window: TimeWindow,
  stretch: Stretch,
): AsyncGenerator<WindowPage> {
  try {
    if (source.memory.isOffsetHonoured || stretch.from !== undefined) {
      const isWhole = yield* readByOffset(source, window, stretch.from);
      if (isWhole) return;
    }
    yield toPage(source, []);
    yield* readAndProve(source, window, stretch.seen);
  } catch (error) {
    yield* readAgain(source, window, { ...stretch, error });
  }
}

/** Reads a stretch whose reading failed in another way, or throws the failure where there is none. */
async function* readAgain(
  source: WindowSource,
  window: TimeWindow,
  { error, ...stretch }: Stretch & { readonly error: unknown },
): AsyncGenerator<WindowPage> {
  const anew = { ...stretch, from: undefined };
  const canBeHalved = error instanceof TimeoutError || error instanceof UnstableOrderError;
  if (canBeHalved && !isOneSecond(window)) {
    source.memory.noteCut(undefined, widthOf(window));
    yield toPage(source, []);
    for (const half of halvesOf(window)) yield* withoutCursor(readStretch(source, half, anew));
    return;
  }
  // What a resume finds at its offset may be the fault of the resume: the window is begun again.
  if (!(error instanceof AssumptionError) || stretch.from === undefined) throw error;
  yield toPage(source, []);
  yield* readStretch(source, window, anew);
}

async function* withoutCursor(pages: AsyncIterable<WindowPage>): AsyncGenerator<WindowPage> {
  for await (const page of pages) yield { ...page, cursor: undefined };
}

/** True where the window was read to its end; false where `offset` turns out not to be honoured. */
async function* readByOffset(
  source: WindowSource,
  window: TimeWindow,
  from: PageCursor | undefined,
): AsyncGenerator<WindowPage, boolean> {
  const { client, endpoint, limit, idOf } = source;
  const query = source.query(window);
  const mostTimeouts = timeoutsFor(window);
  const pages = new Pages(client, {
    endpoint,
    path: endpoint.path,
    query,
    limit,
    idOf,
    from,
    mostTimeouts,
    isOneOfMany: true,
    ifOffsetIsIgnored: "tell",
  });
  for await (const page of pages) {
    requireSince(source, window, page.rows);
    yield page;
    // The service's own default page is longer: an answer this short is whole.
    if (from === undefined && page.cursor.offset < shortest(source)) return true;
  }
  if (pages.onlyAnswer === undefined) return true;
  source.memory.isOffsetHonoured = false;
  return false;
}

async function* readAndProve(
  source: WindowSource,
  window: TimeWindow,
  seen: ReadonlySet<string>,
): AsyncGenerator<WindowPage> {
  for (const asked of await ask(source, [window])) {
    yield toPage(source, asked.answer);
    yield* prove(source, asked, seen);
  }
}

interface Answer {
  readonly window: TimeWindow;
  readonly answer: readonly JsonObject[];
}

/** Yields what an answer has cut off, if it has; the rows of the answer itself have been yielded. */
async function* prove(
  source: WindowSource,
  { window, answer }: Answer,
  seen: ReadonlySet<string>,
): AsyncGenerator<WindowPage> {
  const { memory } = source;
  const { length } = answer;
  if (length < shortest(source) || memory.isShorterThanWhole(length)) return;
  if (isOneSecond(window)) {
    requireTrusted(source, window, length);
    return;
  }
  const halves = await ask(source, halvesOf(window));
  const lacked = halves.flatMap((half) => half.answer).filter((row) => !seen.has(source.idOf(row)));
  yield toPage(source, lacked);
  const isCut = lacked.length > 0 || memory.isCutLength(length);
  if (isCut) memory.noteCut(length, widthOf(window));
  // A half as long as the whole tells nothing yet: it is split in turn. Of a cut window both halves are.
  const unproven = halves.filter((half) => isCut || half.answer.length >= length);
  for (const half of unproven) yield* prove(source, half, seen);
  if (!memory.isCutLength(length)) memory.noteWhole(length);
}

/** The answers to these windows, which are asked for at the same time. */
async function ask(
  source: WindowSource,
  windows: readonly TimeWindow[],
): Promise<readonly Answer[]> {
  const ahead = new ReadAhead(source.client);
  try {
    ahead.expect(windows.map((window) => requestFor(source, window)));
    const answers: Answer[] = [];
    for (const window of windows) {
      const { body } = await ahead.get(requestFor(source, window));
      const answer = rowsIn(source.endpoint, body, source.endpoint.path);
      requireSince(source, window, answer);
      answers.push({ window, answer });
    }
    return answers;
  } finally {
    ahead.close();
  }
}

function requestFor(source: WindowSource, window: TimeWindow): ExpectedRequest {
  const { endpoint, limit } = source;
  const query = { ...endpoint.query, ...source.query(window), limit, offset: 0 };
  return {
    path: endpoint.path,
    query,
    options: { mostTimeouts: timeoutsFor(window), optional: optionalFor(endpoint) },
  };
}

/** Throws where rows come from long before the window: halves of it would all be answered with the same rows. */
function requireSince(
  { endpoint: { path, since: filter }, timeOf }: WindowSource,
  { since }: TimeWindow,
  rows: readonly JsonObject[],
): void {
  if (!rows.some((row) => (timeOf(row) ?? since) < since - dayMs)) return;
  throw new AssumptionError(
    `GET ${path} answers with events long before the time asked for: it ignores the parameter ${filter?.param ?? ""}.`,
    { hint: "The tap cannot read this endpoint in parts: please report it." },
  );
}

/** After two timeouts a window is halved. One of a second cannot be: it is tried as often as other requests. */
function timeoutsFor(window: TimeWindow): number {
  return isOneSecond(window) ? Infinity : 2;
}

function toPage(
  { endpoint: { path }, client }: WindowSource,
  rows: readonly JsonObject[],
): WindowPage {
  return {
    rows,
    at: client.now(),
    cursor: undefined,
    place: (index) => `GET ${path} row ${index}`,
  };
}

function shortest({ endpoint, limit }: WindowSource): number {
  return Math.min(endpoint.defaultPage, limit);
}

/** True where the id was not there before. */
function remember(seen: Set<string>, id: string): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  return true;
}

/** Throws where the rows of one second may have been cut off: a second cannot be halved. */
function requireTrusted(source: WindowSource, window: TimeWindow, length: number): void {
  if (!source.memory.isSuspicious(length)) return;
  throw new AssumptionError(
    `GET ${source.endpoint.path} answered with ${length} rows for the one second ${formatInstant(window.since)}, and ignores offset: more may have been cut off.`,
    { hint: "The tap cannot read past that second: please report it." },
  );
}
