import fc from "fast-check";
import { streamNames, type StreamName } from "../support/truth-rows.js";

/** One run that is killed, and the state that is kept of it. */
export interface Kill {
  /** Share (0 to 1) of the lines still to come after which SIGKILL comes. */
  readonly after: number;
  /**
   * How far back from the last STATE each stream's bookmark is taken: 0 for all is a target that flushes everything
   * at once, anything else one that flushes stream by stream.
   */
  readonly behind: Readonly<Record<StreamName, number>>;
  /** The streams that this run is asked for. */
  readonly streams: readonly StreamName[];
  /** Hours that go by, in the service's data too, until the next run. */
  readonly hours: number;
}

/** A chain of killed runs, ended by one that is not and reads every stream. */
export interface KillPlan {
  readonly kills: readonly Kill[];
  readonly settings: KillSettings;
}

interface KillSettings {
  readonly page_size: number;
  readonly window: string;
  /** `PT0S`: every pass over the profiles is a full one, and no other follows one that was resumed. */
  readonly full_refresh_interval: "P7D" | "PT0S";
}

const behindNothing = Object.fromEntries(streamNames.map((name) => [name, 0]));

const behind = fc.oneof(
  fc.constant(behindNothing),
  fc.record(Object.fromEntries(streamNames.map((name) => [name, fc.integer({ min: 0, max: 12 })]))),
) as fc.Arbitrary<Kill["behind"]>;

const without = (left: StreamName): readonly StreamName[] =>
  streamNames.filter((name) => name !== left);

// From run to run, either stream of the pass that two of them share comes and goes.
const streams: fc.Arbitrary<readonly StreamName[]> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(streamNames) },
  { weight: 1, arbitrary: fc.constant(without("profiles")) },
  { weight: 1, arbitrary: fc.constant(without("member_lists")) },
);

const kill: fc.Arbitrary<Kill> = fc.record({
  after: fc.double({ min: 0.02, max: 0.9, noNaN: true }),
  behind,
  streams,
  hours: fc.constantFrom(0, 1, 30),
});

/** Plans of one to three kills, two on the average, with small pages so that there is much to interrupt. */
export const killPlans: fc.Arbitrary<KillPlan> = fc.record({
  kills: fc.array(kill, { minLength: 1, maxLength: 3 }),
  settings: fc.record({
    page_size: fc.constantFrom(7, 20, 50),
    window: fc.constantFrom("P3D", "P30D"),
    full_refresh_interval: fc.constantFrom("P7D", "PT0S"),
  }),
});

/** A run that came to its end, and days later another: what was exported between is told by its modified time. */
export const daysGoBy: KillPlan = {
  kills: [
    {
      after: 0.9,
      behind: { lists: 0, profiles: 0, member_lists: 0, unsubscribes: 0, email_events: 0 },
      streams: without("profiles"),
      hours: 60,
    },
  ],
  settings: { page_size: 7, window: "P30D", full_refresh_interval: "P7D" },
};
