import { describe, expect, test } from "@jest/globals";
import type { Participant } from "../../../src/reads/contract.js";
import {
  isEveryPassFull,
  planPass,
  type PassBookmark,
  type PassSettings,
} from "../../../src/reads/passes/pass-plan.js";
import { formatDate } from "../../../src/values/timestamp.js";

const day = 24 * 3_600_000;
const now = "2026-01-20T12:00:00Z";

const settings: PassSettings = {
  startedAt: Date.parse(now),
  fullRefreshMs: 7 * day,
  lookbackMs: day,
  asSince: (instant) => formatDate(instant - day),
};

const synced: PassBookmark = {
  synced_through: "2026-01-19T03:00:00Z",
  full_pass_at: "2026-01-15T03:00:00Z",
  table_version: 1_768_446_000,
  filter: "updateSince (date)",
  open: [],
};

const fresh: PassBookmark = {
  synced_through: null,
  full_pass_at: null,
  table_version: null,
  filter: "updateSince (date)",
  open: [],
};

function of(bookmark: PassBookmark, fullTable = false): Participant<PassBookmark> {
  return { stream: "any", bookmark, fullTable };
}

function interrupted(
  offset: number,
  changes: Partial<PassBookmark["open"][number]> = {},
): PassBookmark {
  const pass = { start: "2026-01-20T01:00:00Z", update_since: "2026-01-17", flawed: false };
  return { ...synced, open: [{ ...pass, offset, last_ids: [`row ${offset - 1}`], ...changes }] };
}

const fullPass = { start: now, updateSince: null, resumeFrom: undefined };

describe("planPass, of streams that are not interrupted", () => {
  test.each([
    { name: "the first run", bookmarks: [fresh, fresh] },
    { name: "one of them is new", bookmarks: [synced, fresh] },
    {
      name: "a full pass is due",
      bookmarks: [{ ...synced, full_pass_at: "2026-01-13T12:00:00Z" }],
    },
    { name: "it was never read whole", bookmarks: [{ ...synced, full_pass_at: null }] },
    { name: "its bookmark is forgotten", bookmarks: [{ ...synced, synced_through: null }] },
  ])("begins a full pass: $name", ({ bookmarks }) => {
    expect(
      planPass(
        bookmarks.map((bookmark) => of(bookmark)),
        settings,
      ),
    ).toEqual(fullPass);
  });

  test("begins a full pass for all where the catalog asks for one of them", () => {
    expect(planPass([of(synced), of(synced, true)], settings)).toEqual(fullPass);
  });

  test("asks for what changed since the day before the bookmark less the lookback", () => {
    const almostDue = { ...synced, full_pass_at: "2026-01-13T12:00:01Z" };

    expect(planPass([of(almostDue)], settings)).toEqual({
      start: now,
      updateSince: "2026-01-17",
      resumeFrom: undefined,
    });
  });

  test.each([
    { lookbackMs: 0, updateSince: "2026-01-18" },
    { lookbackMs: 3 * 3_600_000, updateSince: "2026-01-18" },
    { lookbackMs: 3 * 3_600_000 + 1, updateSince: "2026-01-17" },
    { lookbackMs: 30 * day, updateSince: "2025-12-19" },
  ])("takes one day more than a lookback of $lookbackMs ms", ({ lookbackMs, updateSince }) => {
    const pass = planPass([of(synced)], { ...settings, lookbackMs });

    expect(pass.updateSince).toBe(updateSince);
  });

  test("goes back as far as the stream that is furthest behind", () => {
    const behind = { ...synced, synced_through: "2026-01-16T00:00:00Z" };

    expect(planPass([of(synced), of(behind)], settings).updateSince).toBe("2026-01-14");
  });

  test("begins a full pass in every run with PT0S, and none with never", () => {
    const old = { ...synced, full_pass_at: "2020-01-01T00:00:00Z" };
    const justNow = { ...synced, full_pass_at: now };

    const always = planPass([of(justNow)], { ...settings, fullRefreshMs: 0 });
    const never = planPass([of(old)], { ...settings, fullRefreshMs: Infinity });
    const first = planPass([of(fresh)], { ...settings, fullRefreshMs: Infinity });

    expect(always.updateSince).toBeNull();
    expect(never.updateSince).toBe("2026-01-17");
    expect(first.updateSince).toBeNull();
  });
});

describe("planPass, of streams that were interrupted", () => {
  test("goes on from the lowest offset with that pass's own start and filter", () => {
    const streams = [of(interrupted(500)), of(interrupted(300)), of(interrupted(400))];

    expect(planPass(streams, settings)).toEqual({
      start: "2026-01-20T01:00:00Z",
      updateSince: "2026-01-17",
      resumeFrom: { offset: 300, lastIds: ["row 299"], part: "" },
    });
  });

  test("goes on with a full pass", () => {
    const streams = [of({ ...interrupted(500, { update_since: null }), synced_through: null })];

    expect(planPass(streams, settings)).toMatchObject({
      updateSince: null,
      resumeFrom: { offset: 500 },
    });
  });

  test.each([
    { name: "one of them has none", other: synced },
    { name: "one has another start", other: interrupted(300, { start: "2026-01-20T02:00:00Z" }) },
    { name: "one has another filter", other: interrupted(300, { update_since: null }) },
  ])("begins a new pass at offset 0 where $name", ({ other }) => {
    const pass = planPass([of(interrupted(500)), of(other)], settings);

    expect(pass).toEqual({ start: now, updateSince: "2026-01-17", resumeFrom: undefined });
  });

  test.each([
    { start: "2026-01-13T12:00:00Z", fullRefreshMs: day, isResumed: true },
    { start: "2026-01-13T11:59:59Z", fullRefreshMs: day, isResumed: false },
    { start: "2026-01-11T12:00:00Z", fullRefreshMs: 10 * day, isResumed: true },
    { start: "2026-01-10T11:59:59Z", fullRefreshMs: 10 * day, isResumed: false },
    { start: "2026-01-13T11:59:59Z", fullRefreshMs: Infinity, isResumed: false },
    { start: "2026-01-20T13:00:00Z", fullRefreshMs: day, isResumed: true },
    { start: "2026-01-20T13:00:01Z", fullRefreshMs: day, isResumed: false },
  ])(
    "resumes a pass begun $start with full passes every $fullRefreshMs ms: $isResumed",
    ({ start, fullRefreshMs, isResumed }) => {
      const pass = planPass([of(interrupted(500, { start }))], { ...settings, fullRefreshMs });

      expect(pass.resumeFrom !== undefined).toBe(isResumed);
    },
  );
});

describe("planPass, of streams that were interrupted in parts", () => {
  test.each([
    { name: "the earlier part", parts: ["b", "a"], offsets: [5, 900], part: "a", offset: 900 },
    {
      name: "the lower offset of one part",
      parts: ["b", "b"],
      offsets: [9, 7],
      part: "b",
      offset: 7,
    },
    {
      name: "the beginning, before any part",
      parts: ["a", ""],
      offsets: [0, 3],
      part: "",
      offset: 3,
    },
  ])("goes on from $name", ({ parts, offsets, part, offset }) => {
    const streams = parts.map((name, index) => {
      const bookmark = interrupted(offsets[index] ?? 0);
      const open = bookmark.open.map((pass) => (name === "" ? pass : { ...pass, part: name }));
      return of({ ...bookmark, open });
    });

    const lastIds = [`row ${offset - 1}`];
    expect(planPass(streams, settings).resumeFrom).toEqual({ offset, lastIds, part });
  });
});

describe("planPass, where there is no filter", () => {
  test("asks for everything, also where an increment would be due", () => {
    const pass = planPass([of(synced)], { ...settings, asSince: () => null });

    expect(pass).toEqual(fullPass);
  });
});

describe("isEveryPassFull", () => {
  test.each([
    { fullRefreshMs: 0, fullTable: false, expected: true },
    { fullRefreshMs: day, fullTable: true, expected: true },
    { fullRefreshMs: day, fullTable: false, expected: false },
    { fullRefreshMs: Infinity, fullTable: false, expected: false },
  ])("with $fullRefreshMs ms, FULL_TABLE $fullTable: $expected", (options) => {
    const streams = [of(synced), of(synced, options.fullTable)];
    const { fullRefreshMs } = options;

    expect(isEveryPassFull(streams, { ...settings, fullRefreshMs })).toBe(options.expected);
  });
});
