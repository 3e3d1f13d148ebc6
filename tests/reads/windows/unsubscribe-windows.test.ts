import { describe, expect, test } from "@jest/globals";
import { at, empty, everyHour, idsOf, now, onEdges, run } from "./unsubscribe-service.js";

// A machine that is busy takes several times as long.
describe("unsubscribeWindows", () => {
  test("asks for one window after the other, a second earlier each, up to now", async () => {
    const { windows, ids, bookmark, error } = await run({});

    expect(error).toBeUndefined();
    expect(windows).toEqual([
      "2025-12-31T23:59:59 2026-01-02T00:00:00",
      "2026-01-01T23:59:59 2026-01-03T00:00:00",
      "2026-01-02T23:59:59 2026-01-04T00:00:00",
      "2026-01-03T23:59:59 2026-01-05T00:00:00",
      "2026-01-04T23:59:59 2026-01-05T12:00:01",
    ]);
    expect(ids).toEqual(idsOf(everyHour));
    expect(bookmark).toEqual({
      replication_key: "timestamp",
      replication_key_value: "2026-01-05T12:00:00Z",
      from: "2026-01-01T00:00:00Z",
      open: [],
    });
  });

  test.each([
    { isSinceInclusive: true, isBeforeInclusive: true },
    { isSinceInclusive: true, isBeforeInclusive: false },
    { isSinceInclusive: false, isBeforeInclusive: true },
    { isSinceInclusive: false, isBeforeInclusive: false },
  ])("sends each event on the edges once, with %j", async (bounds) => {
    const { ids } = await run({ ...bounds, events: onEdges });

    expect(ids).toEqual(idsOf(onEdges));
  });

  test.each([{ window: "P1D" }, { window: "PT3S" }, { window: "PT1S" }, { window: "PT1.5S" }])(
    "loses nothing with windows of $window",
    async ({ window }) => {
      const start = now - 20_000;
      const events = Array.from({ length: 21 }, (_, second) =>
        at(new Date(start + second * 1000).toISOString()),
      );

      const { ids } = await run({
        events,
        config: { window, start_date: new Date(start).toISOString() },
      });

      expect(ids).toEqual(idsOf(events));
    },
  );

  test("stops before end_date, and the bookmark does too", async () => {
    const { ids, bookmark, windows } = await run({
      config: { end_date: "2026-01-02T06:00:00Z" },
      isBeforeInclusive: true,
    });

    expect(ids).toEqual(idsOf(everyHour.slice(0, 30)));
    expect(windows.at(-1)).toBe("2026-01-01T23:59:59 2026-01-02T06:00:00");
    expect(bookmark["replication_key_value"]).toBe("2026-01-02T06:00:00Z");
  });

  test("asks for nothing in the future, whatever end_date is", async () => {
    const { windows, bookmark } = await run({ config: { end_date: "2036-01-01" } });

    expect(windows.at(-1)).toBe("2026-01-04T23:59:59 2026-01-05T12:00:01");
    expect(bookmark["replication_key_value"]).toBe("2026-01-05T12:00:00Z");
  });

  test("goes on from the bookmark less the lookback", async () => {
    const bookmark = { ...empty, replication_key_value: "2026-01-05T00:00:00Z" };

    const day = await run({ bookmark: { ...bookmark, from: "2026-01-01T00:00:00Z" } });
    const hour = await run({
      bookmark: { ...bookmark, from: "2026-01-01T00:00:00Z" },
      config: { lookback_window: { unsubscribes: "PT1H" } },
    });
    const limited = await run({
      bookmark: { ...bookmark, from: "2026-01-04T12:00:00Z" },
      config: { start_date: "2026-01-04T12:00:00Z" },
    });

    expect(day.windows[0]).toBe("2026-01-03T23:59:59 2026-01-05T00:00:00");
    expect(hour.windows[0]).toBe("2026-01-04T22:59:59 2026-01-05T12:00:01");
    expect(limited.windows[0]).toBe("2026-01-04T11:59:59 2026-01-05T12:00:00");
  });
});
