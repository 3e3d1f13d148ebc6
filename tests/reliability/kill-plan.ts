import fc from "fast-check";
import { streamNames, type StreamName } from "../support/truth-rows.js";

/** One run that is killed, the state that is kept of it, and what the next run reads. */
export interface Kill {
  /** Share (0 to 1) of the lines of an uninterrupted run after which SIGKILL comes. */
  readonly after: number;
  /**
   * How far back from the last STATE each stream's bookmark is taken: 0 for all is a target that flushes everything
   * at once, anything else one that flushes stream by stream.
   */
  readonly behind: Readonly<Record<StreamName, number>>;
}

/** A chain of killed runs, ended by one that is not. */
export interface KillPlan {
  readonly kills: readonly Kill[];
  readonly settings: Readonly<Record<string, unknown>>;
}

const behindNothing = Object.fromEntries(streamNames.map((name) => [name, 0]));

const behind = fc.oneof(
  fc.constant(behindNothing),
  fc.record(Object.fromEntries(streamNames.map((name) => [name, fc.integer({ min: 0, max: 12 })]))),
) as fc.Arbitrary<Kill["behind"]>;

const kill: fc.Arbitrary<Kill> = fc.record({
  after: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
  behind,
});

/** Plans of one to three kills, with small pages so that there is much to interrupt. */
export const killPlans: fc.Arbitrary<KillPlan> = fc.record({
  kills: fc.array(kill, { minLength: 1, maxLength: 3 }),
  settings: fc.record({
    page_size: fc.constantFrom(7, 20, 50),
    window: fc.constantFrom("P3D", "P30D"),
    full_refresh_interval: fc.constantFrom("P7D", "PT0S"),
  }),
});
