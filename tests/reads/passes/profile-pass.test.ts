import { describe, expect, test } from "@jest/globals";
import { profilePass } from "../../../src/ometria/profile-pass.js";
import { serve } from "../../simulator/serve.js";
import { emptyMembers, now, run } from "./profile-run.js";

// A machine that is busy takes several times as long.
const synced = {
  synced_through: "2026-01-31T00:00:00Z",
  full_pass_at: "2026-01-30T00:00:00Z",
  table_version: 1_769_731_200,
  filter: "updateSince (date)",
  open: [],
};
const syncedBoth = {
  profiles: synced,
  member_lists: { ...synced, changes_through: "2026-01-30T00:00:00Z", changes_open: [] },
};

describe("profilePass", () => {
  test("reads every profile once for both streams, and sets both bookmarks to its own start", async () => {
    await serve({}, async (sandbox) => {
      const { ids, bookmarks, error } = await run(sandbox);

      const version = Date.parse(now) / 1000;
      const complete = {
        synced_through: now,
        full_pass_at: now,
        table_version: version,
        filter: "updateSince (date)",
        open: [],
      };
      expect(error).toBeUndefined();
      expect(ids).toEqual(sandbox.truth().profiles.map(({ id }) => id));
      expect(bookmarks["profiles"]).toEqual(complete);
      expect(bookmarks["member_lists"]).toEqual({
        ...complete,
        changes_through: now,
        changes_open: [],
      });
    });
  });

  test("reads what changed when a full pass is not due, and leaves full_pass_at", async () => {
    await serve({}, async (sandbox) => {
      const { ids, requested, bookmarks, events } = await run(sandbox, syncedBoth);

      expect(new Set(requested.map(({ updateSince }) => updateSince))).toEqual(
        new Set(["2026-01-29"]),
      );
      expect(ids.length).toBeGreaterThan(0);
      expect(ids.length).toBeLessThan(sandbox.truth().profiles.length);
      expect(bookmarks).toEqual({
        profiles: { ...syncedBoth.profiles, synced_through: now },
        member_lists: { ...syncedBoth.member_lists, synced_through: now },
      });
      expect(events.some(({ type }) => type === "counts")).toBe(false);
    });
  });

  test("loses nothing when it is killed after any event, and ends as if it had not been", async () => {
    await serve({ profiles: 60 }, async (sandbox) => {
      const whole = await run(sandbox);

      for (let stopAfter = 1; stopAfter < whole.events.length; stopAfter += 1) {
        const killed = await run(sandbox, {}, { stopAfter });
        const resumed = await run(sandbox, killed.bookmarks);

        expect(new Set([...killed.ids, ...resumed.ids])).toEqual(new Set(whole.ids));
        expect(resumed.bookmarks["profiles"]).toEqual(whole.bookmarks["profiles"]);
      }
    });
  });

  test("goes on with the interrupted pass, from the lowest offset, and then reads what is due", async () => {
    await serve({}, async (sandbox) => {
      const ids = sandbox.truth().profiles.map(({ id }) => id);
      const start = "2026-01-31T06:00:00Z";
      const open = (offset: number) => [
        {
          start,
          update_since: null,
          offset,
          last_ids: ids.slice(offset - 50, offset),
          flawed: false,
        },
      ];
      const bookmarks = {
        profiles: { ...profilePass.emptyBookmark, open: open(200) },
        member_lists: { ...emptyMembers, open: open(150) },
      };

      const result = await run(sandbox, bookmarks);

      const full = result.requested.filter(({ updateSince }) => updateSince === undefined);
      const offsets = full.map(({ offset }) => Number(offset));
      expect(Math.min(...offsets.slice(0, 3))).toBe(140);
      expect(result.ids.slice(0, ids.length - 150)).toEqual(ids.slice(150));
      expect(result.requested.some(({ updateSince }) => updateSince === "2026-01-29")).toBe(true);
      expect(result.bookmarks["profiles"]).toEqual({
        synced_through: now,
        full_pass_at: start,
        table_version: Date.parse(start) / 1000,
        filter: "updateSince (date)",
        open: [],
      });
      expect(result.bookmarks["member_lists"]).toMatchObject({ changes_through: start, open: [] });
    });
  });

  test("reads nothing more after an interrupted pass where every pass is a full one", async () => {
    await serve({}, async (sandbox) => {
      const config = { full_refresh_interval: "PT0S" };
      const killed = await run(sandbox, {}, { config, stopAfter: 8 });

      const { requested, bookmarks } = await run(sandbox, killed.bookmarks, { config });

      expect(requested.every(({ updateSince }) => updateSince === undefined)).toBe(true);
      expect(requested.filter(({ offset }) => offset === "0")).toEqual([]);
      expect(bookmarks["profiles"]).toMatchObject({ synced_through: now, full_pass_at: now });
    });
  });

  test("starts over, and says so once, where a bookmark lies more than an hour ahead", async () => {
    await serve({}, async (sandbox) => {
      const ahead = { ...synced, synced_through: "2026-02-01T01:00:01Z" };

      const { bookmarks, ids, warnings, events } = await run(sandbox, {
        ...syncedBoth,
        profiles: ahead,
      });

      expect(warnings).toEqual([expect.stringMatching(/^profiles starts over/)]);
      expect(events[0]).toMatchObject({
        bookmarks: { profiles: profilePass.emptyBookmark, member_lists: syncedBoth.member_lists },
      });
      expect(ids).toHaveLength(sandbox.truth().profiles.length);
      expect(bookmarks["profiles"]).toMatchObject({ synced_through: now, full_pass_at: now });
    });
  });

  test("never moves a bookmark back, where the service's clock is a little behind", async () => {
    await serve({}, async (sandbox) => {
      const ahead = { ...synced, synced_through: "2026-02-01T00:59:00Z" };

      const { bookmarks, warnings } = await run(sandbox, { ...syncedBoth, profiles: ahead });

      expect(warnings).toEqual([]);
      expect(bookmarks["profiles"]?.["synced_through"]).toBe("2026-02-01T00:59:00Z");
    });
  });

  test("fails, and keeps the bookmark, where the pages cannot be known to be all", async () => {
    await serve({}, async (sandbox) => {
      sandbox.setTransform((path, _query, rows) =>
        path === "/v2/profiles" ? { page: rows.slice(0, 50) } : rows,
      );

      const { error, bookmarks } = await run(sandbox);

      expect(error).toMatchObject({ code: "assumption" });
      expect(bookmarks["profiles"]).toMatchObject({ synced_through: null, open: [{ offset: 50 }] });
    });
  });
});
