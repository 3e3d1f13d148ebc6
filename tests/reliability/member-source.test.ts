import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../support/meltano-merge.js";
import type { SyncRun } from "../support/sync-scene.js";
import { smallClub, withClub, type Club } from "./club.js";

// Runs of the whole tap, a few in each test: slow machines need their time.
const day = 24 * 3_600_000;

const bookmarkOf = ({ output }: SyncRun): JsonObject =>
  output.lastState.bookmarks["member_lists"] ?? {};

const pairsOf = ({ output }: SyncRun): string[] =>
  (output.records.get("member_lists") ?? [])
    .map((row) => `${String(row["list_id"])} ${String(row["profile_id"])}`)
    .sort();

const asked = (club: Club, path: RegExp): string[] =>
  club.requests.filter((request) => path.test(request));

describe("member_source", () => {
  test("profiles: ends with 4 where no profile names a list", async () => {
    const club = smallClub();
    club.profilesNameLists = false;

    await withClub(club, async (run) => {
      const only = await run({ config: { member_source: "profiles" } });

      expect(only.exitCode).toBe(4);
      expect(only.log).toContain("no profile names any list");
      expect(asked(club, /contacts/)).toEqual([]);
    });
  });

  test("lists: reads no profile for member_lists, though profiles name their lists", async () => {
    const club = smallClub();
    const config = { member_source: "lists" as const };

    await withClub(club, async (run) => {
      const only = await run({ streams: ["member_lists"], config });

      expect(asked(club, /^\/profiles/)).toEqual([]);
      expect(pairsOf(only)).toEqual(club.pairs());
      expect(only.exitCode).toBe(0);
      club.requests.length = 0;
      club.now += day;
      const second = await run({
        streams: ["member_lists"],
        config,
        state: only.output.lastState,
      });
      expect(asked(club, /contacts|profiles/)).toEqual([]);
      expect(second.exitCode).toBe(0);
    });
  });

  test("lists, after a pass over lists was left open: profiles reads the profiles from the start", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      club.fault = (path) => (path === "/lists/9/contacts" ? 400 : undefined);
      const broken = await run({ config: { member_source: "lists" } });
      club.fault = () => undefined;
      const second = await run({
        config: { member_source: "profiles" },
        state: broken.output.lastState,
      });

      expect(pairsOf(second)).toEqual(club.pairs());
      expect(bookmarkOf(second)).toMatchObject({ open: [] });
    });
  });
});
