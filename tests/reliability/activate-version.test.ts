import { describe, expect, test } from "@jest/globals";
import type { SingerMessage, StateValue } from "../support/singer-checker-messages.js";
import type { SyncRun } from "../support/sync-scene.js";
import { smallClub, withClub } from "./club.js";
import { MemberTable } from "./member-table.js";

// Runs of the whole tap, a few in each test: slow machines need their time.
const day = 24 * 3_600_000;
const hour = 3_600_000;
const seconds = (ms: number): number => Math.floor(ms / 1000);
const activating = { emit_activate_version_messages: true };

/** Versions on the records of a stream, and those that were activated. */
function versionsOf({ output }: SyncRun, stream: string): { records: unknown[]; active: number[] } {
  const own = output.messages.filter(
    (message): message is Exclude<SingerMessage, { type: "STATE" }> =>
      message.type !== "STATE" && message.stream === stream,
  );
  return {
    records: [
      ...new Set(own.flatMap((message) => (message.type === "RECORD" ? [message.version] : []))),
    ],
    active: own.flatMap((message) => (message.type === "ACTIVATE_VERSION" ? message.version : [])),
  };
}

/** Whether a full pass is open in the state. */
function isInsidePass(state: StateValue): boolean {
  const { open } = (state.bookmarks["member_lists"] ?? {}) as { open?: readonly unknown[] };
  return open !== undefined && open.length > 0;
}

describe("ACTIVATE_VERSION", () => {
  test("comes after a full pass with its start in seconds, which is on every record until the next", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const started = club.now;
      const first = await run({ config: activating });
      club.now += day;
      club.move("list_exit", ["9", "p0"]);
      for (const member of club.members.values()) member.updatedAt = club.now;
      const increment = await run({ config: activating, state: first.output.lastState });
      club.now += 7 * day;
      const full = await run({ config: activating, state: increment.output.lastState });

      const version = seconds(started);
      for (const stream of ["profiles", "member_lists"]) {
        expect(versionsOf(first, stream)).toEqual({ records: [version], active: [version] });
        expect(versionsOf(increment, stream)).toEqual({ records: [version], active: [] });
        expect(versionsOf(full, stream).active).toEqual([seconds(club.now)]);
      }
    });
  });

  test("does not come where it is not asked for, and no record has a version then", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const first = await run();

      expect(versionsOf(first, "member_lists")).toEqual({ records: [undefined], active: [] });
    });
  });

  test("makes a target drop whom a full pass does not show any more", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const table = new MemberTable();
      let state = table.take((await run({ config: activating })).output);
      club.members.delete("p0");
      club.now += day;
      state = table.take((await run({ config: activating, state })).output);
      const before = table.members;
      club.now += 7 * day;
      table.take((await run({ config: activating, state })).output);

      expect(before).toContain("9 p0");
      expect(table.members).toEqual(club.pairs());
    });
  });

  test("keeps whom the pass had gone by before they entered, where it takes two runs", async () => {
    const club = smallClub();
    const config = { ...activating, page_size: 4 };

    await withClub(club, async (run) => {
      const table = new MemberTable();
      const state = table.take((await run({ config })).output);
      club.now += 8 * day;
      const full = (await run({ config, state })).output;
      const kept = table.take(full, 1 + full.states.findIndex(isInsidePass));
      // The first page has shown p1 out of the list.
      club.now += 2 * day;
      club.move("list_enter", ["11", "p1"]);
      club.now += 3 * day;
      const resumed = await run({ config, state: kept });
      table.take(resumed.output);

      expect(versionsOf(resumed, "member_lists").active).toHaveLength(1);
      expect(table.members).toEqual(club.pairs());
    });
  });

  test("is on every record after --full-refresh too", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const first = await run({ config: activating });
      club.move("list_exit", ["9", "p0"]);
      club.now += hour;
      const again = await run({
        config: activating,
        state: first.output.lastState,
        fullRefresh: ["member_lists"],
      });

      const version = seconds(club.now);
      expect(versionsOf(again, "member_lists")).toEqual({ records: [version], active: [version] });
    });
  });

  test("never goes back where the service's clock does", async () => {
    const club = smallClub();
    const config = { ...activating, full_refresh_interval: "PT0S" };

    await withClub(club, async (run) => {
      const first = await run({ config });
      const version = seconds(club.now);
      club.now -= hour / 2;
      const second = await run({ config, state: first.output.lastState });

      expect(versionsOf(second, "profiles").records).toEqual([version]);
      expect(second.output.lastState.bookmarks["profiles"]).toMatchObject({
        table_version: version,
        full_pass_at: "2026-03-01T12:00:00Z",
      });
    });
  });

  test("does not come after a pass in which a record was rejected, even in an earlier part of it", async () => {
    const club = smallClub();
    const config = { ...activating, page_size: 4 };
    const find = club.find.bind(club);
    club.find = (path, query) => {
      const rows = find(path, query);
      // Without an id there is no key.
      return path === "/profiles/"
        ? rows?.map((row, at) => (at === 0 ? { lists: [] } : row))
        : rows;
    };

    await withClub(club, async (run) => {
      const whole = await run({ config });
      const kept = whole.output.states.find(isInsidePass);
      const resumed = await run({ config, ...(kept === undefined ? {} : { state: kept }) });

      expect([whole.exitCode, resumed.exitCode]).toEqual([5, 0]);
      expect(kept).toBeDefined();
      for (const part of [whole, resumed]) expect(versionsOf(part, "profiles").active).toEqual([]);
      expect(versionsOf(resumed, "member_lists").active).toHaveLength(1);
    });
  });

  test("does not come for memberships where profiles are to name lists, and name none", async () => {
    const club = smallClub();
    const find = club.find.bind(club);
    club.find = (path, query) =>
      find(path, query)?.map((row) =>
        path === "/profiles/" ? { ...(row as object), lists: [] } : row,
      );

    await withClub(club, async (run) => {
      const first = await run({ config: { ...activating, member_source: "profiles" } });

      expect(first.exitCode).toBe(4);
      expect(versionsOf(first, "member_lists").active).toEqual([]);
      expect(versionsOf(first, "profiles").active).toHaveLength(1);
    });
  });

  test("does not come after a pass that broke off", async () => {
    const club = smallClub();
    club.fault = (path) => (path === "/profiles/" && club.requests.length > 4 ? 400 : undefined);

    await withClub(club, async (run) => {
      const first = await run({ config: { ...activating, page_size: 4 } });

      expect(first.exitCode).toBe(4);
      expect(versionsOf(first, "profiles").records).toHaveLength(1);
      expect(versionsOf(first, "profiles").active).toEqual([]);
    });
  });
});
