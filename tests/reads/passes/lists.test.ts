import { describe, expect, test } from "@jest/globals";
import { fetchLists, listsRead } from "../../../src/reads/lists.js";
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
      const { client } = setReadScene({ baseUrl: origin });
      result = await fetchLists(client, { mode: "all", limit }).then(
        (rows) => ({ rows: rows.length, error: undefined }),
        (error: unknown) => ({ rows: undefined, error }),
      );
    },
  );
  return { rows: result?.rows, error: result?.error, asked };
}

describe("fetchLists, where offset is ignored", () => {
  test.each([
    { name: "none", count: 0 },
    { name: "a few", count: 9 },
    { name: "one more than the default page", count: 11 },
    { name: "more than limit", count: 300 },
    { name: "ten, where limit works", count: 10, isLimitHonoured: true },
    { name: "fewer than a small limit", count: 3, limit: 4 },
  ])("takes $name for all there are", async ({ count, ...service }) => {
    const { rows } = await readLists(count, service);

    expect(rows).toBe(count);
  });

  test.each([
    { name: "ten, where limit does not work", count: 10 },
    { name: "exactly limit", count: 250 },
    { name: "more than limit, cut there", count: 300, isLimitHonoured: true },
    { name: "a small limit of them", count: 30, limit: 4, isLimitHonoured: true },
  ])("fails after $name: there may be more", async ({ count, ...service }) => {
    const { error, asked } = await readLists(count, service);

    expect(error).toMatchObject({ code: "assumption" });
    expect(asked).toBe(5);
  });
});

describe("listsRead", () => {
  test.each([true, false])(
    "reads every list (paging: %s) and leaves an empty bookmark",
    async (listsPaging) => {
      await serve({ listsPaging }, async (sandbox) => {
        const { context } = setReadScene({ baseUrl: sandbox.baseUrl, config: { page_size: 4 } });

        const { rows, bookmarks, events } = await collect(listsRead, context, {
          participants: [participant("lists")],
        });

        expect(rows).toEqual(sandbox.truth().lists);
        expect(bookmarks).toEqual({ lists: { open: [] } });
        expect(events.at(-1)?.type).toBe("checkpoint");
      });
    },
  );

  test("reads the lists of one mode", async () => {
    await serve({}, async (sandbox) => {
      const { client } = setReadScene({ baseUrl: sandbox.baseUrl });

      const rows = await fetchLists(client, { mode: "archived", limit: 250 });

      expect(rows.length).toBeGreaterThan(0);
      expect(rows.length).toBeLessThan(sandbox.truth().lists.length);
      expect(sandbox.requests.every(({ query }) => query["mode"] === "archived")).toBe(true);
    });
  });
});
