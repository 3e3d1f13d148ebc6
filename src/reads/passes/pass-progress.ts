import { laterInstant, parseInstant } from "../../values/timestamp.js";
import type { Participant, ReadContext } from "../contract.js";
import type { Pass, PassBookmark } from "./pass-plan.js";

/** The bookmark of a stream of which no pass has been read. */
export const emptyPassBookmark: PassBookmark = {
  synced_through: null,
  full_pass_at: null,
  table_version: null,
  open: [],
};

/** Which streams have had a record of the pass rejected, in this run or before it was resumed. */
export class Flaws {
  readonly #rejected: (stream: string) => number;
  readonly #before: ReadonlyMap<string, number>;
  readonly #resumed: ReadonlySet<string>;

  constructor(context: ReadContext, streams: readonly Participant<PassBookmark>[]) {
    this.#rejected = context.rejected;
    this.#before = new Map(streams.map(({ stream }) => [stream, context.rejected(stream)]));
    const flawed = streams.filter(({ bookmark }) => bookmark.open.some((open) => open.flawed));
    this.#resumed = new Set(flawed.map(({ stream }) => stream));
  }

  has(stream: string): boolean {
    return this.#resumed.has(stream) || this.#rejected(stream) > (this.#before.get(stream) ?? 0);
  }
}

/** The version of a table is the start of its full pass in seconds: SDK targets keep 32 bits. */
export function versionOf(pass: Pass): number {
  return Math.floor((parseInstant(pass.start) ?? 0) / 1000);
}

/** What of the bookmark changes with a pass that was read to its end. Nothing in it ever moves back. */
export function completedPass(bookmark: PassBookmark, pass: Pass): Partial<PassBookmark> {
  const done = { synced_through: laterInstant(bookmark.synced_through, pass.start), open: [] };
  if (pass.updateSince !== null) return done;
  return {
    ...done,
    full_pass_at: laterInstant(bookmark.full_pass_at, pass.start),
    table_version: Math.max(versionOf(pass), bookmark.table_version ?? 0),
  };
}
