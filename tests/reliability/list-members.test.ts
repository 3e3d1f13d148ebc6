import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../support/meltano-merge.js";
import type { SyncRun } from "../support/sync-scene.js";
import { smallClub, withClub, type Club } from "./club.js";
import { MemberTable } from "./member-table.js";

// Runs of the whole tap, a few in each test: slow machines need their time.
const day = 24 * 3_600_000;

/** A club whose profiles do not name their lists: p0 to p4 are in 9, p5 is in 10. */
function silentClub(): Club {
  const club = smallClub();
  club.profilesNameLists = false;
  return club;
}

const bookmarkOf = ({ output }: SyncRun): JsonObject =>
  output.lastState.bookmarks["member_lists"] ?? {};

const records = ({ output }: SyncRun, stream = "member_lists"): readonly JsonObject[] =>
  output.records.get(stream) ?? [];

const pairsOf = (run: SyncRun): string[] =>
  records(run)
    .map((row) => `${String(row["list_id"])} ${String(row["profile_id"])}`)
    .sort();

const asked = (club: Club, path: RegExp): string[] =>
  club.requests.filter((request) => path.test(request));

const contact = ({ id, email }: Readonly<Record<string, unknown>>): unknown => ({
  "@type": "contact",
  collection: "shop",
  id: `c-${String(id)}`,
  "@profile_id": id,
  email,
});

describe("where lists have members and no profile names a list", () => {
  test("the members of each list are read in the same run, which is complete", async () => {
    const club = silentClub();

    await withClub(club, async (run) => {
      const table = new MemberTable();
      const first = await run();
      table.take(first.output);

      expect(first.exitCode).toBe(0);
      expect(table.members).toEqual(club.pairs());
      expect(table.row("9", "p0")).toMatchObject({
        email: "p0@example.com",
        list_title: "List 9",
        list_type: "DYNAMIC",
        last_seen_at: "2026-03-01T12:00:00Z",
        is_member: true,
      });
      expect(records(first, "profiles")).toHaveLength(10);
      expect(bookmarkOf(first)).toMatchObject({
        full_pass_at: "2026-03-01T12:00:00Z",
        changes_through: "2026-03-01T12:00:00Z",
        open: [],
      });
      expect(first.log).toContain("no profile names a list");
    });
  });

  test("changes tell of the days after it, and the next full pass reads the lists again", async () => {
    const club = silentClub();

    await withClub(club, async (run) => {
      const table = new MemberTable();
      let state = table.take((await run()).output);
      club.now += day;
      club.move("list_exit", ["9", "p0"]);
      club.requests.length = 0;
      club.now += day;
      const second = await run({ state });
      state = table.take(second.output);
      expect(asked(club, /contacts/)).toEqual([]);
      expect(table.members).toEqual(club.pairs());
      club.place(true, "11", "p9");
      club.now += 8 * day;
      const third = await run({ state });
      table.take(third.output);

      expect(table.members).toEqual(club.pairs());
      expect([second.exitCode, third.exitCode]).toEqual([0, 0]);
    });
  });

  test("that is decided after two pages, by the first members of the largest list", async () => {
    const club = silentClub();
    for (let index = 0; index < 60; index += 1)
      club.members.set(`q${index}`, { lists: [], updatedAt: 0 });

    await withClub(club, async (run) => {
      const only = await run({ streams: ["member_lists"], config: { page_size: 5 } });

      expect(pairsOf(only)).toEqual(club.pairs());
      // What was asked ahead is dropped: not all of the fourteen pages are read.
      expect(asked(club, /^\/profiles\?/).length).toBeLessThan(10);
      expect(asked(club, /^\/lists\/9\/contacts/).length).toBeGreaterThan(0);
    });
  });

  test("two pages without a list are nothing where the members of the largest list name theirs", async () => {
    const club = smallClub();
    const late = Array.from({ length: 20 }, (_, index) => `r${index}`);
    for (const id of late) club.members.set(id, { lists: ["11"], updatedAt: 0 });
    // Whoever comes first is in no list.
    for (const id of ["p0", "p1", "p2", "p3", "p4", "p5"]) club.members.get(id)?.lists.splice(0);

    await withClub(club, async (run) => {
      const only = await run({ config: { page_size: 3 } });

      expect(pairsOf(only)).toEqual(club.pairs());
      expect(asked(club, /contacts/)).toHaveLength(1);
      expect(only.log).not.toContain("no profile names a list, although");
    });
  });

  test("rows that are contacts are told by their type, and stand for their profiles", async () => {
    const club = silentClub();
    club.showMember = contact;

    await withClub(club, async (run) => {
      const only = await run();

      expect(only.exitCode).toBe(0);
      expect(pairsOf(only)).toEqual(club.pairs());
    });
  });

  test("a contact without a profile id ends with 4, nobody is matched by e-mail, and profiles are whole", async () => {
    const club = silentClub();
    club.showMember = ({ id, email }) => ({ "@type": "contact", id: `c-${String(id)}`, email });

    await withClub(club, async (run) => {
      const only = await run();

      expect(only.exitCode).toBe(4);
      expect(only.log).toContain("a contact without @profile_id");
      expect(pairsOf(only)).toEqual([]);
      expect(records(only, "profiles")).toHaveLength(10);
    });
  });

  test("paths that know lists by public_id are asked by it", async () => {
    const club = silentClub();
    for (const [index, list] of club.lists.entries())
      club.lists[index] = { ...list, public_id: 500 + index };
    club.pathId = ({ public_id }) => public_id;

    await withClub(club, async (run) => {
      const only = await run();

      expect(only.exitCode).toBe(0);
      expect(pairsOf(only)).toEqual(club.pairs());
    });
  });

  test("a list that is archived, or has no member, may be 404; one that has members may not", async () => {
    const club = silentClub();
    club.place(true, "10", "p6");
    const [nine, ten] = club.lists;
    if (nine === undefined || ten === undefined) throw new Error("the club has lists");
    ten.isArchived = true;
    club.fault = (path) => (/^\/lists\/1[01]\/contacts$/.test(path) ? 404 : undefined);

    await withClub(club, async (run) => {
      const first = await run();
      ten.isArchived = false;
      const second = await run();

      expect(first.exitCode).toBe(0);
      expect(pairsOf(first)).toEqual(club.pairs().filter((pair) => pair.startsWith("9 ")));
      expect(first.log).toContain("list 10 shows no rows now");
      expect(first.log).not.toContain("list 11 ");
      expect(second.exitCode).toBe(4);
    });
  });

  test("an endpoint that is 404 for every list ends with 4", async () => {
    const club = silentClub();
    club.fault = (path) => (path.endsWith("/contacts") ? 404 : undefined);

    await withClub(club, async (run) => {
      const only = await run();

      expect(only.exitCode).toBe(4);
      expect(only.log).toContain("endpoints.list_members.path");
    });
  });

  test("a run that is interrupted among the lists goes on there", async () => {
    const club = silentClub();
    const config = { page_size: 2 };

    await withClub(club, async (run) => {
      const table = new MemberTable();
      let asks = 0;
      club.fault = (path) => (path === "/lists/9/contacts" && (asks += 1) > 2 ? 400 : undefined);
      const broken = await run({ config });
      const state = table.take(broken.output);
      expect(broken.exitCode).toBe(4);
      expect(bookmarkOf(broken)["open"]).toEqual([
        expect.objectContaining({ part: expect.stringMatching(/^(10|9)$/) }),
      ]);
      club.fault = () => undefined;
      club.requests.length = 0;
      const second = await run({ config, state });
      table.take(second.output);

      expect(second.exitCode).toBe(0);
      expect(table.members).toEqual(club.pairs());
      expect(asked(club, /^\/profiles\/[^?]/)).toEqual([]);
    });
  });

  test("who leaves a list after a run that was interrupted there is told of where profiles are read instead", async () => {
    const club = silentClub();
    const config = { page_size: 2 };

    await withClub(club, async (run) => {
      const table = new MemberTable();
      let asks = 0;
      club.fault = (path) => (path === "/lists/9/contacts" && (asks += 1) > 2 ? 400 : undefined);
      let state = table.take((await run({ config })).output);
      club.fault = () => undefined;
      club.profilesNameLists = true;
      club.now += 3_600_000;
      club.move("list_exit", ["10", "p5"]);
      for (let runs = 0; runs < 2; runs += 1) {
        club.now += 10 * day;
        const next = await run({ config: { ...config, member_source: "profiles" }, state });
        expect(next.exitCode).toBe(0);
        state = table.take(next.output);
      }

      expect(table.members).toEqual(club.pairs());
    });
  });
});
