import { describe, expect, test } from "@jest/globals";
import { InterruptedError } from "../../src/errors.js";
import { pseudonymsWith } from "../../src/values/pseudonym.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import type { RunOptions, SyncRun, SyncScene } from "../support/sync-scene.js";
import { withSyncScene } from "../support/sync-scene.js";
import { found, recordsOf, salt, type Row } from "./hidden-values.js";

const pseudonym = pseudonymsWith(salt);
const mark = /^~[\w-]{15}$/;

describe("a run that was stopped inside of a pass or a window", () => {
  const hiding = { pseudonymise: { salt, fields: ["profiles.id", "*.profile_id", "*.*email*"] } };

  test.each([
    { name: "and hid ids before", before: hiding, nameBefore: pseudonym, from: 200 },
    { name: "and did not hide them yet", before: {}, nameBefore: (id: string) => id, from: 200 },
    // Its marks are those of another salt: nothing tells where it stood, so that the pass is read again.
    {
      name: "and had another salt",
      before: { pseudonymise: { ...hiding.pseudonymise, salt: "another salt for tests" } },
      nameBefore: pseudonymsWith("another salt for tests"),
      from: 0,
    },
  ])("is gone on from without a row lost, $name", async ({ before, nameBefore, from }) => {
    await withSyncScene(async (scene) => {
      const [streams, config] = [["profiles"], { page_size: 10 }];
      const stop = { streams, path: "/profiles", offset: 200, config: { ...config, ...before } };
      const stopped = await runUntil(scene, stop);
      const asked = scene.sandbox.requests.length;

      const resumed = await scene.run({
        streams,
        config: { ...config, ...hiding },
        state: stopped.output.lastState,
      });

      const offsets = scene.sandbox.requests
        .slice(asked)
        .filter(({ path, query }) => path.endsWith("/profiles") && !("updateSince" in query))
        .map(({ query }) => Number(query["offset"]));
      const { profiles } = scene.sandbox.truth();
      const ids = profiles.map(({ id }) => id);
      expect([stopped.exitCode, resumed.exitCode]).toEqual([143, 0]);
      expect(Math.min(...offsets)).toBe(from);
      // Not even in the first STATE, which is the one that the run was given.
      expect(found(resumed, ids)).toEqual([]);
      // What was sent before has the names of before.
      const sent = (run: SyncRun): unknown[] => recordsOf(run, "profiles").map(({ id }) => id);
      const wanted = ids.filter((id) => from === 0 || !sent(stopped).includes(nameBefore(id)));
      expect(wanted.length).toBeGreaterThan(50);
      expect(sent(resumed)).toEqual(expect.arrayContaining(wanted.map(pseudonym)));
    });
  });

  test("loses no row where it was killed: what came before any STATE and the run from there are all", async () => {
    await withSyncScene(async (scene) => {
      const [streams, config] = [["profiles"], { page_size: 10, ...hiding }];
      const { messages } = (await scene.run({ streams, config })).output;
      const places = messages.flatMap(({ type }, place) => (type === "STATE" ? [place] : []));
      const inside = places.slice(2, -2);
      const [some = 0, other = 0] = [inside[0], inside[Math.floor(inside.length / 2)]];

      for (const place of [some, other]) {
        const state = (messages[place] as { readonly value: StateValue }).value;
        const resumed = await scene.run({ streams, config, state });

        const before = messages.slice(0, place).filter(({ type }) => type === "RECORD");
        const ids = [
          ...before.map((message) => (message as { record: Row }).record["id"]),
          ...recordsOf(resumed, "profiles").map(({ id }) => id),
        ];
        const { profiles } = scene.sandbox.truth();
        expect(lastIds(state).length).toBeGreaterThan(0);
        expect(new Set(ids)).toEqual(new Set(profiles.map(({ id }) => pseudonym(id))));
      }
    });
  });

  test("goes on inside of a time window too, by marks of its rows", async () => {
    await withSyncScene(async (scene) => {
      const config = { page_size: 4, start_date: "2013-01-01", window: "P9000D", ...hiding };
      const streams = ["unsubscribes"];
      const stopped = await runUntil(scene, { streams, path: "/unsubscribes", offset: 12, config });
      const asked = scene.sandbox.requests.length;

      const state = stopped.output.lastState;
      const resumed = await scene.run({ streams, config, state });

      const first = scene.sandbox.requests.slice(asked).find(({ query }) => "since" in query);
      const keys = [stopped, resumed].flatMap((run) =>
        recordsOf(run, "unsubscribes").map((row) => row["unsubscribe_key"]),
      );
      expect(Number(first?.query["offset"])).toBeGreaterThan(4);
      expect(new Set(keys).size).toBe(scene.sandbox.truth().unsubscribes.length);
      for (const id of lastIds(state)) expect(id).toMatch(mark);
    });
  });

  test("keeps marks of ids in its state", async () => {
    await withSyncScene(async (scene) => {
      const [streams, config] = [["profiles"], { page_size: 10, ...hiding }];
      const stop = { streams, path: "/profiles", offset: 100, config };

      const { output } = await runUntil(scene, stop);

      const ids = lastIds(output.lastState);
      expect(ids.length).toBeGreaterThan(10);
      for (const id of ids) expect(id).toMatch(mark);
    });
  });
});

function lastIds({ bookmarks }: StateValue): readonly string[] {
  const marks = Object.values(bookmarks as Readonly<Record<string, { readonly open?: unknown }>>);
  return marks.flatMap(({ open }) =>
    (open as readonly { readonly last_ids: readonly string[] }[]).flatMap((each) => each.last_ids),
  );
}

/** Stops the run as SIGTERM does, when it first asks for rows from this one on. */
async function runUntil(
  scene: SyncScene,
  stop: Pick<RunOptions, "streams" | "config"> & { readonly path: string; readonly offset: number },
): Promise<SyncRun> {
  const controller = new AbortController();
  scene.sandbox.setTransform((path, query, rows) => {
    // The first request of a run asks for one row, and is for the clock alone.
    const isPage = path.endsWith(stop.path) && query["limit"] !== "1";
    if (isPage && Number(query["offset"] ?? 0) >= stop.offset)
      controller.abort(new InterruptedError("SIGTERM"));
    return rows;
  });
  const { signal } = controller;
  const run = await scene.run({ ...stop, signal });
  scene.sandbox.setTransform(undefined);
  return run;
}
