import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../support/meltano-merge.js";
import type { SyncRun } from "../support/sync-scene.js";
import { Club, withClub, type ClubList } from "./club.js";
import { MemberTable } from "./member-table.js";

// Runs of the whole tap, a few in each test: slow machines need their time.
const day = 24 * 3_600_000;
const streams = ["profiles", "member_lists", "list_changes"];

/** Lists by a hash and a number; p0 to p2 are in the first, p3 is in the second. */
function numberedClub(lists: readonly Partial<ClubList>[] = []): Club {
  const club = new Club([], ["p0", "p1", "p2", "p3"]);
  const given = [{ id: "a1f0", public_id: 1 }, { id: "b2e1", public_id: 2 }, ...lists];
  for (const list of given) club.lists.push({ id: "", size: 0, isArchived: false, ...list });
  for (const id of ["p0", "p1", "p2"]) club.place(true, "a1f0", id);
  club.place(true, "b2e1", "p3");
  for (const member of club.members.values()) member.updatedAt = Date.parse("2026-02-01T00:00:00Z");
  return club;
}

const shown = {
  id: ({ id, title }: ClubList): unknown => ({ id, title }),
  number: ({ public_id, title }: ClubList): unknown => ({ id: public_id, title }),
  text: ({ public_id, title }: ClubList): unknown => ({ id: String(public_id), title }),
  plain: ({ public_id }: ClubList): unknown => public_id,
};

const records = ({ output }: SyncRun, stream = "member_lists"): readonly JsonObject[] =>
  output.records.get(stream) ?? [];

const pairsOf = (run: SyncRun): string[] =>
  records(run)
    .map((row) => `${String(row["list_id"])} ${String(row["profile_id"])}`)
    .sort();

const asked = (club: Club, path: RegExp): number =>
  club.requests.filter((request) => path.test(request)).length;

describe("lists have two ids", () => {
  test.each(Object.entries(shown))(
    "profiles that name them as %s, exits and re-entries meet in one row under the id of /lists",
    async (_name, showList) => {
      const club = numberedClub();
      club.showList = showList;

      await withClub(club, async (run) => {
        const table = new MemberTable();
        const first = await run({ streams });
        const state = table.take(first.output);
        expect(pairsOf(first)).toEqual(["a1f0 p0", "a1f0 p1", "a1f0 p2", "b2e1 p3"]);
        club.now += day;
        club.move("list_exit", ["a1f0", "p0"]);
        club.move("list_exit", ["b2e1", "p3"]);
        club.move("list_enter", ["b2e1", "p3"], new Date(club.now + 60_000).toISOString());
        club.now += day;
        const second = await run({ streams, state });
        table.take(second.output);

        expect(table.members).toEqual(club.pairs());
        expect(table.row("a1f0", "p0")).toMatchObject({ is_member: false });
        expect(records(second, "list_changes").map((row) => row["list_id"])).toEqual([
          "a1f0",
          "b2e1",
          "b2e1",
        ]);
        expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
        expect(first.log).not.toContain("no profile names a list that is not empty");
      });
    },
  );

  test("are found whatever list_mode is: an archived list too", async () => {
    const club = numberedClub();
    club.showList = shown.number;
    const second = club.lists[1];
    if (second !== undefined) second.isArchived = true;

    await withClub(club, async (run) => {
      const first = await run({ config: { list_mode: "active" } });

      expect(pairsOf(first)).toEqual(["a1f0 p0", "a1f0 p1", "a1f0 p2", "b2e1 p3"]);
    });
  });
});

/** Its `id` is the `public_id` of the first list. */
const twin: Partial<ClubList> = { id: "1", public_id: 77, title: "Twin" };

describe("a value that is the id of one list and the public_id of another", () => {
  test("is decided by the title", async () => {
    const club = numberedClub([twin]);
    club.showList = ({ public_id, title }) => ({ id: public_id, title: title ?? "List a1f0" });

    await withClub(club, async (run) => {
      const only = await run({});

      expect(pairsOf(only)).toContain("a1f0 p0");
      expect(only.exitCode).toBe(0);
    });
  });

  test("is decided, without a title, by what the other ids are", async () => {
    const club = numberedClub([twin]);
    club.showList = shown.plain;

    await withClub(club, async (run) => {
      const only = await run({});

      expect(pairsOf(only)).toEqual(["a1f0 p0", "a1f0 p1", "a1f0 p2", "b2e1 p3"]);
    });
  });

  test("ends with 4 where nothing tells, naming the setting that does, and leaves profiles alone", async () => {
    const club = numberedClub([twin]);
    club.showList = shown.plain;
    club.place(false, "b2e1", "p3");

    await withClub(club, async (run) => {
      const undecided = await run({});
      const decided = await run({
        state: undecided.output.lastState,
        config: { endpoints: { profiles: { list_id: "public_id" } } },
      });

      expect(undecided.exitCode).toBe(4);
      expect(undecided.log).toContain("endpoints.profiles.list_id");
      expect(records(undecided, "profiles")).toHaveLength(4);
      expect(pairsOf(undecided)).toEqual([]);
      expect(decided.exitCode).toBe(0);
      expect(pairsOf(decided)).toEqual(["a1f0 p0", "a1f0 p1", "a1f0 p2"]);
    });
  });
});

describe("an id that /lists lacks", () => {
  test("makes the tap ask again, for a list that was made meanwhile", async () => {
    const club = numberedClub();
    club.showList = shown.number;

    await withClub(club, async (run) => {
      club.lists.push({ id: "c3d2", public_id: 3, size: 0, isArchived: false });
      club.place(true, "c3d2", "p3");
      const made = club.lists.pop();
      const answer = club.find.bind(club);
      // The list is there from the first page of profiles on.
      club.find = (path, query) => {
        if (path.startsWith("/profiles") && made !== undefined && !club.lists.includes(made))
          club.lists.push(made);
        return answer(path, query);
      };
      const only = await run({ streams: ["lists", "member_lists"] });

      expect(pairsOf(only)).toContain("c3d2 p3");
      expect(only.log).not.toContain("GET /lists does not have");
    });
  });

  test("stays as it was sent where it is not there either, with one warning, and is asked for once", async () => {
    const club = numberedClub();
    club.showList = ({ id, public_id }) => (id === "b2e1" ? 404 : public_id);
    club.place(true, "b2e1", "p0");

    await withClub(club, async (run) => {
      const only = await run({ config: { page_size: 3 } });

      expect(pairsOf(only)).toEqual(["404 p0", "404 p3", "a1f0 p0", "a1f0 p1", "a1f0 p2"]);
      expect(only.log.split("GET /lists does not have")).toHaveLength(2);
      expect(asked(club, /^\/lists\?mode=all&limit=3&offset=0/)).toBe(2);
      expect(only.exitCode).toBe(0);
    });
  });
});

describe("paths that know lists by public_id", () => {
  test("are asked by it where the id is 404 for every list", async () => {
    const club = numberedClub();
    club.pathId = ({ public_id }) => public_id;

    await withClub(club, async (run) => {
      const { output } = await run({ streams });
      club.move("list_exit", ["b2e1", "p3"]);
      club.now += day;
      const second = await run({ streams, state: output.lastState });

      expect(pairsOf(second)).toEqual(["b2e1 p3"]);
      expect(records(second)[0]).toMatchObject({ is_member: false });
      expect(second.exitCode).toBe(0);
      expect(second.log).not.toContain("(404)");
    });
  });

  test("are asked by nothing else where the setting says so", async () => {
    const club = numberedClub();
    club.pathId = ({ public_id }) => public_id;
    const config = { endpoints: { list_changes: { list_id: "public_id" as const } } };

    await withClub(club, async (run) => {
      const { output } = await run({ streams, config });
      club.now += day;
      await run({ streams, config, state: output.lastState });

      expect(asked(club, /^\/lists\/(a1f0|b2e1)\//)).toBe(0);
      expect(asked(club, /^\/lists\/[12]\//)).toBeGreaterThan(2);
    });
  });

  test("are told apart from those that take the id by a list that has no id of another", async () => {
    const club = numberedClub([twin]);
    club.pathId = ({ public_id }) => public_id;

    await withClub(club, async (run) => {
      const { output } = await run({ streams });
      club.move("list_exit", ["a1f0", "p0"]);
      club.now += day;
      const second = await run({ streams, state: output.lastState });

      expect(pairsOf(second)).toEqual(["a1f0 p0"]);
    });
  });

  test("end with 4 where every list has an id of another, naming the setting", async () => {
    const club = numberedClub([twin]);
    club.lists.splice(1, 1);
    club.place(false, "b2e1", "p3");
    club.showList = ({ id }) => ({ id, title: id === "a1f0" ? "List a1f0" : "Twin" });

    await withClub(club, async (run) => {
      const { output } = await run({ streams: ["member_lists"] });
      club.now += day;
      const second = await run({ streams: ["member_lists"], state: output.lastState });

      expect(second.exitCode).toBe(4);
      expect(second.log).toContain("endpoints.list_changes.list_id");
    });
  });
});
