import { describe, expect, test } from "@jest/globals";
import { AssumptionError } from "../../src/errors.js";
import { runAgainst } from "../support/sync-scene.js";
import { smallClub, withClub } from "./club.js";
import { at, WindowService, withWindows } from "./window-service.js";

// Runs of the whole tap, a few in each test: slow machines need their time.
const hour = 3_600_000;
const second = 1000;
const noon = Date.parse("2026-01-05T12:00:00Z");

describe("rows with one timestamp", () => {
  test.each([3, 4, 6, 7, 50])(
    "on both sides of edges of windows, and of pages of %d, are sent once each",
    async (pageSize) => {
      const service = new WindowService();
      // Windows of a day begin at midnight.
      service.rows = ["01T23:59:59", "02T00:00:00", "02T00:00:01", "03T00:00:00"].flatMap((time) =>
        ["a", "b", "c", "d", "e"].map((name) => at(`2026-01-${time}Z`, `${time} ${name}`)),
      );

      await withWindows(service, async (run) => {
        const { ids } = await run({ config: { window: "P1D", page_size: pageSize } });

        expect(ids).toEqual(service.rows.map(({ profile_id }) => profile_id));
      });
    },
  );

  test("on both sides of a run's edge all come, without any lookback", async () => {
    const service = new WindowService();
    service.rows = [at(noon - second, "before"), at(noon, "first"), at(noon + second, "after")];

    await withWindows(service, async (run) => {
      const config = { lookback_window: "PT0S" };
      const first = await run({ config });
      // The same second went on after the first run had read.
      service.rows = [...service.rows, at(noon, "second")];
      service.now += hour;
      const next = await run({ config, bookmark: first.bookmark });

      expect(first.ids).toEqual(["before", "first"]);
      expect(first.bookmark["replication_key_value"]).toBe("2026-01-05T12:00:00Z");
      expect(next.ids).toEqual(["first", "after", "second"]);
    });
  });
});

describe("rows that come late", () => {
  test.each([
    { lookback: "P1D", isSent: true },
    { lookback: "PT1H", isSent: false },
  ])("by five hours come with a lookback of $lookback: $isSent", async ({ lookback, isSent }) => {
    const service = new WindowService();
    service.rows = [
      at(noon - 6 * hour, "early"),
      { ...at(noon - 5 * hour, "late"), shownFrom: noon + hour },
    ];

    await withWindows(service, async (run) => {
      const config = { lookback_window: lookback };
      const first = await run({ config });
      service.now += hour;
      const next = await run({ config, bookmark: first.bookmark });

      expect(first.ids).toEqual(["early"]);
      expect(next.ids.includes("late")).toBe(isSent);
    });
  });

  test("come where they lie in the part of a window that was read before a long break", async () => {
    const service = new WindowService();
    service.rows = Array.from({ length: 40 }, (_, index) => at(noon - 8 * hour + index * 60_000));

    await withWindows(service, async (run) => {
      const config = { page_size: 10 };
      const broken = await run({ config, stopAfter: 5 });
      const late = at(noon - 8 * hour + 30 * second, "late");
      service.rows = [...service.rows, late].sort((one, other) =>
        one.timestamp < other.timestamp ? -1 : 1,
      );
      service.now += 72 * hour;
      const next = await run({ config, bookmark: broken.bookmark });

      expect(broken.bookmark["open"]).toHaveLength(1);
      const sent = new Set([...broken.ids, ...next.ids]);
      expect(service.rows.filter(({ profile_id }) => !sent.has(profile_id))).toEqual([]);
    });
  });
});

describe("a row dated in the future", () => {
  test("does not move the bookmark past the run's start, and comes when its time has come", async () => {
    const service = new WindowService();
    service.rows = [at(noon - hour, "past"), at(noon + 3 * hour, "future")];

    await withWindows(service, async (run) => {
      const first = await run();
      service.now += 4 * hour;
      const next = await run({ bookmark: first.bookmark });

      expect(first.bookmark["replication_key_value"]).toBe("2026-01-05T12:00:00Z");
      expect(next.ids).toContain("future");
    });
  });
});

describe("the service's clock", () => {
  test.each([
    { name: "an hour behind ours", ourClock: noon + hour },
    { name: "an hour ahead of ours", ourClock: noon - hour },
    { name: "years from ours", ourClock: Date.parse("2031-01-01T00:00:00Z") },
  ])("counts where it is $name", async ({ ourClock }) => {
    const service = new WindowService();
    service.rows = [at(noon - second, "just now")];

    await withWindows(service, async (run) => {
      const first = await run({ ourClock });
      service.rows = [...service.rows, at(noon + second, "a moment later")];
      service.now += hour;
      const config = { lookback_window: "PT0S" };
      const next = await run({ ourClock: ourClock + hour, bookmark: first.bookmark, config });

      expect(first.ids).toEqual(["just now"]);
      expect(first.bookmark["replication_key_value"]).toBe("2026-01-05T12:00:00Z");
      expect(next.ids).toEqual(["a moment later"]);
    });
  });

  test("counts for the pass over the profiles and for the changes of lists, too", async () => {
    const club = smallClub();

    await withClub(club, async (run) => {
      const { output } = await run({ ourClock: club.now + 30 * hour });

      expect(output.lastState.bookmarks["member_lists"]).toMatchObject({
        synced_through: "2026-03-01T12:00:00Z",
        full_pass_at: "2026-03-01T12:00:00Z",
        changes_through: "2026-03-01T12:00:00Z",
      });
    });
  });
});

describe("updateSince", () => {
  test.each([-12, -8, 0, 5, 14])(
    "brings who changed since the last run where a date begins in an account's zone of UTC%d",
    async (zone) => {
      const club = smallClub();
      const find = club.find.bind(club);
      // A date is midnight of the account's zone.
      club.find = (path, query) => {
        const since = query.get("updateSince");
        if (path !== "/profiles/" || since === null) return find(path, query);
        const bound = Date.parse(since) - zone * hour;
        const isFresh = (row: unknown): boolean =>
          (club.members.get((row as { id: string }).id)?.updatedAt ?? 0) >= bound;
        return find(path, new URLSearchParams())?.filter(isFresh);
      };

      await withClub(club, async (run) => {
        for (const hours of [0, 6, 13, 23]) {
          club.now = Date.parse("2026-03-01T00:00:00Z") + hours * hour;
          const config = { lookback_window: "PT0S" };
          const { output } = await run({ config });
          const changed = club.members.get("p3");
          if (changed !== undefined) changed.updatedAt = club.now + second;
          club.now += hour;
          const next = await run({ config, state: output.lastState });

          const sent = next.output.records.get("profiles")?.map(({ id }) => id);
          expect({ zone, hours, sent }).toMatchObject({ sent: expect.arrayContaining(["p3"]) });
        }
      });
    },
  );
});

describe("a service that ignores since", () => {
  test.each([
    { name: "and offset, and cuts answers off", answer: true },
    { name: "alone", answer: false },
  ])("$name is found out at once", async ({ answer }) => {
    const service = new WindowService();
    service.isSinceHonoured = false;
    service.rows = Array.from({ length: 300 }, (_, index) => at(noon - (300 - index) * hour));
    if (answer) service.answer = (rows) => rows.slice(0, 20);

    await withWindows(service, async (run) => {
      const { error } = await run();

      expect(error).toBeInstanceOf(AssumptionError);
      expect(String(error)).toMatch(/ignores the parameter/);
      expect(service.requests).toBeLessThan(60);
    });
  });
});

test("a service that cannot be reached leaves no bookmark behind", async () => {
  const run = await runAgainst(
    { baseUrl: "http://127.0.0.1:1", apiKey: "key" },
    { streams: ["unsubscribes"], config: { max_retries: 0 } },
  );

  expect(run.exitCode).toBe(4);
  expect(run.output.lastState.bookmarks).toEqual({});
});
