import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../support/meltano-merge.js";
import type { SyncRun } from "../support/sync-scene.js";
import { smallClub, withClub, type Club } from "./club.js";

// Runs of the whole tap, a few in each test: slow machines need their time.
const day = 24 * 3_600_000;
const hour = 3_600_000;

/** Bookmark of the stream after a run. */
function bookmarkOf({ output }: SyncRun): JsonObject {
  return output.lastState.bookmarks["member_lists"] ?? {};
}

const records = ({ output }: SyncRun): readonly JsonObject[] =>
  output.records.get("member_lists") ?? [];

const pairsOf = (run: SyncRun): string[] =>
  records(run).map((row) => `${String(row["list_id"])} ${String(row["profile_id"])}`);

const changesAsked = (club: Club): string[] =>
  club.requests.flatMap((request) => /^\/lists\/(\d+)\/changes/.exec(request)?.[1] ?? []);

describe("changes of lists", () => {
  test("are not read in a first run, whose full pass sets changes_through to its start", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const first = await run();

      // The two questions are whether the service understands the parameter: that list has the most members.
      expect(changesAsked(club)).toEqual(["9", "9"]);
      expect(bookmarkOf(first)).toMatchObject({
        changes_through: "2026-03-01T12:00:00Z",
        full_pass_at: "2026-03-01T12:00:00Z",
        changes_open: [],
      });
    });
  });

  test.each([
    { name: "an increment", days: 2 },
    { name: "a full pass", days: 8 },
  ])("are read before $name, lists by ascending number", async ({ days }) => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const { output } = await run();
      club.requests.length = 0;
      club.now += days * day;
      const second = await run({ state: output.lastState });

      const isFull = days > 7;
      expect(changesAsked(club)).toEqual(isFull ? ["9", "10", "11", "9", "9"] : ["9", "10", "11"]);
      const passAt = club.requests.findIndex((request) => request.startsWith("/profiles"));
      const changesAt = club.requests.findIndex((request) => request.startsWith("/lists/11/"));
      expect(changesAt).toBeLessThan(passAt);
      expect(bookmarkOf(second)["changes_through"]).toBe(
        new Date(club.now).toISOString().replace(".000", ""),
      );
    });
  });

  test("make a row of who left, with the time, also in a run with a full pass", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const { output } = await run();
      club.move("list_exit", ["9", "p0"], "2026-03-05T08:00:00Z");
      club.now += 8 * day;
      const second = await run({ state: output.lastState });

      expect(records(second)).toContainEqual(
        expect.objectContaining({
          list_id: "9",
          profile_id: "p0",
          list_title: "List 9",
          is_member: false,
          left_at: "2026-03-05T08:00:00Z",
          _sdc_deleted_at: "2026-03-05T08:00:00Z",
          last_seen_at: "2026-03-05T08:00:00Z",
        }),
      );
    });
  });

  test("of one day: only the last counts, entry or exit", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const { output } = await run();
      club.move("list_enter", ["9", "p6"], "2026-03-02T09:00:00Z");
      club.move("list_exit", ["9", "p6"], "2026-03-02T09:00:01Z");
      club.move("list_exit", ["9", "p0"], "2026-03-02T09:00:00Z");
      club.move("list_enter", ["9", "p0"], "2026-03-02T21:00:00Z");
      club.now += day;
      const second = await run({ state: output.lastState });

      const rows = records(second).map(({ profile_id, is_member, left_at }) => [
        profile_id,
        is_member,
        left_at,
      ]);
      expect(rows).toEqual([
        ["p6", false, "2026-03-02T09:00:01Z"],
        ["p0", true, null],
      ]);
    });
  });

  test.each([
    { name: "oldest first", isReversed: false },
    { name: "newest first", isReversed: true },
  ])("of one instant that come $name: the later of them counts", async ({ isReversed }) => {
    const club = smallClub();
    if (isReversed) club.orderOfChanges = (rows) => [...rows].reverse();

    await withClub(club, async (run) => {
      const { output } = await run();
      club.move("list_enter", ["9", "p7"], "2026-03-02T08:00:00Z");
      club.move("list_enter", ["9", "p6"], "2026-03-02T09:00:00Z");
      club.move("list_exit", ["9", "p6"], "2026-03-02T09:00:00Z");
      club.now += day;
      const second = await run({ state: output.lastState });

      const p6 = records(second).find((row) => row["profile_id"] === "p6");
      expect(p6).toMatchObject({ is_member: false });
    });
  });

  test("do not revive whom a full pass has shown to be gone, and tell of an exit again", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const { output } = await run();
      club.now += 8 * day - 2 * hour;
      club.move("list_enter", ["9", "p6"]);
      club.move("list_exit", ["9", "p1"]);
      // Merged into another: gone without an event.
      club.members.delete("p6");
      club.now += hour;
      const full = await run({ state: output.lastState });
      club.now += hour;
      const increment = await run({ state: full.output.lastState });

      expect(pairsOf(increment)).toEqual(["9 p1"]);
      expect(records(increment)[0]).toMatchObject({ is_member: false });
    });
  });

  test("do not revive them where --full-refresh has forgotten the full pass", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      club.move("list_enter", ["9", "p6"]);
      club.members.delete("p6");
      club.now += hour;
      const { output } = await run();
      club.now += hour;
      const again = await run({ state: output.lastState, fullRefresh: ["member_lists"] });

      expect(pairsOf(again)).not.toContain("9 p6");
      expect(pairsOf(again).sort()).toEqual(club.pairs());
    });
  });

  test("are read for a list that is new, and for one that is archived by now, whatever list_mode is", async () => {
    const club = smallClub();
    const config = { list_mode: "active" as const };

    await withClub(club, async (run) => {
      const { output } = await run({ config });
      club.lists.push({ id: "12", size: 0, isArchived: false });
      club.move("list_enter", ["12", "p7"], "2026-03-02T00:00:00Z");
      club.move("list_exit", ["10", "p5"], "2026-03-02T00:00:00Z");
      const tenth = club.lists.find(({ id }) => id === "10");
      if (tenth !== undefined) tenth.isArchived = true;
      club.now += day;
      const second = await run({ config, state: output.lastState });

      expect(pairsOf(second).sort()).toEqual(["10 p5", "12 p7"]);
    });
  });

  test("are all sent where thousands come at one instant", async () => {
    const club = smallClub();
    const crowd = Array.from({ length: 3000 }, (_, index) => `c${index}`);

    await withClub(club, async (run) => {
      const { output } = await run();
      for (const id of crowd) club.members.set(id, { lists: [], updatedAt: 0 });
      club.moves.set(
        "11",
        crowd.map((id) => ({
          profile_id: id,
          event: "list_enter" as const,
          timestamp: "2026-03-02T00:00:00Z",
        })),
      );
      club.now += day;
      const second = await run({ state: output.lastState, config: { page_size: 250 } });

      expect(pairsOf(second)).toEqual(crowd.map((id) => `11 ${id}`));
      expect(second.exitCode).toBe(0);
    });
  });
});
