import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../support/meltano-merge.js";
import type { SyncRun } from "../support/sync-scene.js";
import { smallClub, withClub, type Club } from "./club.js";
import { MemberTable } from "./member-table.js";

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
  test("of a list that answers 404 are a warning, and the other lists are read", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const { output } = await run();
      club.move("list_exit", ["10", "p5"]);
      club.fault = (path) => (path === "/lists/9/changes" ? 404 : undefined);
      club.now += day;
      const second = await run({ state: output.lastState });

      expect(pairsOf(second)).toEqual(["10 p5"]);
      expect(second.log).toContain("list 9 has no changes any more (404)");
      expect(second.exitCode).toBe(0);
    });
  });

  test("that answer 404 for every list end with 4 in every run, and are made up for once they are there", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const { output } = await run();
      club.move("list_exit", ["9", "p0"]);
      club.fault = (path) => (path.endsWith("/changes") ? 404 : undefined);
      club.now += 3 * day;
      const second = await run({ state: output.lastState });
      club.now += 3 * day;
      const third = await run({ state: second.output.lastState });
      club.fault = () => undefined;
      const fourth = await run({ state: third.output.lastState });

      expect([second.exitCode, third.exitCode, fourth.exitCode]).toEqual([4, 4, 0]);
      expect(second.log).toContain("endpoints.list_changes");
      expect(bookmarkOf(third)["changes_through"]).toBe("2026-03-01T12:00:00Z");
      expect(pairsOf(fourth)).toContain("9 p0");
    });
  });

  test("that were interrupted and go on a week later keep their start and since", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const { output } = await run();
      club.now += day;
      club.move("list_exit", ["9", "p0"]);
      club.move("list_exit", ["10", "p5"]);
      club.now += hour;
      club.fault = (path) => (path === "/lists/10/changes" ? 400 : undefined);
      const broken = await run({ state: output.lastState });
      const open = bookmarkOf(broken)["changes_open"];
      club.fault = () => undefined;
      club.now += 7 * day;
      club.requests.length = 0;
      const resumed = await run({ state: broken.output.lastState });

      expect(broken.exitCode).toBe(4);
      expect(open).toEqual([
        { start: "2026-03-02T13:00:00Z", since: "2026-02-28T12:00:00Z", after_list: "9" },
      ]);
      const asked = club.requests.filter((request) => request.includes("/changes"));
      expect(asked.slice(0, 2)).toEqual([
        expect.stringMatching(/^\/lists\/10\/.*since=2026-02-27&/),
        expect.stringMatching(/^\/lists\/11\/.*since=2026-02-27&/),
      ]);
      expect(pairsOf(resumed)).toContain("10 p5");
      expect(bookmarkOf(resumed)).toMatchObject({
        changes_through: "2026-03-02T13:00:00Z",
        changes_open: [],
      });
    });
  });

  test("go on with the lists where a 404 came before the interruption, too", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const { output } = await run();
      club.move("list_exit", ["9", "p0"]);
      club.now += day;
      // Not there for a while, then broken: nothing of it may count as read.
      club.fault = (path) =>
        path === "/lists/9/changes" ? 404 : path === "/lists/10/changes" ? 400 : undefined;
      const broken = await run({ state: output.lastState });
      club.fault = () => undefined;
      const next = await run({ state: broken.output.lastState });

      expect(pairsOf(next)).toContain("9 p0");
    });
  });
});

describe("endpoints.list_changes: null", () => {
  test("makes every pass a full one, drops changes_open, and keeps changes_through", async () => {
    const club = smallClub();
    const config = { endpoints: { list_changes: null } };

    await withClub(club, async (run) => {
      const { output } = await run();
      club.now += hour;
      club.fault = (path) => (path === "/lists/10/changes" ? 400 : undefined);
      const broken = await run({ state: output.lastState });
      club.requests.length = 0;
      club.now += hour;
      const without = await run({ state: broken.output.lastState, config });

      expect(bookmarkOf(broken)["changes_open"]).toHaveLength(1);
      expect(changesAsked(club)).toEqual([]);
      expect(pairsOf(without).sort()).toEqual(club.pairs());
      expect(bookmarkOf(without)).toMatchObject({
        changes_open: [],
        changes_through: bookmarkOf(broken)["changes_through"],
        full_pass_at: "2026-03-01T14:00:00Z",
      });
    });
  });

  test("switched on again, tells of everybody who left meanwhile", async () => {
    const club = smallClub();
    const config = { endpoints: { list_changes: null } };

    await withClub(club, async (run) => {
      const table = new MemberTable();
      let state = table.take((await run()).output);
      club.now += 20 * day;
      club.move("list_exit", ["9", "p0"]);
      club.now += 20 * day;
      state = table.take((await run({ state, config })).output);
      state = table.take((await run({ state })).output);

      expect(table.members).toEqual(club.pairs());
      expect(state.bookmarks["member_lists"]?.["changes_through"]).toBe("2026-04-10T12:00:00Z");
    });
  });
});

describe("a first full pass that is given up", () => {
  test("has shown members: those of them who left meanwhile are told of in the end", async () => {
    const club = smallClub();
    const config = { page_size: 4 };

    await withClub(club, async (run) => {
      const table = new MemberTable();
      const first = (await run({ config })).output;
      let state = table.take(first, 2);
      club.move("list_exit", ["9", "p0"], "2026-03-03T00:00:00Z");
      // Too old to go on with.
      club.now += 8 * day;
      state = table.take((await run({ config, state })).output);
      club.now += hour;
      table.take((await run({ config, state })).output);

      expect(table.row("9", "p0")).toMatchObject({ is_member: false });
      expect(table.members).toEqual(club.pairs());
    });
  });
});
