import type { Config } from "../../config/load.js";
import type { OpenPass, PassBookmark } from "../../generated/state.js";
import { dayMs, parseDuration } from "../../values/duration.js";
import { formatInstant, parseInstant } from "../../values/timestamp.js";
import type { Participant } from "../contract.js";
import type { PageCursor } from "../paging/offset-pager.js";
import { isPast } from "../start.js";

export type { PassBookmark };

/** A pass that is not finished; one over parts names the part that it has come to. */
export type OpenInPart = OpenPass[number] & { readonly part?: string };

/** One pass over a collection: known by its start and its filter. */
export interface Pass {
  /** RFC 3339 UTC, by the service's clock. */
  readonly start: string;
  /** What the filter is set to; null for a full pass. */
  readonly updateSince: string | null;
  readonly resumeFrom: (PageCursor & { readonly part: string }) | undefined;
}

export interface PassSettings {
  /** When the run began, by the service's clock (milliseconds since 1970). */
  readonly startedAt: number;
  /** Age in milliseconds at which everything is read again; Infinity for never. */
  readonly fullRefreshMs: number;
  readonly lookbackMs: number;
  /** What the filter is set to for what changed since an instant (milliseconds); null where there is none. */
  readonly asSince: (instant: number) => string | null;
}

/** The `full_refresh_interval` setting in milliseconds. */
export function fullRefreshMs({ full_refresh_interval: interval }: Readonly<Config>): number {
  return interval === "never" ? Infinity : (parseDuration(interval) ?? 0);
}

const oldestOpenMs = 7 * dayMs;

/**
 * The pass that is due for streams that share it: the one that all of them were interrupted in, from the lowest offset
 * of theirs, or a new one that is wide enough for all.
 */
export function planPass(
  participants: readonly Participant<PassBookmark>[],
  settings: PassSettings,
): Pass {
  return resumedPass(participants, settings) ?? newPass(participants, settings);
}

/** Whether no pass of these streams is ever an increment: after a resumed one nothing more is due. */
export function isEveryPassFull(
  participants: readonly Participant<PassBookmark>[],
  settings: PassSettings,
): boolean {
  return settings.fullRefreshMs === 0 || participants.some(({ fullTable }) => fullTable);
}

function resumedPass(
  participants: readonly Participant<PassBookmark>[],
  settings: PassSettings,
): Pass | undefined {
  const opens = participants.flatMap(({ bookmark }): readonly OpenInPart[] => bookmark.open);
  const [first] = opens;
  if (first === undefined || opens.length < participants.length) return undefined;
  if (opens.some((open) => !isSamePass(open, first))) return undefined;
  const age = settings.startedAt - (parseInstant(first.start) ?? 0);
  const oldest = Math.max(
    oldestOpenMs,
    Number.isFinite(settings.fullRefreshMs) ? settings.fullRefreshMs : 0,
  );
  if (age > oldest || !isPast(parseInstant(first.start) ?? 0, settings.startedAt)) return undefined;
  const lowest = opens.reduce((low, open) => (isBefore(open, low) ? open : low));
  const { offset, last_ids: lastIds, part = "" } = lowest;
  const resumeFrom = { offset, lastIds, part };
  return { start: first.start, updateSince: first.update_since, resumeFrom };
}

function isBefore(one: OpenInPart, other: OpenInPart): boolean {
  const [part = "", otherPart = ""] = [one.part, other.part];
  return part === otherPart ? one.offset < other.offset : part < otherPart;
}

function isSamePass(one: OpenPass[number], other: OpenPass[number]): boolean {
  return one.start === other.start && one.update_since === other.update_since;
}

function newPass(participants: readonly Participant<PassBookmark>[], settings: PassSettings): Pass {
  const start = formatInstant(settings.startedAt);
  const throughs = participants.map(({ bookmark, fullTable }) =>
    fullTable || isFullDue(bookmark, settings)
      ? undefined
      : parseInstant(bookmark.synced_through ?? ""),
  );
  const known = throughs.filter((through) => through !== undefined);
  if (known.length < throughs.length) return { start, updateSince: null, resumeFrom: undefined };
  const since = Math.min(...known) - settings.lookbackMs;
  return { start, updateSince: settings.asSince(since), resumeFrom: undefined };
}

/** Whether the last full pass is so old that everything is to be read again. */
export function isFullDue(
  bookmark: PassBookmark,
  settings: Pick<PassSettings, "startedAt" | "fullRefreshMs">,
): boolean {
  const fullAt = parseInstant(bookmark.full_pass_at ?? "");
  // Every run is every run, also one whose clock is a little behind that of the last.
  if (settings.fullRefreshMs === 0) return true;
  return fullAt === undefined || settings.startedAt - fullAt >= settings.fullRefreshMs;
}
