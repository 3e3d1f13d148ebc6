import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Config } from "../../../src/config/load.js";
import {
  dueWindows,
  planWindows,
  type OpenableWindow,
  type WindowsBookmark,
} from "../../../src/reads/windows/windows-plan.js";
import { configWith } from "../../support/read-scene.js";

const day = 86_400_000;
const at = (text: string): number => Date.parse(text);
const startedAt = at("2026-01-20T12:00:00.400Z");
/** The end of the last window: what happened in the second in which the run began is in it. */
const end = at("2026-01-20T12:00:02Z");
const synced: WindowsBookmark = {
  replication_key: "timestamp",
  replication_key_value: "2026-01-19T00:00:00Z",
  from: "2026-01-01T00:00:00Z",
  open: [],
};
const open = {
  start: "2026-01-18T00:00:00Z",
  since: "2026-01-10T00:00:00Z",
  before: "2026-01-12T00:00:00Z",
  offset: 9,
  last_ids: ["i"],
};

function plan(
  bookmark: WindowsBookmark,
  { width = 4 * day, config = {} }: { width?: number; config?: Partial<Config> } = {},
): readonly OpenableWindow[] {
  const run = { stream: "any", bookmark, startedAt, memory: { width }, begins: at("2013-01-01") };
  return [...planWindows(configWith(config), run)];
}

describe("planWindows", () => {
  test.each([
    { name: "start_date at first", changes: { replication_key_value: null }, since: "2026-01-01" },
    { name: "the bookmark less the lookback", changes: {}, since: "2026-01-18" },
    {
      name: "start_date, where the lookback reaches behind it",
      changes: { from: "2026-01-18T20:00:00Z" },
      since: "2026-01-18T20:00:00Z",
    },
    {
      name: "the beginning of all without either",
      changes: { replication_key_value: null, from: null },
      since: "2013-01-01",
    },
  ])("begins at $name, and ends with the second after the run began", ({ changes, since }) => {
    const windows = plan({ ...synced, ...changes });

    expect(windows[0]?.since).toBe(at(since));
    expect(windows.at(-1)?.before).toBe(end);
  });

  test("plans nothing where end_date has been reached", () => {
    expect(plan(synced, { config: { end_date: "2026-01-10T00:00:00Z" } })).toEqual([]);
  });

  test("goes on with the window that was left open, then from its end less the lookback", () => {
    const [first, next] = plan({ ...synced, open: [open] });

    expect(first).toEqual({
      start: at(open.start),
      since: at(open.since),
      before: at(open.before),
      open,
    });
    expect(next).toMatchObject({ since: at(open.before), start: startedAt, open: undefined });
  });

  test("goes back to before the run that left the window open, where rows may have come late", () => {
    const started = { ...open, start: "2026-01-12T00:00:00Z" };

    expect(plan({ ...synced, open: [started] })[1]?.since).toBe(at("2026-01-11"));
  });

  test("leaves a window that reaches further than the run may", () => {
    const config = { end_date: "2026-01-11T00:00:00Z" };

    expect(plan({ ...synced, open: [open] }, { config })).toEqual([]);
  });

  test("takes each window as wide as it may be when it is its turn", () => {
    const memory = { width: day };
    const run = { stream: "any", bookmark: synced, startedAt, memory, begins: 0 };
    const widths: number[] = [];
    for (const { since, before } of planWindows(configWith(), run)) {
      widths.push(before - since);
      memory.width = day / 2;
    }

    expect(widths.slice(0, 3)).toEqual([day, day / 2, day / 2]);
  });

  test("leaves no gap and no overlap, whatever the width", () => {
    const widths = fc.integer({ min: 3600, max: 30 * 86_400 }).map((seconds) => seconds * 1000);
    fc.assert(
      fc.property(widths, (width) => {
        const windows = plan({ ...synced, replication_key_value: null }, { width });

        expect(windows[0]?.since).toBe(at("2026-01-01"));
        expect(windows.slice(1).map(({ since }) => since)).toEqual(
          windows.slice(0, -1).map(({ before }) => before),
        );
        expect(windows.at(-1)?.before).toBe(end);
      }),
    );
  });
});

describe("dueWindows", () => {
  const window = (before: string, start = startedAt): OpenableWindow => ({
    start,
    since: at(before) - day,
    before: at(before),
    open: undefined,
  });

  function reached(windows: readonly OpenableWindow[], from = -Infinity): readonly string[] {
    return [...dueWindows(windows, { startedAt, reached: from })].map((due) => due.reached);
  }

  test("moves the bookmark to the end of each window", () => {
    expect(reached([window("2026-01-10"), window("2026-01-11")])).toEqual([
      "2026-01-10T00:00:00Z",
      "2026-01-11T00:00:00Z",
    ]);
  });

  test("never moves it past the start of the run that opened the window", () => {
    const opened = window("2026-01-12", at("2026-01-09T00:00:00Z"));

    expect(reached([opened])).toEqual(["2026-01-09T00:00:00Z"]);
    expect(reached([window("2026-01-21")])).toEqual(["2026-01-20T12:00:00Z"]);
  });

  test("never moves it back", () => {
    expect(reached([window("2026-01-10")], at("2026-01-15"))).toEqual(["2026-01-15T00:00:00Z"]);
  });
});
