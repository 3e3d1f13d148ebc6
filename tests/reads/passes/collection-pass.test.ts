import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../../src/config/load.js";
import { orders } from "../../../src/ometria/endpoints.js";
import { passRead } from "../../../src/reads/passes/pass-read.js";
import { serve } from "../../simulator/serve.js";
import type { Simulator } from "../../simulator/simulator.js";
import { runCollection, type CollectionRun } from "./collection-run.js";

const { since: _, ...unfiltered } = orders;
const ordersRead = passRead({ name: "orders", endpoint: unfiltered });
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
      expect(since.slice(1)).toEqual(since.slice(1).fill("2026-01-30"));
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
    {
      name: "cannot be looked at",
      param: "updateSince",
      status: 500,
      says: "could not be checked",
    },
    { name: "answers nothing", param: "updateSince", isEmpty: true, says: "answers nothing" },
  ])(
    "that $name is not relied on: each run reads all rows, with a warning",
    async ({ param, status, isEmpty = false, says }) => {
      await serve(small, async (sandbox) => {
        const config = { endpoints: { orders: { since_param: param } } };
        const match = ({ query }: { readonly query: object }): boolean => "updateSince" in query;
        if (status !== undefined)
          sandbox.faults.add({ match, times: Infinity, action: { kind: "status", status } });
        sandbox.setTransform((_path, query, rows) => (isEmpty && match({ query }) ? [] : rows));
        const first = await runCollection(ordersRead, sandbox, { config });

        const second = await runCollection(ordersRead, sandbox, { ...first, config });

        for (const run of [first, second]) {
          expect(run.error).toBeUndefined();
          expect(ids(run)).toEqual(sandbox.truth().orders.map(({ id }) => id));
          expect(run.warnings).toEqual([expect.stringContaining(says)]);
          expect(run.events.map(({ type }) => type)).toContain("activate");
        }
      });
    },
  );

  test("that was honoured and is refused now is done without in the same run", async () => {
    await serve(small, async (sandbox) => {
      const first = await runCollection(ordersRead, sandbox, { config: incremental });
      sandbox.faults.add({
        match: ({ query }) => query["updateSince"] !== undefined,
        times: Infinity,
        action: { kind: "status", status: 400 },
      });

      const second = await runCollection(ordersRead, sandbox, { ...first, config: incremental });

      expect(second.error).toBeUndefined();
      expect(ids(second)).toEqual(sandbox.truth().orders.map(({ id }) => id));
      expect(second.bookmark).toMatchObject({ filter: null });
    });
  });

  test("that is asked for by another name is looked at before it is relied on", async () => {
    await serve(small, async (sandbox) => {
      const first = await runCollection(ordersRead, sandbox, { config: incremental });
      const config = { endpoints: { orders: { since_param: "sinceWhenever" } } };

      const second = await runCollection(ordersRead, sandbox, { ...first, config });

      expect(first.bookmark).toMatchObject({ filter: "updateSince (date)" });
      expect(ids(second)).toEqual(sandbox.truth().orders.map(({ id }) => id));
      expect(second.warnings).toEqual([expect.stringContaining("does not understand")]);
    });
  });

  test("whose increment is resumed where all passes are to be full is followed by a full one", async () => {
    await serve(small, async (sandbox) => {
      const { bookmark } = await runCollection(ordersRead, sandbox, { config: incremental });
      const start = String(bookmark["synced_through"]);
      const open = { start, update_since: "2026-01-30", offset: 40, last_ids: [], flawed: false };

      const run = await runCollection(ordersRead, sandbox, {
        bookmark: { ...bookmark, open: [open] },
        config: { ...incremental, full_refresh_interval: "PT0S" },
      });

      expect(new Set(ids(run))).toEqual(new Set(sandbox.truth().orders.map(({ id }) => id)));
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
