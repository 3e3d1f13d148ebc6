import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../../src/config/load.js";
import {
  believe,
  planLog,
  planMembers,
  type ChangesBookmark,
  type PlanningRun,
} from "../../../src/reads/changes/changes-plan.js";
import { participant, setReadScene } from "../../support/read-scene.js";

const now = "2026-01-20T12:00:00Z";
const through = "2026-01-19T12:00:00Z";
const dayBefore = "2026-01-18T12:00:00Z";
const passStart = "2026-01-20T01:00:00Z";

function run(covered: readonly string[] = [], config: Partial<Config> = {}): PlanningRun {
  const { context } = setReadScene({ config });
  const begins = Date.parse("2013-01-01T00:00:00Z");
  return { context, stream: "any", startedAt: Date.parse(now), covered, begins };
}

function seconds(instant: string): number {
  return Date.parse(instant) / 1000;
}

const members: ChangesBookmark = {
  changes_through: through,
  changes_open: [],
  lists: [],
  synced_through: through,
  full_pass_at: "2026-01-15T00:00:00Z",
  table_version: 1_768_435_200,
  open: [],
};
const log: ChangesBookmark = {
  changes_through: through,
  changes_open: [],
  lists: [],
  from: "2026-01-01T00:00:00Z",
};
const left = (start: string) => ({
  changes_open: [{ start, since: "2026-01-17T00:00:00Z", after_list: "b" }],
});
const openPass = [
  { start: passStart, update_since: null, offset: 5, last_ids: ["p"], flawed: false },
];

describe("planMembers", () => {
  test("plans nothing before a full pass has shown who is where", () => {
    expect(planMembers({ ...members, changes_through: null }, run())).toBeUndefined();
  });

  test("asks from the bookmark less the lookback on, and ends where the run began", () => {
    expect(planMembers(members, run())).toMatchObject({
      since: dayBefore,
      start: now,
      through,
      afterList: null,
      fresh: null,
      members: { fullPassAt: Date.parse("2026-01-15T00:00:00Z"), version: undefined },
    });
  });

  test.each([
    { start: passStart, isResumed: true },
    { start: "2026-01-20T13:00:00Z", isResumed: true },
    { start: "2026-01-20T13:00:01Z", isResumed: false },
  ])("goes on behind the list that a read begun $start came to: $isResumed", (options) => {
    expect(planMembers({ ...members, ...left(options.start) }, run())).toMatchObject(
      options.isResumed
        ? { since: "2026-01-17T00:00:00Z", afterList: "b" }
        : { since: dayBefore, start: now, afterList: null },
    );
  });

  test.each([
    { name: "an open full pass", changes: { open: openPass }, version: seconds(passStart) },
    { name: "no table yet", changes: { table_version: null }, version: seconds(now) },
    {
      name: "an open increment",
      changes: { open: openPass.map((pass) => ({ ...pass, update_since: "2026-01-17" })) },
      version: undefined,
    },
  ])("gives its rows the version $version with $name", ({ changes, version }) => {
    expect(planMembers({ ...members, ...changes }, run())?.members?.version).toBe(version);
  });

  test.each([
    { open: openPass, at: passStart },
    { open: [], at: now },
  ])("takes entries before $at for shown where no full pass has ended", ({ open, at }) => {
    const plan = planMembers({ ...members, full_pass_at: null, open }, run());

    expect(plan?.members?.fullPassAt).toBe(Date.parse(at));
  });
});

describe("planLog", () => {
  test.each([
    { name: "from start_date on at first", changes: { changes_through: null }, since: log.from },
    { name: "from the lookback on", changes: {}, since: dayBefore },
    {
      name: "from the beginning of all without a start_date",
      changes: { changes_through: null, from: null },
      since: "2013-01-01T00:00:00Z",
    },
    {
      name: "never from before start_date",
      changes: { from: "2026-01-19T00:00:00Z" },
      since: "2026-01-19T00:00:00Z",
    },
  ])("asks $name", ({ changes, since }) => {
    const plan = planLog({ ...log, ...changes }, run());

    expect(plan).toMatchObject({ since, start: now, members: undefined, fresh: null });
  });

  test("wants nothing from end_date on, in whole seconds, and the bookmark stays before it", () => {
    const plan = planLog(log, run([], { end_date: "2026-01-20T06:00:00.5Z" }));

    expect(plan.start).toBe("2026-01-20T06:00:00Z");
    expect(plan.bounds?.before).toBe(Date.parse("2026-01-20T06:00:00Z"));
  });

  test("ends what was left at an end_date that has come since", () => {
    const plan = planLog({ ...log, ...left(passStart) }, run([], { end_date: through }));

    expect(plan).toMatchObject({ start: through, afterList: "b" });
  });

  test.each([
    { before: ["a"], covered: ["a", "c"] },
    { before: ["a"], covered: [] },
  ])("reads $covered from the start where $before were read, and begins again", (lists) => {
    const bookmark = { ...log, ...left(passStart), lists: lists.before };

    expect(planLog(bookmark, run(lists.covered))).toMatchObject({
      afterList: null,
      since: dayBefore,
      fresh: { before: lists.before, since: log.from },
    });
  });

  test("reads nothing from the start where fewer lists are read than before", () => {
    expect(planLog({ ...log, lists: [] }, run(["a"])).fresh).toBeNull();
  });
});

describe("believe", () => {
  const config = { start_date: "2026-01-01T00:00:00Z" };
  const ahead = { changes_through: "2026-01-20T13:00:01Z" };

  test.each([
    { role: "members", bookmark: members },
    { role: "log", bookmark: log },
  ])("goes on from a bookmark of $role of the past, unchanged", ({ role, bookmark }) => {
    const believed = believe(participant("any", { ...bookmark }, role), run([], config));

    expect(believed).toEqual({ bookmark });
  });

  test("forgets of members also what full passes showed, where it lies ahead", () => {
    const given = participant("any", { ...members, ...ahead }, "members");

    expect(believe(given, run(["a"])).changed).toEqual({
      changes_through: null,
      changes_open: [],
      lists: ["a"],
      synced_through: null,
      full_pass_at: null,
      table_version: null,
      open: [],
    });
  });

  test("has members read whole where a list is read that was not", () => {
    const given = participant("any", { ...members, lists: ["a"] }, "members");

    expect(believe(given, run(["a", "b"])).changed).toEqual({
      synced_through: null,
      full_pass_at: null,
      open: [],
      lists: ["a", "b"],
    });
  });

  test("begins a log again where it lies ahead", () => {
    const given = participant("any", { ...log, ...ahead }, "log");

    expect(believe(given, run([], config)).bookmark).toEqual({ ...log, changes_through: null });
  });

  test.each([
    { before: ["a", "b"], now: ["b"], covered: ["b"] },
    { before: ["a"], now: ["a", "b"], covered: ["a"] },
    { before: [], now: ["a"], covered: ["a"] },
  ])("a log that covered $before and reads $now covers $covered", (lists) => {
    const given = participant("any", { ...log, lists: lists.before }, "log");

    expect(believe(given, run(lists.now, config)).bookmark.lists).toEqual(lists.covered);
  });
});
