import type { Config } from "../../config/load.js";
import type { OpenWindow, UnsubscribesBookmark } from "../../generated/state.js";
import { formatInstant, parseInstant } from "../../values/timestamp.js";
import { endDate, lookbackMs } from "../start.js";
import type { TimeWindow } from "./window-halves.js";
import type { WindowMemory } from "./window-memory.js";

/** What a stream that is fed by time windows keeps. */
export type WindowsBookmark = UnsubscribesBookmark;

/** A window, and the moment the run began that opened it. */
export interface OpenableWindow extends TimeWindow {
  readonly start: number;
  readonly open: OpenWindow[number] | undefined;
}

/** A window that this run is to read, and what the bookmark becomes with it. */
export interface DueWindow extends OpenableWindow {
  readonly reached: string;
}

/** Each window as it is planned, with the bookmark that it leads to once those before it have been read too. */
export function* dueWindows(
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

/** The windows that a run reads, oldest first: the one that was left open, then those from the bookmark to the run's end. */
export function* planWindows(
  config: Readonly<Config>,
  run: {
    readonly stream: string;
    readonly bookmark: WindowsBookmark;
    readonly startedAt: number;
    readonly memory: Pick<WindowMemory, "width">;
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

function floorSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}
