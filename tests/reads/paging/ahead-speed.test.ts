import { describe, expect, test } from "@jest/globals";
import { anyEndpoint } from "../../../src/ometria/endpoints.js";
import { Pages } from "../../../src/reads/paging/pages.js";
import { sideBySide } from "../../../src/reads/paging/side-by-side.js";
import { RequestBudget } from "../../../src/service/budget.js";
import type { ApiReader } from "../../../src/service/reader.js";
import { createFakeClock, type FakeClock } from "../../support/fake-clock.js";

const perSecond = 4;
/** Between two requests: the budget leaves some room for what arrives late. */
const spacingMs = 255;
const never = new AbortController().signal;

/** A service with so many rows in each collection, that answers after a time. */
function createService(rows: number, latencyMs: number) {
  const clock = createFakeClock(0);
  const budget = new RequestBudget(perSecond, clock);
  let requests = 0;
  const client: ApiReader = {
    depth: Math.ceil((latencyMs / 1000) * perSecond) + 1,
    now: () => clock.now(),
    get: async (_path, query, options) => {
      const signal = options?.signal ?? never;
      (await budget.gate(signal)).sent();
      requests += 1;
      await clock.sleep(latencyMs, signal);
      const [offset, limit] = [Number(query["offset"]), Number(query["limit"])];
      const length = Math.max(0, Math.min(limit, rows - offset));
      return Array.from({ length }, (_, index) => ({ id: offset + index }));
    },
  };
  return { clock, client, requests: () => requests };
}

/** Moves time on until the work is done; returns the time that it took. */
async function timed(clock: FakeClock, work: Promise<unknown>): Promise<number> {
  const progress = { isDone: false };
  const done = work.finally(() => (progress.isDone = true));
  while (!progress.isDone) {
    await clock.advance(5);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await done;
  return clock.now();
}

async function readAll(client: ApiReader, path: string, limit = 250): Promise<number> {
  let count = 0;
  const endpoint = anyEndpoint(path);
  const request = { endpoint, path, query: {}, limit, ifOffsetIsIgnored: "judge" } as const;
  for await (const { rows } of new Pages(client, request)) count += rows.length;
  return count;
}

describe("Reading ahead", () => {
  test.each([50, 300, 1_000, 3_000])(
    "keeps the pipe that is allowed full where an answer takes %d ms",
    async (latencyMs) => {
      const { clock, client, requests } = createService(10_000, latencyMs);
      let rows = 0;

      const ms = await timed(
        clock,
        readAll(client, "/rows").then((count) => (rows = count)),
      );

      expect(rows).toBe(10_000);
      // Each request costs its place in the budget; only the first and the last answer are waited for.
      expect(ms).toBeLessThanOrEqual(requests() * spacingMs + 2 * latencyMs + 50);
      // 41 pages and the one that is the end; and what was under way when the end came.
      expect(requests()).toBeLessThanOrEqual(42 + client.depth);
    },
  );

  test("asks for nothing more once the end is known", async () => {
    const { clock, client, requests } = createService(1_000, 1_000);
    await timed(clock, readAll(client, "/rows"));
    const atEnd = requests();

    await clock.advance(60_000);

    expect(requests()).toBe(atEnd);
  });

  test("costs one request where one page is all", async () => {
    const { clock, client, requests } = createService(100, 1_000);

    await timed(clock, readAll(client, "/rows"));

    // The page, and the one behind it that shows that it was the last.
    expect(requests()).toBe(2);
  });

  test("reads many small collections side by side: their latencies do not add up", async () => {
    const latencyMs = 3_000;
    const { clock, client, requests } = createService(100, latencyMs);
    const paths = Array.from({ length: 60 }, (_, index) => `/lists/${index}/changes`);
    let rows = 0;
    const read = async (): Promise<void> => {
      const all = sideBySide(client, paths, async function* (path, own) {
        yield await readAll(own, path);
      });
      for await (const count of all) rows += count;
    };

    const ms = await timed(clock, read());

    expect(rows).toBe(60 * 100);
    expect(ms).toBeLessThanOrEqual(1.1 * requests() * spacingMs + 4 * latencyMs);
  });
});
