import { expect, test } from "@jest/globals";
import { InterruptedError } from "../../src/errors.js";
import type { SyncRun, SyncScene } from "../support/sync-scene.js";
import { withSyncScene } from "../support/sync-scene.js";
import { namesIn, nameRows, rowsOfTruth } from "../support/truth-rows.js";

const config = { page_size: 10 };

test("a long pass goes on where it was stopped: what was read is not asked for again", async () => {
  await withSyncScene(async (scene) => {
    const streams = ["profiles"];
    const stopped = await runUntil(scene, { streams, path: "/profiles", offset: 200 });
    const asked = scene.sandbox.requests.length;

    const resumed = await scene.run({ streams, config, state: stopped.output.lastState });

    const offsets = scene.sandbox.requests
      .slice(asked)
      .filter(({ path, query }) => path.endsWith("/profiles") && !("updateSince" in query))
      .map(({ query }) => Number(query["offset"]));
    const rows = [stopped, resumed].flatMap(({ output }) => namesIn(output, "profiles"));
    const { profiles } = rowsOfTruth(scene.sandbox.truth(), "");
    expect([stopped.exitCode, resumed.exitCode]).toEqual([143, 0]);
    // Half a page is read twice, and none of its rows is sent again.
    expect(Math.min(...offsets)).toBe(200);
    expect(offsets.length).toBeLessThan(profiles.length / 5 / 2);
    expect(new Set(rows)).toEqual(new Set(nameRows("profiles", profiles)));
    expect(stopped.output.records.get("profiles")).toHaveLength(205);
  });
});

test.each([
  { path: "/unsubscribes", offset: 0, stream: "unsubscribes", first: "unsubscribes" },
  { path: "/lists", offset: 0, stream: "lists", first: "lists" },
  // The other stream of the pass has a read of its own, which always comes before it.
  { path: "/profiles", offset: 50, stream: "profiles", first: "member_lists" },
])("the read of $path comes first in the run after it was interrupted", async (stop) => {
  await withSyncScene(async (scene) => {
    const streams = ["lists", "profiles", "member_lists", "unsubscribes"];
    const stopped = await runUntil(scene, { streams, ...stop });

    const resumed = await scene.run({ streams, config, state: stopped.output.lastState });

    expect(stopped.exitCode).toBe(143);
    expect(stopped.output.lastState["currently_syncing"]).toBe(stop.stream);
    expect([...resumed.output.schemas.keys()][0]).toBe(stop.first);
    expect(resumed.exitCode).toBe(0);
    expect(resumed.output.lastState["currently_syncing"]).toBeNull();
  });
});

/** Stops the run as SIGTERM does, when it first asks for rows of a collection from this one on. */
async function runUntil(
  scene: SyncScene,
  stop: { readonly streams: readonly string[]; readonly path: string; readonly offset: number },
): Promise<SyncRun> {
  const controller = new AbortController();
  scene.sandbox.setTransform((path, query, rows) => {
    // The first request of a run asks for one row, and is for the clock alone.
    const isPage = path.endsWith(stop.path) && query["limit"] !== "1";
    if (isPage && Number(query["offset"] ?? 0) >= stop.offset)
      controller.abort(new InterruptedError("SIGTERM"));
    return rows;
  });
  const run = await scene.run({ streams: stop.streams, config, signal: controller.signal });
  scene.sandbox.setTransform(undefined);
  return run;
}
