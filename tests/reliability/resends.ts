import type { JsonObject } from "../support/meltano-merge.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import type { StreamName } from "../support/truth-rows.js";

/** What a target held of one stream when a run began, and what that run then sent of it, by the rows' names. */
export interface Resumption {
  readonly kept: ReadonlySet<string>;
  readonly sent: readonly string[];
}

/** Rows of the end of the last page that a resumed pass reads again (design, 6.2). */
const documentedOverlap = 10;

interface OpenPass {
  readonly start: string;
  readonly update_since: string | null;
  readonly offset: number;
}

/** How many rows that the target held already came again. */
export function countResent({ kept, sent }: Resumption): number {
  return sent.filter((name) => kept.has(name)).length;
}

/** The pass over the profiles that a bookmark stands in, if any. */
export function openPassOf(
  state: StateValue | undefined,
  stream: StreamName,
): OpenPass | undefined {
  const open = state?.bookmarks[stream]?.["open"] as readonly JsonObject[] | undefined;
  return open?.[0] as OpenPass | undefined;
}

/** A run that goes on with a pass. */
export interface ResumedRun {
  readonly streams: readonly StreamName[];
  /** How far any run had come with the same pass; one that went on further behind may have ended before it was there again. */
  readonly reached: number;
}

/**
 * The most profiles that may come twice when a full pass goes on: those by which the pass had come further than the bookmark
 * of `profiles`, or than the one of `member_lists` (the pass goes on for both), and the overlap. Undefined where the
 * streams do not go on with one pass.
 */
export function mostProfilesResent(
  state: StateValue | undefined,
  { streams, reached }: ResumedRun,
): number | undefined {
  const own = openPassOf(state, "profiles");
  if (own === undefined || !streams.includes("profiles")) return undefined;
  const again = (offset: number): number => Math.max(0, reached - offset) + documentedOverlap;
  if (!streams.includes("member_lists")) return again(own.offset);
  const other = openPassOf(state, "member_lists");
  if (other?.start !== own.start || other.update_since !== own.update_since) return undefined;
  return again(Math.min(own.offset, other.offset));
}
