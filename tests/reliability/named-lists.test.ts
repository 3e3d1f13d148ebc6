import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../support/meltano-merge.js";
import type { SyncRun } from "../support/sync-scene.js";
import { smallClub, withClub, type Club } from "./club.js";
import { MemberTable } from "./member-table.js";

// Runs of the whole tap, a few in each test: slow machines need their time.
const day = 24 * 3_600_000;
const streams = ["member_lists", "list_changes"];

const bookmarkOf = ({ output }: SyncRun, stream = "member_lists"): JsonObject =>
  output.lastState.bookmarks[stream] ?? {};

const pairsOf = ({ output }: SyncRun, stream = "member_lists"): string[] =>
  (output.records.get(stream) ?? [])
    .map((row) => `${String(row["list_id"])} ${String(row["profile_id"])}`)
    .sort();

const asked = (club: Club, path: RegExp): string[] =>
  club.requests.filter((request) => path.test(request));

/** The table's members that are in one of some lists. */
const pairsIn = (club: Club, lists: readonly string[]): string[] =>
  club.pairs().filter((pair) => lists.includes(pair.split(" ")[0] ?? ""));

describe("the setting lists", () => {
  test("has only the members and changes of these lists read, by either of their ids", async () => {
    const club = smallClub();
    for (const [index, list] of club.lists.entries())
      club.lists[index] = { ...list, public_id: 500 + index };

    await withClub(club, async (run) => {
      const only = await run({ streams, config: { lists: ["501"] } });

      expect(only.exitCode).toBe(0);
      expect(pairsOf(only)).toEqual(["10 p5"]);
      expect(pairsOf(only, "list_changes")).toEqual(["10 p5"]);
      expect(bookmarkOf(only)["lists"]).toEqual(["10"]);
      expect(bookmarkOf(only, "list_changes")["lists"]).toEqual(["10"]);
    });
  });

  test("with member_source lists asks for nothing but the members of these lists", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const only = await run({
        streams: ["member_lists"],
        config: { lists: ["10"], member_source: "lists" },
      });

      expect(pairsOf(only)).toEqual(["10 p5"]);
      expect(asked(club, /^\/profiles|^\/lists\/(9|11)\/contacts/)).toEqual([]);
    });
  });

  test("a list that is named later makes a full pass, and its changes are read from their start", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const table = new MemberTable();
      let state = table.take((await run({ streams, config: { lists: ["10"] } })).output);
      club.now += day;
      const later = await run({ streams, state, config: { lists: ["10", "9"] } });
      state = table.take(later.output);

      expect(table.members).toEqual(pairsIn(club, ["9", "10"]));
      expect(pairsOf(later, "list_changes")).toEqual(pairsIn(club, ["9"]));
      expect(bookmarkOf(later)).toMatchObject({
        lists: ["10", "9"],
        full_pass_at: "2026-03-02T12:00:00Z",
      });
      expect(bookmarkOf(later, "list_changes")["lists"]).toEqual(["10", "9"]);
      club.requests.length = 0;
      club.now += day;
      const next = await run({ streams, state, config: { lists: ["10", "9"] } });
      expect(bookmarkOf(next)["full_pass_at"]).toBe("2026-03-02T12:00:00Z");
      expect(pairsOf(next, "list_changes")).toEqual([]);
    });
  });

  test("that is taken away again makes the same of all lists that it had left out", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const table = new MemberTable();
      let state = table.take((await run({ streams })).output);
      club.now += day;
      state = table.take((await run({ streams, state, config: { lists: ["10"] } })).output);
      // Nobody looks at list 9 while this happens, and far too late to be found by the bookmark.
      club.move("list_exit", ["9", "p0"]);
      club.move("list_enter", ["9", "p8"]);
      club.now += 5 * day;
      state = table.take((await run({ streams, state, config: { lists: ["10"] } })).output);
      club.now += day;
      const last = await run({ streams, state });
      table.take(last.output);

      expect(bookmarkOf(last)["lists"]).toEqual([]);
      expect(table.membersSeenSince(String(bookmarkOf(last)["full_pass_at"]))).toEqual(
        club.pairs(),
      );
      expect(pairsOf(last, "list_changes")).toEqual(expect.arrayContaining(["9 p0", "9 p8"]));
    });
  });

  test("that is widened while a read of changes is unfinished loses none of the new list", async () => {
    const club = smallClub();
    club.move("list_enter", ["11", "p7"], "2026-02-02T00:00:00Z");

    await withClub(club, async (run) => {
      club.fault = (path) => (path === "/lists/11/changes" ? 400 : undefined);
      const broken = await run({ streams: ["list_changes"], config: { lists: ["10", "11"] } });
      expect(bookmarkOf(broken, "list_changes")["changes_open"]).toMatchObject([
        { after_list: "10" },
      ]);
      club.fault = () => undefined;
      const wider = await run({ streams: ["list_changes"], state: broken.output.lastState });

      expect(pairsOf(wider, "list_changes")).toEqual(
        expect.arrayContaining(pairsIn(club, ["9", "11"])),
      );
    });
  });

  test("that names none of the lists ends with 4, and warns of one that is gone", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const none = await run({ config: { lists: ["77"] } });
      const some = await run({ config: { lists: ["77", "9"] } });

      expect(none.exitCode).toBe(4);
      expect(none.log).toContain("none of the lists that the setting lists names: 77");
      expect(some.exitCode).toBe(0);
      expect(some.log.split("not all that the setting lists names: 77")).toHaveLength(2);
      expect(pairsOf(some)).toEqual(pairsIn(club, ["9"]));
    });
  });
});
