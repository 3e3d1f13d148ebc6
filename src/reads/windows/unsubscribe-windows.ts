import type { Config } from "../../config/load.js";
import type { OpenWindow, UnsubscribesBookmark } from "../../generated/state.js";
import { parseDuration } from "../../values/duration.js";
import { fingerprint } from "../../values/hash.js";
import type { JsonObject } from "../../values/json.js";
import { formatInstant, parseInstant } from "../../values/timestamp.js";
import { isInFuture } from "../belief.js";
import type { Participant, Read, ReadContext, ReadEvent } from "../contract.js";
import { lookbackMs } from "../lookback.js";
import { stateIds } from "../paging/pages.js";
import { sideBySide } from "../paging/side-by-side.js";
import { isEarlier, startDate } from "../start-date.js";
import { readTimeWindow, type WindowPage, type WindowSource } from "./time-window.js";
import type { TimeWindow } from "./window-halves.js";
import { WindowMemory } from "./window-memory.js";

const path = "/unsubscribes";

/** Windows begin in the year in which Ometria was founded, where nothing says otherwise. */
const firstInstant = Date.parse("2013-01-01T00:00:00Z");

const empty: UnsubscribesBookmark = {
  replication_key: "timestamp",
  replication_key_value: null,
  from: null,
  open: [],
};

/** Time windows of `/unsubscribes`, oldest first. */
export const unsubscribeWindows: Read<JsonObject> = {
  name: "unsubscribe_windows",
  from: "api",
  emptyBookmark: { ...empty },
  async *run(context, participants) {
    for (const participant of participants) yield* readWindows(context, participant);
  },
};

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
  participant: Participant,
): AsyncGenerator<ReadEvent<JsonObject>> {
  const { stream } = participant;
  const startedAt = await context.client().startedAt();
  const bookmark = startingBookmark(context, participant, startedAt);
  yield { type: "checkpoint", bookmarks: { [stream]: { ...bookmark } } };
  const memory = new WindowMemory(
    Math.ceil((parseDuration(context.config.window) ?? 0) / 1000) * 1000,
  );
  const windows = dueWindows(planWindows(context.config, { stream, bookmark, startedAt, memory }), {
    startedAt,
    reached: parseInstant(bookmark.replication_key_value ?? "") ?? -Infinity,
  });
  yield* sideBySide(context.client(), windows, (window, client) =>
    readWindow(windowSource(context, { client, memory }), { stream, window }),
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

/** The bookmark to go on from: an empty one where it is not believed, or begins later than asked for now. */
function startingBookmark(
  context: ReadContext,
  { stream, bookmark }: Participant,
  startedAt: number,
): UnsubscribesBookmark {
  const stored: UnsubscribesBookmark = { ...empty, ...bookmark };
  const from = startDate(context.config);
  const fresh = { ...empty, from };
  if (stored.replication_key_value === null && stored.open.length === 0) return fresh;
  if (isInFuture(stored.replication_key_value, { startedAt, stream, log: context.log }))
    return fresh;
  if (!isEarlier(from, stored.from)) return stored;
  context.log.warning(
    `${stream} starts over: start_date is earlier than the one that its bookmark began with.`,
  );
  return fresh;
}

function* planWindows(
  config: Readonly<Config>,
  run: {
    readonly stream: string;
    readonly bookmark: UnsubscribesBookmark;
    readonly startedAt: number;
    readonly memory: WindowMemory;
  },
): Generator<OpenableWindow> {
  const { bookmark } = run;
  // There is nothing to read in the future.
  const endDate = floorSecond(parseInstant(config.end_date ?? "") ?? Infinity);
  const end = Math.min(endDate, run.startedAt + 1000);
  const first = parseInstant(bookmark.from ?? "") ?? firstInstant;
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
    yield* inWindow(page, window);
    if (page.cursor === undefined) {
      yield { type: "checkpoint", bookmarks: { [stream]: { open: [] } } };
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
  shared: Pick<WindowSource, "client" | "memory">,
): WindowSource {
  return {
    ...shared,
    path,
    // Whether `since` is inclusive is unknown: a second earlier loses nothing.
    query: ({ since, before }) => ({ since: vendorTime(since - 1000), before: vendorTime(before) }),
    limit: context.config.page_size,
    idOf: stateIds(context, unsubscribeId),
    timeOf,
  };
}

/** The service sends no id: everything that it says of an event identifies it. */
function unsubscribeId(row: JsonObject): string {
  return fingerprint(
    JSON.stringify(Object.entries(row).sort(([one], [other]) => (one < other ? -1 : 1))),
  );
}

/** The rows of the window itself: the windows beside it bring what the bounds let in on its edges. */
function* inWindow(page: WindowPage, window: TimeWindow): Generator<ReadEvent<JsonObject>> {
  const own = [...page.rows.entries()].filter(([, row]) => isInWindow(row, window));
  const place = (index: number): string => page.place(own[index]?.[0] ?? 0);
  const readAt = formatInstant(page.at);
  yield { type: "rows", rows: own.map(([, row]) => row), readAt, place };
}

function isInWindow(row: JsonObject, window: TimeWindow): boolean {
  const timestamp = timeOf(row);
  return timestamp === undefined || (timestamp >= window.since && timestamp < window.before);
}

function timeOf({ timestamp }: JsonObject): number | undefined {
  return typeof timestamp === "string" ? parseInstant(timestamp) : undefined;
}

/** UTC without a zone, as the vendor documents it (ometria-api, section 4). */
function vendorTime(ms: number): string {
  return formatInstant(ms).slice(0, -1);
}

function floorSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
