import { describe, expect, test } from "@jest/globals";
import { bookmarksOf } from "../../support/read-scene.js";
import { at, empty, everyHour, idsOf, run } from "./unsubscribe-service.js";

const synced = {
  ...empty,
  replication_key_value: "2026-01-05T00:00:00Z",
  from: "2026-01-01T00:00:00Z",
};

// A machine that is busy takes several times as long.
describe("unsubscribeWindows, interrupted", () => {
  test("loses nothing when it is killed anywhere, and ends as if it had not been", async () => {
    const config = { page_size: 20 };
    const whole = await run({ config });

    for (let stopAfter = 1; stopAfter < whole.events.length; stopAfter += 2) {
      const killed = await run({ config, stopAfter });
      const resumed = await run({ config, bookmark: killed.bookmark });

      expect(new Set([...killed.ids, ...resumed.ids])).toEqual(new Set(idsOf(everyHour)));
      expect(resumed.bookmark).toEqual(whole.bookmark);
    }
  });

  test("goes on inside the open window with its own bounds, then as far back as its run's lookback", async () => {
    const open = {
      start: "2026-01-04T18:00:00Z",
      since: "2026-01-04T00:00:00Z",
      before: "2026-01-04T18:00:01Z",
      offset: 8,
      last_ids: [],
    };

    const { windows, bookmark } = await run({ bookmark: { ...synced, open: [open] } });

    expect(windows).toEqual([
      "2026-01-03T23:59:59 2026-01-04T18:00:01",
      "2026-01-03T17:59:59 2026-01-04T18:00:00",
      "2026-01-04T17:59:59 2026-01-05T12:00:01",
    ]);
    expect(bookmark).toMatchObject({ replication_key_value: "2026-01-05T12:00:00Z", open: [] });
  });

  test("does not move the bookmark past the start of the run that opened the window", async () => {
    const open = {
      start: "2026-01-04T18:00:00Z",
      since: "2026-01-04T00:00:00Z",
      before: "2026-01-04T18:00:01Z",
      offset: 0,
      last_ids: [],
    };
    const bookmark = { ...synced, replication_key_value: "2026-01-04T00:00:00Z", open: [open] };

    const { events } = await run({ bookmark });

    const values = events.flatMap((event) =>
      event.type === "checkpoint"
        ? [bookmarksOf(event)["unsubscribes"]?.["replication_key_value"]]
        : [],
    );
    expect(values.filter((value) => value !== undefined)[1]).toBe("2026-01-04T18:00:00Z");
  });
});

describe("unsubscribeWindows, with a bookmark", () => {
  test("never moves it back", async () => {
    const { events, bookmark } = await run({ bookmark: synced, config: { window: "PT6H" } });

    const values = events.flatMap((event) =>
      event.type === "checkpoint"
        ? [bookmarksOf(event)["unsubscribes"]?.["replication_key_value"]]
        : [],
    );
    const moments = values.filter((value) => typeof value === "string");
    expect(moments.every((moment) => moment >= "2026-01-05T00:00:00Z")).toBe(true);
    expect([...moments].sort()).toEqual(moments);
    expect(bookmark["replication_key_value"]).toBe("2026-01-05T12:00:00Z");
  });

  test("leaves it where end_date lies before it", async () => {
    const { bookmark, windows } = await run({
      bookmark: synced,
      config: { end_date: "2026-01-03T00:00:00Z" },
    });

    expect(bookmark).toEqual(synced);
    expect(windows).toEqual([]);
  });

  test("starts over with an earlier start_date, and says why once", async () => {
    const early = [at("2025-12-31T10:00:00Z"), ...everyHour];

    const { ids, bookmark, warnings, events } = await run({
      events: early,
      bookmark: synced,
      config: { start_date: "2025-12-31" },
    });

    expect(ids).toEqual(idsOf(early));
    expect(events[0]).toMatchObject({
      bookmarks: { unsubscribes: { ...empty, from: "2025-12-31T00:00:00Z" } },
    });
    expect(bookmark).toMatchObject({
      replication_key_value: "2026-01-05T12:00:00Z",
      from: "2025-12-31T00:00:00Z",
    });
    expect(warnings).toEqual([expect.stringContaining("starts over: start_date is earlier")]);
  });

  test("changes nothing with a later start_date", async () => {
    const { windows, bookmark, warnings } = await run({
      bookmark: synced,
      config: { start_date: "2026-01-04T20:00:00Z" },
    });

    expect(windows[0]).toBe("2026-01-03T23:59:59 2026-01-05T00:00:00");
    expect(bookmark["from"]).toBe("2026-01-01T00:00:00Z");
    expect(warnings).toEqual([]);
  });

  test.each([
    { value: "2026-01-05T13:00:01Z", isBelieved: false },
    { value: "2026-01-05T12:59:00Z", isBelieved: true },
  ])("believes $value, an hour ahead at the most: $isBelieved", async ({ value, isBelieved }) => {
    const { ids, warnings, bookmark } = await run({
      bookmark: { ...synced, replication_key_value: value },
    });

    expect(ids.length === everyHour.length).toBe(!isBelieved);
    expect(warnings).toHaveLength(isBelieved ? 0 : 1);
    expect(bookmark["replication_key_value"]).toBe(isBelieved ? value : "2026-01-05T12:00:00Z");
  });
});
