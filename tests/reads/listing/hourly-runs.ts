import { MemoryStore } from "../../support/memory-store.js";
import { run, type Run } from "./export-run.js";

/** The moment of the first run. */
export const firstRunAt = Date.parse("2026-01-05T12:00:00Z");
export const hourMs = 3_600_000;

export interface NextRun {
  /** Kills the run once it has yielded so many events. */
  readonly stopAfter?: number;
  /** By how much our clock is ahead of the store's (milliseconds). */
  readonly ourClockMs?: number;
}

/** A store, and runs an hour apart, each from the bookmark of the one before. */
export function startHourlyRuns() {
  const store = new MemoryStore();
  let last: Run | undefined;
  let hours = 0;
  const next = async ({ stopAfter = Infinity, ourClockMs = 0 }: NextRun = {}): Promise<Run> => {
    const at = new Date(firstRunAt + hours * hourMs + ourClockMs).toISOString();
    const bookmark = last === undefined ? {} : { bookmark: last.bookmark };
    last = await run({ store }, { ...bookmark, at, stopAfter });
    hours += 1;
    return last;
  };
  return { store, next };
}
