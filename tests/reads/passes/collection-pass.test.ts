import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../../src/config/load.js";
import { ordersRead } from "../../../src/reads/shop.js";
import { serve } from "../../simulator/serve.js";
import type { Simulator } from "../../simulator/simulator.js";
import { runCollection, type CollectionRun } from "./collection-run.js";

const small = { profiles: 120, events: 0 };
const day = 86_400_000;
const incremental: Partial<Config> = { endpoints: { orders: { since_param: "updateSince" } } };

const ids = ({ rows }: CollectionRun): unknown[] => rows.map(({ row }) => row["id"]);

/** A sandbox at a moment, and the same one some days later. */
async function serveAndMove(
  use: (sandbox: Simulator, moveTo: (days: number) => void) => Promise<void>,
): Promise<void> {
  const begin = Date.UTC(2026, 1, 1);
  let moment = begin;
  const clock = { now: () => moment, sleep: () => Promise.resolve() };
  const options = { ...small, clock } as const;
  await serve({ ...options, at: undefined as never }, async (sandbox) => {
    await use(sandbox, (days) => {
      moment = begin + days * day;
    });
  });
}

describe("a collection of which no filter is known", () => {
  test("is read whole in every run, and known to be by its version", async () => {
    await serve(small, async (sandbox) => {
      const first = await runCollection(ordersRead, sandbox);
      const second = await runCollection(ordersRead, sandbox, first);

      const truth = sandbox.truth().orders.map(({ id }) => id);
      for (const run of [first, second]) {
        expect(ids(run)).toEqual(truth);
        expect(run.events.filter(({ type }) => type === "activate")).toEqual([
          { type: "activate", streams: ["orders"], version: sandbox.now() / 1000 },
        ]);
      }
      expect(first.bookmark).toMatchObject({ table_version: sandbox.now() / 1000, open: [] });
    });
  });

  test("is gone on with where a run was stopped, and nothing is missing", async () => {
    await serve(small, async (sandbox) => {
      for (const stopAfter of [2, 3, 5]) {
        const first = await runCollection(ordersRead, sandbox, { stopAfter });
        const rest = await runCollection(ordersRead, sandbox, first);

        const all = new Set([...ids(first), ...ids(rest)]);
        expect([...all]).toEqual(sandbox.truth().orders.map(({ id }) => id));
        if (stopAfter > 2) expect(ids(rest).length).toBeLessThan(all.size);
      }
    });
  });

  test("of which a record was rejected is not said to be whole, also after a resume", async () => {
    await serve(small, async (sandbox) => {
      let asked = 0;
      const first = await runCollection(ordersRead, sandbox, {
        stopAfter: 5,
        rejected: () => (asked += 1),
      });
      const rest = await runCollection(ordersRead, sandbox, first);

      expect(first.bookmark["open"]).toMatchObject([{ flawed: true }]);
      expect([...first.events, ...rest.events].map(({ type }) => type)).not.toContain("activate");
    });
  });

  test("fails where offset is ignored and more rows may follow", async () => {
    await serve(small, async (sandbox) => {
      sandbox.setTransform((_path, { limit }, rows) => ({ page: rows.slice(0, Number(limit)) }));

      const { error, bookmark } = await runCollection(ordersRead, sandbox);

      expect(error).toMatchObject({ code: "assumption" });
      expect(bookmark["full_pass_at"]).toBeNull();
    });
  });
});

describe("a collection with a since_param", () => {
  test("brings what changed since the last pass, less the lookback, and is whole again when it is due", async () => {
    await serveAndMove(async (sandbox, moveTo) => {
      const config = incremental;
      const first = await runCollection(ordersRead, sandbox, { config });
      moveTo(2);
      const second = await runCollection(ordersRead, sandbox, { ...first, config });
      moveTo(8);
      const third = await runCollection(ordersRead, sandbox, { ...second, config });

      const all = sandbox.truth().orders.map(({ id }) => id);
      const since = second.asked.map((url) => /updateSince=([^&]*)/.exec(url)?.[1]);
      expect(since.slice(1)).toEqual(["2026-02-05", ...since.slice(2).fill("2026-01-30")]);
      expect(ids(second).length).toBeLessThan(ids(first).length / 2);
      expect(new Set([...ids(first), ...ids(second), ...ids(third)])).toEqual(new Set(all));
      expect(second.bookmark).toMatchObject({
        synced_through: "2026-02-03T00:00:00Z",
        full_pass_at: "2026-02-01T00:00:00Z",
      });
      expect(ids(third)).toEqual(all);
      expect([first, second, third].flatMap(({ warnings }) => warnings)).toEqual([]);
    });
  });

  test.each([
    { name: "is ignored", param: "sinceWhenever", says: "does not understand" },
    // It may be understood (a 4xx), but nothing can be read by it.
    { name: "is refused", param: "updateSince", status: 400, says: "since_format" },
    { name: "cannot be looked at", param: "updateSince", status: 500, says: "not be seen" },
  ])("that $name is read whole all the same, with a warning", async ({ param, status, says }) => {
    await serve(small, async (sandbox) => {
      const config = { endpoints: { orders: { since_param: param } } };
      const first = await runCollection(ordersRead, sandbox, { config });
      if (status !== undefined) {
        const action = { kind: "status", status } as const;
        sandbox.faults.add({ match: ({ query }) => query["updateSince"] !== undefined, action });
      }

      const second = await runCollection(ordersRead, sandbox, { ...first, config });

      expect(second.error).toBeUndefined();
      expect(ids(second)).toEqual(sandbox.truth().orders.map(({ id }) => id));
      expect(second.warnings.at(-1)).toMatch(new RegExp(`${says}.*See endpoints\\.orders`));
      expect(second.warnings).toHaveLength(status === 500 ? 2 : 1);
      expect(second.events.map(({ type }) => type)).toContain("activate");
    });
  });

  test("that is taken away again leaves nothing of an unfinished increment", async () => {
    await serve(small, async (sandbox) => {
      const { bookmark } = await runCollection(ordersRead, sandbox);
      const start = String(bookmark["synced_through"]);
      const open = { start, update_since: "2026-01-30", offset: 40, last_ids: [], flawed: false };

      const run = await runCollection(ordersRead, sandbox, {
        bookmark: { ...bookmark, open: [open] },
      });

      expect(ids(run)).toEqual(sandbox.truth().orders.map(({ id }) => id));
    });
  });
});
