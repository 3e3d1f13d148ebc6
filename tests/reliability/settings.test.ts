import { describe, expect, test } from "@jest/globals";
import type { StateValue } from "../support/singer-checker-messages.js";
import { syncAt, withSyncScene, type SyncRun, type SyncScene } from "../support/sync-scene.js";
import {
  nameRow,
  namesIn,
  rowsOfTruth,
  streamNames,
  type StreamName,
} from "../support/truth-rows.js";
import { smallClub, withClub } from "./club.js";

// Runs of the whole tap, a few in each test: slow machines need their time.
const day = 24 * 3_600_000;
const hour = 3_600_000;
const small = { profiles: 60, events: 60 };

/** A state in the middle of what a run read for a stream. */
function insideOf(stream: string, { output }: SyncRun): StateValue {
  const inside = output.states.find(
    (state) => ((state.bookmarks[stream]?.["open"] ?? []) as readonly unknown[]).length > 0,
  );
  if (inside === undefined) throw new Error(`no STATE is inside ${stream}`);
  return inside;
}

const bookmark = ({ output }: SyncRun, stream: string): Readonly<Record<string, unknown>> =>
  output.lastState.bookmarks[stream] ?? {};

describe("settings that change", () => {
  test("an end_date before the bookmark leaves it, and an end_date stops it", async () => {
    await withSyncScene(async (scene) => {
      const first = await scene.run({
        streams: ["unsubscribes"],
        config: { end_date: "2026-01-03" },
      });
      const second = await scene.run({
        streams: ["unsubscribes"],
        config: { end_date: "2025-12-28" },
        state: first.output.lastState,
      });

      const reached = { replication_key_value: "2026-01-03T00:00:00Z", open: [] };
      expect(bookmark(first, "unsubscribes")).toMatchObject(reached);
      expect(bookmark(second, "unsubscribes")).toMatchObject(reached);
    }, small);
  });

  test("a lookback longer than a window reads several again, and never moves the bookmark back", async () => {
    await withSyncScene(async (scene) => {
      const first = await scene.run({ streams: ["unsubscribes"] });
      const again = await scene.run({
        streams: ["unsubscribes"],
        config: { window: "P2D", lookback_window: "P16D" },
        state: first.output.lastState,
      });

      expect(namesIn(again.output, "unsubscribes")).toEqual(namesIn(first.output, "unsubscribes"));
      const values = again.output.states.map(
        (state) => state.bookmarks["unsubscribes"]?.["replication_key_value"],
      );
      expect(new Set(values)).toEqual(
        new Set([bookmark(first, "unsubscribes")["replication_key_value"]]),
      );
    }, small);
  });

  test("an earlier start_date starts unsubscribes over, and says why once", async () => {
    await withSyncScene(async (scene) => {
      const first = await scene.run({ streams: ["unsubscribes"] });
      const earlier = "2024-01-01T00:00:00Z";
      const again = await scene.run({
        streams: ["unsubscribes"],
        config: { start_date: earlier },
        state: first.output.lastState,
      });

      const truth = rowsOfTruth(scene.sandbox.truth(), earlier).unsubscribes;
      expect(namesIn(again.output, "unsubscribes")).toEqual(
        truth.map((row) => nameRow("unsubscribes", row)).sort(),
      );
      expect(again.log.match(/starts over/g)).toHaveLength(1);
      expect(bookmark(again, "unsubscribes")["from"]).toBe(earlier);
    }, small);
  });

  test.each<{ stream: StreamName; streams: readonly StreamName[] }>([
    { stream: "profiles", streams: ["lists", "profiles", "member_lists"] },
    { stream: "unsubscribes", streams: ["unsubscribes"] },
  ])(
    "page_size, window, lookback and list_mode change in mid-resume of $stream without a loss",
    async ({ stream, streams }) => {
      await withSyncScene(async (scene) => {
        const start_date = "2024-01-01";
        const whole = await scene.run({
          streams,
          config: { page_size: 9, start_date, window: "P1000D" },
        });
        const kept = insideOf(stream, whole);
        const resumed = await scene.run({
          streams,
          state: kept,
          config: {
            start_date,
            page_size: 17,
            window: "P90D",
            lookback_window: "PT1H",
            list_mode: "archived",
          },
        });

        expect(missingAfter(scene, stream, [upTo(whole, kept), resumed])).toEqual([]);
        expect(resumed.exitCode).toBe(0);
      });
    },
  );
});

/** The part of a run that came before a STATE of it. */
function upTo({ output }: SyncRun, state: StateValue): Pick<SyncRun, "output"> {
  const end = output.messages.findIndex(
    (message) => message.type === "STATE" && message.value === state,
  );
  const records = new Map(
    streamNames.map((stream) => [
      stream as string,
      output.messages
        .slice(0, end)
        .flatMap((message) =>
          message.type === "RECORD" && message.stream === stream ? [message.record] : [],
        ),
    ]),
  );
  return { output: { ...output, records } };
}

/** Names of rows of the sandbox that no part has sent. */
function missingAfter(
  { sandbox }: SyncScene,
  name: StreamName,
  parts: readonly Pick<SyncRun, "output">[],
): string[] {
  const sent = new Set(parts.flatMap(({ output }) => namesIn(output, name)));
  const truth = rowsOfTruth(sandbox.truth(), "2024-01-01T00:00:00Z");
  return truth[name].map((row) => nameRow(name, row)).filter((row) => !sent.has(row));
}

describe("the shared pass", () => {
  test.each(["profiles", "member_lists"])(
    "--full-refresh of %s alone reads both whole, keeps the other's bookmark until then, and changes_through",
    async (stream) => {
      await withSyncScene(async (scene) => {
        const streams = ["profiles", "member_lists"];
        const first = await scene.run({ streams });
        scene.moveTo(syncAt + day);
        const again = await scene.run({
          streams,
          state: first.output.lastState,
          fullRefresh: [stream],
        });

        const [incoming] = again.output.states;
        expect(incoming?.bookmarks[stream]).toMatchObject({
          synced_through: null,
          full_pass_at: null,
          open: [],
        });
        expect(incoming?.bookmarks["member_lists"]?.["changes_through"]).toBe(
          bookmark(first, "member_lists")["changes_through"],
        );
        expect(missingAfter(scene, "profiles", [again])).toEqual([]);
        for (const each of streams)
          expect(bookmark(again, each)["full_pass_at"]).toMatch(/^2026-01-06T1/);
      }, small);
    },
  );

  test("with PT0S takes as many runs as it needs, and none of them begins it again", async () => {
    const club = smallClub();
    // One request at a time: what a broken run asked ahead comes in when the next one has begun.
    const config = { full_refresh_interval: "PT0S", page_size: 2, max_concurrency: 1 };

    await withClub(club, async (run) => {
      const offsets: number[] = [];
      let state: StateValue | undefined;
      let runs = 0;
      for (; runs < 20; runs += 1) {
        club.requests.length = 0;
        // Each run is broken after two pages.
        club.fault = (path) =>
          path === "/profiles/" && club.requests.filter(isOfProfiles).length > 2 ? 400 : undefined;
        const { output, exitCode } = await run({
          config,
          ...(state === undefined ? {} : { state }),
        });
        club.now += hour;
        state = output.lastState;
        offsets.push(...club.requests.filter(isOfProfiles).slice(0, 1).map(offsetOf));
        if (exitCode === 0) break;
      }

      expect(runs).toBeGreaterThan(2);
      expect(runs).toBeLessThan(20);
      expect(offsets).toEqual([...offsets].sort((one, other) => one - other));
      expect(state?.bookmarks["profiles"]).toMatchObject({
        full_pass_at: "2026-03-01T12:00:00Z",
        open: [],
      });
    });
  });
});

const isOfProfiles = (request: string): boolean => request.startsWith("/profiles");
const offsetOf = (request: string): number =>
  Number(new URL(request, "http://x").searchParams.get("offset"));
