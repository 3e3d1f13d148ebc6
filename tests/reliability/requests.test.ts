import { expect, test } from "@jest/globals";
import type { LoggedRequest } from "../../src/sandbox/api/http-server.js";
import { syncAt, withSyncScene } from "../support/sync-scene.js";

const streams = ["profiles", "lists", "member_lists", "unsubscribes"];
const hourMs = 3_600_000;

function of(requests: readonly LoggedRequest[], path: RegExp): readonly LoggedRequest[] {
  return requests.filter((request) => path.test(request.path));
}

function offsetsOf(requests: readonly LoggedRequest[]): number[] {
  return requests.map(({ query }) => Number(query["offset"])).sort((one, other) => one - other);
}

test("one pass over the profiles feeds all streams that need it, and asks for no page twice", async () => {
  await withSyncScene(async ({ sandbox, run }) => {
    const { exitCode } = await run({ streams, config: { page_size: 50 }, tickMs: 20 });

    const pages = of(sandbox.requests, /\/profiles$/).filter(
      ({ query }) => query["updateSince"] === undefined,
    );
    const offsets = offsetsOf(pages);
    expect(exitCode).toBe(0);
    expect(new Set(offsets).size).toBe(offsets.length);
    // Five rows of a page are those of the page before it; the last page is shorter.
    const steps = offsets.slice(1).map((offset, index) => offset - (offsets[index] ?? 0));
    expect(steps.slice(0, 5)).toEqual([45, 45, 45, 45, 45]);
  });
});

test("reading past the end costs a few empty answers at most, and none where the end is known", async () => {
  await withSyncScene(async ({ sandbox, run }) => {
    const config = { page_size: 50, max_concurrency: 4 };
    const { exitCode } = await run({ streams: ["profiles"], config, tickMs: 20 });

    const alive = sandbox.truth().profiles.length;
    const pages = of(sandbox.requests, /\/profiles$/);
    const beyond = offsetsOf(pages).filter((offset) => offset >= alive);
    expect(exitCode).toBe(0);
    expect(beyond.length).toBeLessThanOrEqual(4);
  });
});

test("a run after which nothing has changed sends at most eight requests, and one to each list", async () => {
  await withSyncScene(async ({ sandbox, run, moveTo }) => {
    const first = await run({ streams });
    sandbox.setTransform((path, query, rows) => (isIncrement(path, query) ? [] : rows));
    moveTo(syncAt + hourMs);
    const before = sandbox.requests.length;

    const { exitCode } = await run({ streams, state: first.output.lastState });

    const sent = sandbox.requests.slice(before);
    const lists = sandbox.truth().lists.map(({ id }) => `/v2/lists/${id}/changes`);
    const changes = of(sent, /\/changes$/).map(({ path }) => path);
    expect(exitCode).toBe(0);
    expect(changes.sort()).toEqual(lists.sort());
    expect(sent.length - changes.length).toBeLessThanOrEqual(8);
  });
});

/** Whether a request asks for what has changed since a moment. */
function isIncrement(path: string, query: Readonly<Record<string, string>>): boolean {
  return (
    /\/(profiles|changes|unsubscribes)$/.test(path) && /since/i.test(Object.keys(query).join())
  );
}
