import type { Config } from "../../config/load.js";
import type { OpenWindow, UnsubscribesBookmark } from "../../generated/state.js";
import { parseDuration } from "../../values/duration.js";
import type { JsonObject } from "../../values/json.js";
import { formatInstant, parseInstant } from "../../values/timestamp.js";
import type { Participant, Read, ReadContext, ReadEvent } from "../contract.js";
import {
  endpointOf,
  sinceQuery,
  timeText,
  type Endpoint,
  type EndpointFacts,
} from "../endpoint.js";
import { stateIds } from "../paging/pages.js";
import { sideBySide } from "../paging/side-by-side.js";
import { endDate, lookbackMs, startDate, startingBookmark } from "../start.js";
import { readTimeWindow, type WindowPage, type WindowSource } from "./time-window.js";
import type { TimeWindow } from "./window-halves.js";
import { WindowMemory } from "./window-memory.js";

/** What a stream that is fed by time windows keeps. */
type WindowsBookmark = UnsubscribesBookmark;

const empty: WindowsBookmark = {
  replication_key: "timestamp",
  replication_key_value: null,
  from: null,
  open: [],
};

/** Time windows of an endpoint that is asked by `since` and `before`, oldest first. */
export function windowsRead(facts: EndpointFacts): Read<JsonObject> {
  return {
    name: facts.name,
    from: "api",
    endpoints: [facts],
    emptyBookmark: { ...empty },
    async *run(context, participants) {
      const endpoint = endpointOf(context.config, facts);
      for (const participant of participants) yield* readWindows(context, endpoint, participant);
    },
  };
}

/** A window, and the moment the run began that opened it. */
interface OpenableWindow extends TimeWindow {
  readonly start: number;
  readonly open: OpenWindow[number] | undefined;
}

/** A window that this run is to read, and what the bookmark becomes with it. */
interface DueWindow extends OpenableWindow {
  readonly reached: string;
}

async function* readWindows(
  context: ReadContext,
  endpoint: Endpoint,
  participant: Participant,
): AsyncGenerator<ReadEvent<JsonObject>> {
  const { stream } = participant;
  const startedAt = await context.client().startedAt();
  const bookmark = firstBookmark(context, participant, startedAt);
  yield { type: "checkpoint", bookmarks: { [stream]: { ...bookmark } }, forgets: true };
  const memory = new WindowMemory(
    Math.ceil((parseDuration(context.config.window) ?? 0) / 1000) * 1000,
  );
  const { begins = 0 } = endpoint;
  const run = { stream, bookmark, startedAt, memory, begins };
  const windows = dueWindows(planWindows(context.config, run), {
    startedAt,
    reached: parseInstant(bookmark.replication_key_value ?? "") ?? -Infinity,
  });
  yield* sideBySide(context.client(), windows, (window, client) =>
    readWindow(windowSource(context, { client, memory, endpoint }), { stream, window }),
  );
}

/** Each window as it is planned, with the bookmark that it leads to once those before it have been read too. */
function* dueWindows(
  windows: Iterable<OpenableWindow>,
  run: { readonly startedAt: number; readonly reached: number },
): Generator<DueWindow> {
  let { reached } = run;
  for (const window of windows) {
    // Never past the start of the run that opened it (what came since may be in the part that was read before), and
    // never back: a window inside the lookback ends before the bookmark.
    reached = Math.max(reached, Math.min(window.before, window.start, run.startedAt));
    yield { ...window, reached: formatInstant(reached) };
  }
}

function firstBookmark(
  context: ReadContext,
  { stream, bookmark }: Participant,
  startedAt: number,
): WindowsBookmark {
  const stored: WindowsBookmark = { ...empty, ...bookmark };
  const fresh = { ...empty, from: startDate(context.config) };
  const isEmpty = stored.replication_key_value === null && stored.open.length === 0;
  const instants = [stored.replication_key_value];
  return startingBookmark(
    stored,
    { fresh, isEmpty, instants },
    { startedAt, stream, log: context.log },
  );
}

function* planWindows(
  config: Readonly<Config>,
  run: {
    readonly stream: string;
    readonly bookmark: WindowsBookmark;
    readonly startedAt: number;
    readonly memory: WindowMemory;
    readonly begins: number;
  },
): Generator<OpenableWindow> {
  const { bookmark } = run;
  // There is nothing to read in the future.
  const end = Math.min(floorSecond(endDate(config)), run.startedAt + 1000);
  const first = parseInstant(bookmark.from ?? "") ?? run.begins;
  const through = parseInstant(bookmark.replication_key_value ?? "");
  const lookback = lookbackMs(config, run.stream);
  let since = floorSecond(through === undefined ? first : Math.max(first, through - lookback));
  for (const window of bookmark.open.map(resumedWindow)) {
    // Read no further than this run may: an end_date has come, or the service's clock was set back.
    if (window.before > Math.ceil(end / 1000) * 1000) break;
    yield window;
    // Rows that came late while nobody read may lie in the part that was read before.
    since = floorSecond(Math.max(first, Math.min(window.before, window.start - lookback)));
  }
  while (since < end) {
    const before = Math.min(since + run.memory.width, Math.ceil(end / 1000) * 1000);
    yield { start: run.startedAt, since, before, open: undefined };
    since = before;
  }
}

function resumedWindow(open: OpenWindow[number]): OpenableWindow {
  const [start = 0, since = 0, before = 0] = [open.start, open.since, open.before].map(
    parseInstant,
  );
  return { start, since, before, open };
}

async function* readWindow(
  source: WindowSource,
  { stream, window }: { readonly stream: string; readonly window: DueWindow },
): AsyncGenerator<ReadEvent<JsonObject>> {
  const { open } = window;
  const from = open === undefined ? undefined : { offset: open.offset, lastIds: open.last_ids };
  for await (const page of readTimeWindow(source, window, from)) {
    yield* inWindow(page, window, source);
    if (page.cursor === undefined) {
      yield { type: "checkpoint", bookmarks: { [stream]: { open: [] } }, forgets: true };
      continue;
    }
    const next = {
      start: formatInstant(window.start),
      since: formatInstant(window.since),
      before: formatInstant(window.before),
      offset: page.cursor.offset,
      last_ids: [...page.cursor.lastIds],
    };
    yield { type: "checkpoint", bookmarks: { [stream]: { open: [next] } } };
  }
  const done = { replication_key_value: window.reached, open: [] };
  yield { type: "checkpoint", bookmarks: { [stream]: done } };
}

function windowSource(
  context: ReadContext,
  shared: Pick<WindowSource, "client" | "memory" | "endpoint">,
): WindowSource {
  const { endpoint } = shared;
  const { before: beforeParam = "before", since } = endpoint;
  return {
    ...shared,
    query: (window) => ({
      ...sinceQuery(endpoint, window.since),
      [beforeParam]: timeText(window.before, since?.zone ?? ""),
    }),
    limit: Math.min(context.config.page_size, endpoint.mostRows),
    idOf: stateIds(context, endpoint),
    timeOf: endpoint.timeOf ?? (() => undefined),
  };
}

/** The rows of the window itself: the windows beside it bring what the bounds let in on its edges. */
function* inWindow(
  page: WindowPage,
  window: TimeWindow,
  { timeOf }: WindowSource,
): Generator<ReadEvent<JsonObject>> {
  const own = [...page.rows.entries()].filter(([, row]) => isInWindow(timeOf(row), window));
  const place = (index: number): string => page.place(own[index]?.[0] ?? 0);
  const readAt = formatInstant(page.at);
  yield { type: "rows", rows: own.map(([, row]) => row), readAt, place };
}

function isInWindow(timestamp: number | undefined, window: TimeWindow): boolean {
  return timestamp === undefined || (timestamp >= window.since && timestamp < window.before);
}

function floorSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
