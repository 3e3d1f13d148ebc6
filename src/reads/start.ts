import type { Config } from "../config/load.js";
import type { Logger } from "../log.js";
import { dayMs, parseDuration } from "../values/duration.js";
import { formatInstant, parseInstant } from "../values/timestamp.js";

/** How far ahead of a run's start a bookmark may be and still be believed: clocks differ. */
const futureToleranceMs = 3_600_000;

/** What is to be known of a run to decide where a stream begins. */
export interface RunStart {
  /** When the run began, by the clock of what is read (milliseconds since 1970). */
  readonly startedAt: number;
  readonly stream: string;
  readonly log: Logger;
}

/** Whether an instant lies no more than an hour ahead of the moment the run began. */
export function isPast(instant: number, startedAt: number): boolean {
  return instant <= startedAt + futureToleranceMs;
}

/** Whether a bookmark lies ahead of the moment the run began, so that it would hide rows; says so once in the log. */
export function isInFuture(value: unknown, run: RunStart): boolean {
  const bookmark = typeof value === "string" ? parseInstant(value) : undefined;
  if (bookmark === undefined || isPast(bookmark, run.startedAt)) return false;
  run.log.warning(
    `${run.stream} starts over: its bookmark ${formatInstant(bookmark)} lies ahead of the run's start.`,
    { started_at: formatInstant(run.startedAt) },
  );
  return true;
}

/** A bookmark that knows the `start_date` that it began with. */
interface DatedBookmark {
  readonly from?: string | null;
}

/**
 * The bookmark to go on from. It is `fresh` in four cases: nothing has been read yet; the stored one lies ahead of the run;
 * `start_date` is earlier now than it was then; or the caller names another reason (`change`).
 */
export function startingBookmark<B extends DatedBookmark>(
  stored: B,
  rules: {
    readonly fresh: B;
    readonly isEmpty: boolean;
    /** Instants in the bookmark that MUST NOT lie ahead of the run. */
    readonly instants: readonly unknown[];
    /** Why else it starts over, such as "export_url is another one than its bookmark began with". */
    readonly change?: string | undefined;
  },
  run: RunStart,
): B {
  if (rules.isEmpty) return rules.fresh;
  if (rules.instants.some((instant) => isInFuture(instant, run))) return rules.fresh;
  const isFromEarlier = isEarlier(rules.fresh.from ?? null, stored.from ?? null);
  const change =
    rules.change ??
    (isFromEarlier ? "start_date is earlier than the one that its bookmark began with" : undefined);
  if (change === undefined) return stored;
  run.log.warning(`${run.stream} starts over: ${change}.`);
  return rules.fresh;
}

/** Whether `from` (null = everything) reaches further back than `than`. */
function isEarlier(from: string | null, than: string | null): boolean {
  if (than === null) return false;
  return from === null || (parseInstant(from) ?? 0) < (parseInstant(than) ?? 0);
}

/** The `start_date` setting as an RFC 3339 UTC instant; null where it is absent. */
export function startDate(config: Readonly<Config>): string | null {
  const instant = parseInstant(config.start_date ?? "");
  return instant === undefined ? null : formatInstant(instant);
}

/** The `end_date` setting in milliseconds since 1970; Infinity where it is absent. */
export function endDate(config: Readonly<Config>): number {
  return parseInstant(config.end_date ?? "") ?? Infinity;
}

/** Milliseconds that a stream starts before its bookmark. */
export function lookbackMs(config: Readonly<Config>, stream: string): number {
  const { lookback_window: lookback } = config;
  const text = typeof lookback === "string" ? lookback : lookback[stream];
  return text === undefined ? dayMs : (parseDuration(text) ?? dayMs);
}
