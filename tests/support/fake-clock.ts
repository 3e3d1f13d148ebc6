import type { Clock } from "../../src/clock.js";

export type FakeClock = Clock & {
  /**
   * Moves time on. Sleepers are woken in order, each at its own moment, and what they do next gets a turn of the event loop first.
   * If nobody sleeps that long the time is there at once, before the promise resolves.
   */
  advance(ms: number): Promise<void>;
  /** How many are asleep. */
  sleepers(): number;
};

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that stands at `startMs` until it is told to move. */
export function createFakeClock(startMs: number): FakeClock {
  const sleeping = new Set<Sleeper>();
  let time = startMs;

  const firstDue = (until: number) =>
    [...sleeping].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];

  return {
    now: () => time,
    sleepers: () => sleeping.size,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const abort = () => {
          sleeping.delete(sleeper);
          reject(signal?.reason as Error);
        };
        const sleeper = {
          at: time + ms,
          wake: () => {
            signal?.removeEventListener("abort", abort);
            resolve();
          },
        };
        if (ms <= 0) {
          resolve();
          return;
        }
        sleeping.add(sleeper);
        signal?.addEventListener("abort", abort, { once: true });
      }),
    advance: async (ms) => {
      const until = time + ms;
      for (let next = firstDue(until); next !== undefined; next = firstDue(until)) {
        sleeping.delete(next);
        time = next.at;
        next.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      time = until;
    },
  };
}
