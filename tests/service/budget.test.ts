import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Clock } from "../../src/clock.js";
import { RequestBudget } from "../../src/service/budget.js";
import { createFakeClock, type FakeClock } from "../support/fake-clock.js";
import { tries } from "../support/tries.js";

const never = new AbortController().signal;

/** Moves time on once all that has been asked for waits for it. */
async function pass(clock: FakeClock, ms: number): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(ms);
}

/** Waits for a turn, and sends at once. */
async function go(budget: RequestBudget, signal = never): Promise<void> {
  (await budget.gate(signal)).sent();
}

/** When requests go out that have to wait so long for a connection, in milliseconds; a turn each. */
function connecting(budget: RequestBudget, clock: Clock, connectMs: readonly number[]) {
  const sent: number[] = [];
  const requests = connectMs.map(async (ms) => {
    const turn = await budget.gate(never);
    if (ms > 0) await clock.sleep(ms);
    turn.sent();
    sent.push(clock.now());
  });
  return { sent, done: Promise.all(requests) };
}

/** A clock whose every fifth sleeper is woken late, as in a process that is busy. */
function createLateClock(clock: FakeClock, lateMs: number): Clock {
  let sleeps = 0;
  return {
    now: () => clock.now(),
    sleep: (ms, signal) => {
      sleeps += 1;
      return clock.sleep(sleeps % 5 === 0 ? ms + lateMs : ms, signal);
    },
  };
}

/** The most that began in any second. */
function fullest(begun: readonly number[]): number {
  return Math.max(
    ...begun.map((from) => begun.filter((time) => time >= from && time < from + 1_000).length),
  );
}

describe("RequestBudget", () => {
  test("never lets more than the rate begin in any second, whenever they ask", async () => {
    const asks = fc.array(fc.integer({ min: 0, max: 1_500 }), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), asks, async (rate, pauses) => {
        const clock = createFakeClock(1_000_000);
        const budget = new RequestBudget(rate, clock);
        const begun: number[] = [];
        const gates: Promise<unknown>[] = [];

        for (const pause of pauses) {
          gates.push(go(budget).then(() => begun.push(clock.now())));
          await pass(clock, pause);
        }
        await pass(clock, 60_000);
        await Promise.all(gates);

        expect(begun).toHaveLength(pauses.length);
        expect(fullest(begun)).toBeLessThanOrEqual(rate);
      }),
      { numRuns: tries(30) },
    );
  });

  test("keeps the pipe full: so many requests take so long and not longer", async () => {
    const clock = createFakeClock(0);
    const budget = new RequestBudget(4, clock);
    const gates = Array.from({ length: 41 }, () => go(budget));

    await pass(clock, 10_200);
    await Promise.all(gates);

    expect(clock.now()).toBe(10_200);
    expect(budget.waitedMs).toBe(10_200);
  });

  test("catches up with what was late because the tap was busy, and never begins more than the rate in any second", async () => {
    const clock = createFakeClock(0);
    const late = createLateClock(clock, 200);
    const budget = new RequestBudget(4, late);
    const begun: number[] = [];
    const gates = Array.from({ length: 41 }, () => go(budget).then(() => begun.push(clock.now())));

    await pass(clock, 20_000);
    await Promise.all(gates);

    expect(begun.at(-1)).toBeLessThanOrEqual(10_200 + 2 * 200);
    expect(fullest(begun)).toBeLessThanOrEqual(4);
  });

  test("does not wait for the time that comes twice where the clock is set back", async () => {
    let time = 7_200_000;
    const slept: number[] = [];
    const sleep = (ms: number): Promise<void> => {
      slept.push(ms);
      time += ms;
      return Promise.resolve();
    };
    const budget = new RequestBudget(4, { now: () => time, sleep });
    for (let count = 0; count < 8; count += 1) await go(budget);
    budget.hold(5_000, time);

    time -= 3_600_000;
    for (let count = 0; count < 8; count += 1) await go(budget);

    expect(Math.max(...slept)).toBeLessThanOrEqual(5_000);
  });

  test("serves first come first", async () => {
    const clock = createFakeClock(0);
    const budget = new RequestBudget(2, clock);
    const order: number[] = [];
    const gates = [1, 2, 3, 4].map((number) => go(budget).then(() => order.push(number)));

    await pass(clock, 5_000);
    await Promise.all(gates);

    expect(order).toEqual([1, 2, 3, 4]);
  });

  test("holds everyone, those in line too, for as long as the service has said", async () => {
    const clock = createFakeClock(0);
    const budget = new RequestBudget(10, clock);
    const begun: number[] = [];
    const gates = [1, 2, 3].map(() => go(budget).then(() => begun.push(clock.now())));
    await pass(clock, 1);

    budget.hold(5_000, clock.now());
    await pass(clock, 10_000);
    await Promise.all(gates);

    expect(begun[0]).toBe(0);
    expect(begun.slice(1).every((time) => time >= 5_001)).toBe(true);
  });

  test("counts a request from when it went out, where a connection had to be made first", async () => {
    const clock = createFakeClock(0);
    const budget = new RequestBudget(4, clock);
    const { sent, done } = connecting(budget, clock, [400, 0, 0, 0, 0, 0, 0, 0]);

    await pass(clock, 10_000);
    await done;

    expect(sent).toHaveLength(8);
    expect(fullest(sent)).toBeLessThanOrEqual(4);
  });

  test("slows down with each hold, to a tenth at the least, and recovers in twenty seconds", async () => {
    const clock = createFakeClock(0);
    const budget = new RequestBudget(8, clock);

    budget.hold(0, clock.now());
    const once = budget.rate();
    budget.hold(0, clock.now());
    const twice = budget.rate();
    for (let count = 0; count < 20; count += 1) budget.hold(0, clock.now());
    const least = budget.rate();
    await pass(clock, 10_000);
    const halfway = budget.rate();
    await pass(clock, 10_000);

    expect([once, twice, least].map((rate) => Number(rate.toFixed(2)))).toEqual([6.4, 5.12, 0.8]);
    expect(halfway).toBeCloseTo(4.4);
    expect(budget.rate()).toBe(8);
  });

  test("slows down once where many that were under way together are refused", async () => {
    const clock = createFakeClock(0);
    const budget = new RequestBudget(10, clock);
    await pass(clock, 3_000);

    for (let count = 0; count < 16; count += 1) {
      budget.hold(100, 0);
      await pass(clock, 100);
    }

    expect(budget.rate()).toBeGreaterThanOrEqual(8);
  });

  test("lets the requests wait no longer that were in line when the clock was set back", async () => {
    const clock = createFakeClock(7_200_000);
    let backMs = 0;
    const budget = new RequestBudget(4, { ...clock, now: () => clock.now() - backMs });
    const gates = Array.from({ length: 8 }, () => go(budget));
    await pass(clock, 1);

    backMs = 3_600_000;
    await pass(clock, 60_000);

    expect(clock.sleepers()).toBe(0);
    await Promise.all(gates);
  });

  test("waits for requests that have not gone out yet: they may come in at any time", async () => {
    const clock = createFakeClock(0);
    const budget = new RequestBudget(4, clock);
    const { sent, done } = connecting(budget, clock, [1_400, 1_400, 0, 0, 0, 0, 0, 0, 0]);

    await pass(clock, 30_000);
    await done;

    expect(fullest(sent)).toBeLessThanOrEqual(4);
  });

  test("is still slow when a long hold ends", async () => {
    const clock = createFakeClock(0);
    const budget = new RequestBudget(8, clock);

    budget.hold(60_000, clock.now());
    await pass(clock, 60_000);

    expect(budget.rate()).toBeCloseTo(6.4);
  });

  test("lets nobody begin once the run is over", async () => {
    const clock = createFakeClock(0);
    const budget = new RequestBudget(1, clock);
    const run = new AbortController();
    const reason = new Error("the run is over");
    await go(budget, run.signal);
    const waiting = [budget.gate(run.signal), budget.gate(run.signal)];
    const results = Promise.allSettled(waiting);

    run.abort(reason);

    expect(await results).toEqual([
      { status: "rejected", reason },
      { status: "rejected", reason },
    ]);
    expect(clock.sleepers()).toBe(0);
    await expect(budget.gate(run.signal)).rejects.toBe(reason);
  });
});
