import { describe, expect, test } from "@jest/globals";
import { lists as facts } from "../../../src/ometria/endpoints.js";
import { fetchTable, tableRead } from "../../../src/reads/table-read.js";
import { serve } from "../../simulator/serve.js";
import { withServer } from "../../support/http-server.js";
import { collect, participant, setReadScene } from "../../support/read-scene.js";

/** Reads `count` lists from a service that ignores offset, and limit too unless it is honoured. */
async function readLists(
  count: number,
  { limit = 250, isLimitHonoured = false },
): Promise<{ readonly rows: number | undefined; readonly error: unknown; readonly asked: number }> {
  const lists = Array.from({ length: count }, (_, index) => ({ id: index }));
  let result: { readonly rows: number | undefined; readonly error: unknown } | undefined;
  let asked = 0;
  await withServer(
    ({ url = "" }, response) => {
      asked += 1;
      const most = Number(new URL(url, "http://x").searchParams.get("limit"));
      response.end(JSON.stringify(isLimitHonoured ? lists.slice(0, most) : lists));
    },
    async ({ origin }) => {
      const { client, context } = setReadScene({ baseUrl: origin, config: { page_size: limit } });
      const query = { mode: "all" };
      result = await fetchTable(client, context.config, { facts, query }).then(
        (rows) => ({ rows: rows.length, error: undefined }),
        (error: unknown) => ({ rows: undefined, error }),
      );
    },
  );
  return { rows: result?.rows, error: result?.error, asked };
}

describe("a table that the vendor documents without paging, where offset is ignored,", () => {
  test.each([
    { name: "none", count: 0 },
    { name: "a few", count: 9 },
    { name: "ten, where limit is ignored too", count: 10 },
    { name: "one more than the default page", count: 11 },
    { name: "exactly limit", count: 250 },
    { name: "more than limit", count: 300 },
    { name: "fewer than a small limit", count: 3, limit: 4 },
  ])("is whole in one answer: $name", async ({ count, limit = 250 }) => {
    const { rows, error } = await readLists(count, { limit });

    expect(error).toBeUndefined();
    expect(rows).toBe(count);
  });

  test.each([
    { name: "ten rows", count: 10 },
    { name: "as many as asked for", count: 300 },
    { name: "as many as a small limit", count: 30, limit: 4 },
  ])(
    "may be cut off with $name where fewer come if fewer are asked for",
    async ({ count, limit = 250 }) => {
      const { error, asked } = await readLists(count, { limit, isLimitHonoured: true });

      expect(error).toMatchObject({
        code: "assumption",
        hint: expect.stringContaining("endpoints.lists.whole"),
      });
      expect(asked).toBe(5);
    },
  );
});

describe("listsRead", () => {
  test.each(["honoured", "ignored"] as const)(
    "reads every list (paging: %s) and leaves an empty bookmark",
    async (otherPaging) => {
      await serve({ readings: { otherPaging } }, async (sandbox) => {
        const { context } = setReadScene({ baseUrl: sandbox.baseUrl, config: { page_size: 4 } });

        const { rows, bookmarks, events } = await collect(
          tableRead(facts, () => ({ mode: "all" })),
          context,
          {
            participants: [participant("lists")],
          },
        );

        expect(rows).toEqual(sandbox.truth().lists);
        expect(bookmarks).toEqual({ lists: { open: [] } });
        expect(events.at(-1)?.type).toBe("checkpoint");
      });
    },
  );

  test("reads the lists of one mode", async () => {
    await serve({}, async (sandbox) => {
      const { client, context } = setReadScene({ baseUrl: sandbox.baseUrl });
      const query = { mode: "archived" };

      const rows = await fetchTable(client, context.config, { facts, query });

      expect(rows.length).toBeGreaterThan(0);
      expect(rows.length).toBeLessThan(sandbox.truth().lists.length);
      expect(sandbox.requests.every(({ query }) => query["mode"] === "archived")).toBe(true);
    });
  });
});

describe("all lists in one answer of a round number", () => {
  /** Reads lists of which so many are active, where an answer is cut off at a number. */
  async function readCut(active: number, archived: number, cap = Infinity): Promise<number> {
    const all = Array.from({ length: active + archived }, (_, id) => ({ id }));
    const ofMode = new Map([
      ["all", all],
      ["active", all.slice(0, active)],
      ["archived", all.slice(active)],
    ]);
    let count = 0;
    await withServer(
      ({ url = "" }, response) => {
        const mode = new URL(url, "http://x").searchParams.get("mode") ?? "active";
        response.end(JSON.stringify(ofMode.get(mode)?.slice(0, cap)));
      },
      async ({ origin }) => {
        const { client, context } = setReadScene({ baseUrl: origin });
        const query = { mode: "all" };
        count = (await fetchTable(client, context.config, { facts, query })).length;
      },
    );
    return count;
  }

  test.each([
    { active: 100, archived: 0 },
    { active: 60, archived: 40 },
    { active: 0, archived: 20 },
  ])("are whole where no mode brings another: %j", async ({ active, archived }) => {
    expect(await readCut(active, archived)).toBe(active + archived);
  });

  test("are not where a mode brings one that they lack", async () => {
    await expect(readCut(80, 50, 100)).rejects.toMatchObject({
      code: "assumption",
      message: expect.stringContaining("lacks 30 that it sends for mode=archived"),
    });
  });
});
