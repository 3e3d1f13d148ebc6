import { describe, expect, test } from "@jest/globals";
import { isInFuture, lookbackMs, startingBookmark } from "../../src/reads/start.js";
import { createMemoryLog } from "../support/memory-log.js";
import { configWith } from "../support/read-scene.js";

const startedAt = Date.parse("2026-01-05T12:00:00Z");
const hour = 3_600_000;

function run() {
  return { startedAt, stream: "any", log: createMemoryLog() };
}

describe("isInFuture", () => {
  test.each([
    { value: "2026-01-05T11:59:59Z", expected: false },
    { value: "2026-01-05T13:00:00Z", expected: false },
    { value: "2026-01-05T13:00:01Z", expected: true },
    { value: "2999-01-01T00:00:00Z", expected: true },
    { value: null, expected: false },
    { value: "tomorrow", expected: false },
    { value: 1e15, expected: false },
  ])("of $value is $expected, and says so where it is", ({ value, expected }) => {
    const start = run();

    expect(isInFuture(value, start)).toBe(expected);
    expect(start.log.lines.length).toBe(expected ? 1 : 0);
  });
});

describe("startingBookmark", () => {
  interface Dated {
    readonly from: string | null;
    readonly through: string | null;
  }
  const stored: Dated = { from: "2026-01-01T00:00:00Z", through: "2026-01-04T00:00:00Z" };
  const fresh: Dated = { from: "2026-01-01T00:00:00Z", through: null };

  test.each([
    { name: "nothing has changed", rules: {}, isStored: true, said: "" },
    { name: "nothing has been read yet", rules: { isEmpty: true }, isStored: false, said: "" },
    {
      name: "an instant lies ahead",
      rules: { instants: [null, "2026-01-06T00:00:00Z"] },
      isStored: false,
      said: "its bookmark 2026-01-06T00:00:00Z lies ahead of the run's start",
    },
    {
      name: "start_date is earlier",
      rules: { fresh: { ...fresh, from: "2025-12-31T23:59:59Z" } },
      isStored: false,
      said: "start_date is earlier",
    },
    {
      name: "start_date is gone",
      rules: { fresh: { ...fresh, from: null } },
      isStored: false,
      said: "start_date is earlier",
    },
    {
      name: "start_date is later",
      rules: { fresh: { ...fresh, from: "2026-01-03T00:00:00Z" } },
      isStored: true,
      said: "",
    },
    {
      name: "the caller has a reason",
      rules: { change: "export_url is another one" },
      isStored: false,
      said: "any starts over: export_url is another one.",
    },
  ])("where $name: goes on is $isStored", ({ rules, isStored, said }) => {
    const start = run();
    const all = { fresh, isEmpty: false, instants: [stored.through], ...rules };

    expect(startingBookmark<Dated>(stored, all, start)).toBe(isStored ? stored : all.fresh);
    expect(start.log.lines.length).toBe(said === "" ? 0 : 1);
    expect(start.log.lines.join("")).toContain(said);
  });

  test("goes on from a bookmark that began with everything, whatever start_date is now", () => {
    const whole = { from: null, through: stored.through };
    const rules = { fresh, isEmpty: false, instants: [] };

    expect(startingBookmark<Dated>(whole, rules, run())).toBe(whole);
  });
});

describe("lookbackMs", () => {
  test.each([
    { lookback: "PT6H", expected: 6 * hour },
    { lookback: "PT0S", expected: 0 },
    { lookback: { profiles: "P3D" }, expected: 72 * hour },
    { lookback: { orders: "P3D" }, expected: 24 * hour },
    { lookback: {}, expected: 24 * hour },
  ])("of profiles with $lookback is $expected", ({ lookback, expected }) => {
    expect(lookbackMs(configWith({ lookback_window: lookback }), "profiles")).toBe(expected);
  });

  test("is a day where nothing is said", () => {
    expect(lookbackMs(configWith(), "profiles")).toBe(24 * hour);
  });
});
