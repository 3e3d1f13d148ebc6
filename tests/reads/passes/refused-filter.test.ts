import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../../src/config/load.js";
import { orders } from "../../../src/ometria/endpoints.js";
import type { Bookmark } from "../../../src/reads/contract.js";
import { passRead } from "../../../src/reads/passes/pass-read.js";
import type { PassRow } from "../../../src/reads/passes/pass-source.js";
import { withServer } from "../../support/http-server.js";
import {
  collect,
  createSkippingClock,
  participant,
  setReadScene,
  type Outcome,
} from "../../support/read-scene.js";

const read = passRead({ name: "orders", endpoint: orders });
const now = Date.parse("2026-03-01T12:00:00Z");

/** Sixty orders, of which any answer may be another one. */
class Orders {
  readonly asked: URLSearchParams[] = [];
  rows = Array.from({ length: 60 }, (_, id) => ({ id: `o${id}` }));
  refusesFilter = false;
  change: (page: readonly object[], query: URLSearchParams) => readonly object[] = (page) => page;

  get fullPasses(): number {
    return this.asked.filter(
      (query) =>
        query.get("offset") === "0" && !query.has("updateSince") && query.get("limit") === "20",
    ).length;
  }

  async run(bookmark: Bookmark = {}, config: Partial<Config> = {}): Promise<Outcome<PassRow>> {
    let outcome: Outcome<PassRow> | undefined;
    await withServer(
      ({ url = "" }, response) => {
        const { pathname, searchParams: query } = new URL(url, "http://x");
        response.setHeader("date", new Date(now).toUTCString());
        if (pathname !== "/orders") {
          response.end("[]");
          return;
        }
        this.asked.push(query);
        const [limit = 0, offset = 0] = ["limit", "offset"].map((name) => Number(query.get(name)));
        const since = query.get("updateSince");
        if (since !== null && this.refusesFilter) {
          response.statusCode = 400;
          response.end("{}");
          return;
        }
        const fits = since !== null && Date.parse(since) > now ? [] : this.rows;
        response.end(JSON.stringify(this.change(fits.slice(offset, offset + limit), query)));
      },
      async ({ origin }) => {
        const clock = createSkippingClock(now);
        const { context } = setReadScene({
          baseUrl: origin,
          clock,
          config: { page_size: 20, ...config },
        });
        outcome = await collect(read, context, { participants: [participant("orders", bookmark)] });
      },
    );
    if (outcome === undefined) throw new Error("the server did not run");
    return outcome;
  }
}

const known = {
  synced_through: "2026-02-28T12:00:00Z",
  full_pass_at: "2026-02-27T12:00:00Z",
  table_version: 1,
  filter: "updateSince (date-time)",
  open: [],
};

const idsOf = ({ rows }: Outcome<PassRow>): unknown[] => rows.map(({ row }) => row["id"]);

describe("a filter that is refused now", () => {
  test("leaves nothing to go on with where the rows of the full pass change their order", async () => {
    const service = new Orders();
    service.refusesFilter = true;
    service.change = ([first, second, ...others], query) =>
      query.get("offset") === "0" || first === undefined || second === undefined
        ? [first, second, ...others].filter((row) => row !== undefined)
        : [second, first, ...others];

    const { error, bookmarks } = await service.run(known);

    expect(error).toMatchObject({ name: "UnstableOrderError" });
    expect(bookmarks["orders"]?.["open"]).toEqual([]);
  });

  test("in an increment that is resumed is followed by one full pass", async () => {
    const service = new Orders();
    service.refusesFilter = true;
    const open = {
      start: "2026-02-28T13:00:00Z",
      update_since: "2026-02-27T00:00:00Z",
      offset: 20,
      last_ids: service.rows.slice(0, 20).map(({ id }) => id),
      flawed: false,
    };

    const outcome = await service.run({ ...known, open: [open] });

    expect(outcome.error).toBeUndefined();
    expect(idsOf(outcome)).toEqual(service.rows.map(({ id }) => id));
    expect(service.fullPasses).toBe(1);
    expect(outcome.bookmarks["orders"]).toMatchObject({ filter: null, open: [] });
  });
});

describe("one answer for every offset", () => {
  test.each([8, 15, 30, 55])(
    "of %d rows is gone on with once it is said to be whole",
    async (count) => {
      const service = new Orders();
      service.rows = service.rows.slice(0, count);
      service.change = (_, query) =>
        query.has("updateSince") ? [] : service.rows.slice(0, Number(query.get("limit")));

      const first = await service.run({}, { page_size: 250 });
      const second = await service.run(first.bookmarks["orders"] ?? {}, {
        page_size: 250,
        endpoints: { orders: { whole: true } },
      });

      expect(second.error).toBeUndefined();
      expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(count);
    },
  );
});
