import { describe, expect, test } from "@jest/globals";
import { parseState } from "../../src/singer/state.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import { runAgainst, syncAt, withSyncScene, type SyncRun } from "../support/sync-scene.js";
import { namesIn, streamNames, type StreamName } from "../support/truth-rows.js";
import { smallClub, withClub } from "./club.js";
import { changesOf, expectStatesToMerge, type MergedRun } from "./merging-states.js";

// Runs of the whole tap, a few in each test: slow machines need their time.
const hour = 3_600_000;
const small = { profiles: 60, events: 60 };

/** A state with keys of some bookmarks changed. */
function withBookmarks(
  state: StateValue,
  changes: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): StateValue {
  const bookmarks = { ...state.bookmarks };
  for (const [stream, change] of Object.entries(changes))
    bookmarks[stream] = { ...bookmarks[stream], ...change };
  return { ...state, bookmarks };
}

const bookmark = ({ output }: SyncRun, stream: string): Readonly<Record<string, unknown>> =>
  output.lastState.bookmarks[stream] ?? {};

describe("STATEs", () => {
  test("of consecutive runs, broken ones included, survive Meltano's merge and are taken up", async () => {
    await withSyncScene(async (scene) => {
      const runs: MergedRun[] = [
        { days: 0, breaks: "/v2/profiles" },
        { days: 0, config: { page_size: 7 } },
        { days: 1, breaks: "/v2/unsubscribes" },
        { days: 2, breaks: changesOf(scene, 1005) },
        { days: 9, config: { endpoints: { list_changes: null } } },
        { days: 10 },
      ];

      await expectStatesToMerge(scene, runs, {
        streams: streamNames,
        pageSize: 20,
        check: (state) => {
          expect(JSON.stringify(state).length).toBeLessThan(12_000);
        },
      });
    }, small);
  });

  test("of a first run that reaches no service are taken up", async () => {
    const broken = await runAgainst(
      { baseUrl: "http://127.0.0.1:1", apiKey: "key" },
      {
        streams: ["member_lists"],
        config: { endpoints: { list_changes: null }, max_retries: 0 },
      },
    );

    expect(broken.exitCode).toBe(4);
    expect(parseState({ ...broken.output.lastState }, "127.0.0.1:1")).toEqual(
      broken.output.lastState,
    );
  });
});

describe("a bookmark more than an hour ahead of the run's start", () => {
  test.each<{ key: string; stream: StreamName }>([
    { key: "synced_through", stream: "profiles" },
    { key: "full_pass_at", stream: "member_lists" },
    { key: "changes_through", stream: "member_lists" },
    { key: "replication_key_value", stream: "unsubscribes" },
  ])("($key of $stream) makes it start over, and one line says why", async ({ key, stream }) => {
    await withSyncScene(async (scene) => {
      const { output } = await scene.run({ streams: [stream] });
      const ahead = withBookmarks(output.lastState, {
        [stream]: { [key]: "2026-01-05T13:00:02Z" },
      });

      const again = await scene.run({ streams: [stream], state: ahead });

      expect(again.log.match(/starts over/g)).toHaveLength(1);
      // Of memberships the run brings exits, too.
      const sent = new Set(namesIn(again.output, stream));
      expect(namesIn(output, stream).filter((row) => !sent.has(row))).toEqual([]);
      const written = again.output.states.map(({ bookmarks }) => bookmarks[stream]?.[key]);
      expect(written).toContain(null);
      expect(again.output.lastState.bookmarks[stream]).toMatchObject({
        [key]: expect.stringMatching(/^2026-01-05T1[12]:/),
      });
    }, small);
  });

  test("by no more than an hour is believed, and does not move back", async () => {
    await withSyncScene(async (scene) => {
      const { output } = await scene.run({ streams: ["profiles", "member_lists", "unsubscribes"] });
      scene.moveTo(syncAt - hour / 2);

      const again = await scene.run({
        streams: ["profiles", "member_lists", "unsubscribes"],
        state: output.lastState,
      });

      expect(again.log).not.toContain("starts over");
      expect(again.output.lastState).toEqual(output.lastState);
    }, small);
  });

  test("is made none by a read of changes whose own start lies ahead: that read begins again", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const { output } = await run();
      const open = [
        { start: "2026-03-01T18:00:00Z", since: "2026-03-01T17:00:00Z", after_list: "10" },
      ];
      club.move("list_exit", ["9", "p0"]);
      const next = await run({
        state: withBookmarks(output.lastState, { member_lists: { changes_open: open } }),
      });

      expect(bookmark(next, "member_lists")["changes_through"]).toBe("2026-03-01T12:00:00Z");
      expect(next.output.records.get("member_lists")).toContainEqual(
        expect.objectContaining({ profile_id: "p0", is_member: false }),
      );
    });
  });
});
