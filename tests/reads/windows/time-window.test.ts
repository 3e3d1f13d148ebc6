import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { AssumptionError } from "../../../src/errors.js";
import { readTimeWindow, type WindowSource } from "../../../src/reads/windows/time-window.js";
import { WindowMemory } from "../../../src/reads/windows/window-memory.js";

const window = { since: 0, before: 64_000 };

interface Service {
  /** Seconds of the rows. */
  readonly times: readonly number[];
  /** Rows in one answer at most. */
  readonly cap: number;
  readonly honoursOffset: boolean;
}

/** A service that holds these rows, as a window is read from it. */
function sourceOf({ times, cap, honoursOffset }: Service): WindowSource {
  const rows = times.map((second, id) => ({ id, at: second * 1000 }));
  return {
    client: {
      depth: 1,
      now: () => 0,
      get: (_, { since, before, offset, limit }) => {
        const own = rows.filter(({ at }) => at >= Number(since) && at < Number(before));
        const from = honoursOffset ? Number(offset) : 0;
        return Promise.resolve(own.slice(from, from + Math.min(cap, Number(limit))));
      },
    },
    endpoint: {
      name: "things",
      path: "/things",
      query: {},
      idOf: ({ id }) => String(id),
      isPaged: false,
      mostRows: 250,
      defaultPage: 10,
      isWhole: false,
    },
    query: ({ since, before }) => ({ since, before }),
    limit: 250,
    idOf: ({ id }) => String(id),
    timeOf: ({ at }) => Number(at),
    memory: new WindowMemory(window.before),
  };
}

async function idsOf(service: Service): Promise<readonly unknown[]> {
  const ids: unknown[] = [];
  for await (const page of readTimeWindow(sourceOf(service), window, undefined))
    ids.push(...page.rows.map(({ id }) => id));
  return ids;
}

test("a window brings every row once, or fails, wherever a service cuts its answers", async () => {
  const services = fc.record({
    times: fc.array(fc.integer({ min: 0, max: 63 }), { maxLength: 80 }),
    cap: fc.constantFrom(10, 20, 50, 250),
    honoursOffset: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(services, async (service) => {
      const ids = await idsOf(service).catch((error: unknown) => {
        if (error instanceof AssumptionError) return undefined;
        throw error;
      });
      // A second cannot be halved: where one has as many rows as an answer can have, more may be missing.
      const inSecond = (second: number): number =>
        service.times.filter((time) => time === second).length;
      const mayFail = service.times.some((second) => inSecond(second) >= service.cap);
      if (ids === undefined) expect(mayFail).toBe(true);
      else expect([...ids].sort()).toEqual([...service.times.keys()].sort());
    }),
    { numRuns: 60 },
  );
});

test("a second that may have been cut off fails the window, where offset is ignored", async () => {
  const times = Array.from({ length: 25 }, () => 7);

  await expect(idsOf({ times, cap: 20, honoursOffset: false })).rejects.toThrow(AssumptionError);
  await expect(idsOf({ times, cap: 20, honoursOffset: true })).resolves.toHaveLength(25);
});
