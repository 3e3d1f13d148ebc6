import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { AssumptionError } from "../../src/errors.js";
import { tries } from "../support/tries.js";
import { at, WindowService, withWindows, type Unsubscribe } from "./window-service.js";

const second = 1000;
const start = Date.parse("2026-01-04T00:00:00Z");

interface Plan {
  /** Seconds after the start; several rows may share one. */
  readonly times: readonly number[];
  readonly cap: number;
  readonly order: "oldest" | "newest" | "any";
  readonly pageSize: number;
  readonly window: string;
  readonly salt: number;
}

const plans: fc.Arbitrary<Plan> = fc.record({
  times: fc
    .oneof(
      // Spread over the day and a half before the run, in bursts, or all within minutes.
      fc.array(fc.nat(35 * 3600), { maxLength: 90 }),
      fc
        .tuple(fc.nat(35 * 3600), fc.array(fc.nat(40), { maxLength: 60 }))
        .map(([from, offsets]) => offsets.map((offset) => from + offset)),
    )
    .chain((times) =>
      fc.array(fc.nat(35 * 3600), { maxLength: 20 }).map((more) => [...times, ...more]),
    ),
  cap: fc.integer({ min: 10, max: 30 }),
  order: fc.constantFrom("oldest", "newest", "any"),
  pageSize: fc.constantFrom(10, 25, 50, 250),
  window: fc.constantFrom("PT6H", "P1D", "P30D"),
  salt: fc.nat(),
});

/** An order that is another one for each question, and the same for the same one. */
function shuffled(rows: readonly Unsubscribe[], salt: number): readonly Unsubscribe[] {
  const rank = ({ profile_id: id }: Unsubscribe): number =>
    (Number(id.slice(1)) * 7919 + salt * 31) % 10_007;
  return [...rows].sort((one, other) => rank(one) - rank(other));
}

function serviceOf({ times, cap, order, salt }: Plan): WindowService {
  const service = new WindowService();
  service.rows = [...times]
    .sort((one, other) => one - other)
    .map((time, index) => at(start + time * second, `p${index}`));
  service.answer = (rows, { since = 0 }) => {
    if (order === "oldest") return rows.slice(0, cap);
    if (order === "newest") return rows.slice(-cap);
    return shuffled(rows, salt + since / second).slice(0, cap);
  };
  return service;
}

/** Seconds that hold more rows than an answer: only a round number of rows gives them away. */
function isBlind({ times, cap }: Plan): boolean {
  const counts = new Map<number, number>();
  for (const time of times) counts.set(time, (counts.get(time) ?? 0) + 1);
  return Math.max(0, ...counts.values()) > cap;
}

test("whatever rows an answer cuts off where offset is ignored: every row comes, or the run says that it cannot", async () => {
  let whole = 0;
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      fc.pre(!isBlind(plan));
      const service = serviceOf(plan);

      await withWindows(service, async (run) => {
        const { ids, error } = await run({
          config: { page_size: plan.pageSize, window: plan.window, start_date: "2026-01-04" },
        });

        if (error !== undefined) {
          expect(error).toBeInstanceOf(AssumptionError);
          return;
        }
        whole += 1;
        const sent = new Set(ids);
        expect(service.rows.filter(({ profile_id: id }) => !sent.has(id))).toEqual([]);
        expect(ids).toHaveLength(sent.size);
      });
    }),
    { numRuns: tries(60), seed: Number(process.env["TAP_OMETRIA_TEST_SEED"] ?? 20260101) },
  );

  // A reader that gave up each time would lose nothing either.
  expect(whole).toBeGreaterThan(tries(40));
});
