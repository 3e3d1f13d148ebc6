import { describe, expect, test } from "@jest/globals";
import type { Participant } from "../../../src/reads/contract.js";
import { PassFilter } from "../../../src/reads/passes/pass-filter.js";
import type { Pass, PassBookmark } from "../../../src/reads/passes/pass-plan.js";
import {
  believe,
  completedPass,
  emptyPassBookmark,
  Flaws,
  giveUpOpen,
  openAt,
  versionOf,
} from "../../../src/reads/passes/pass-progress.js";
import type { PassRun, PassSource } from "../../../src/reads/passes/pass-source.js";
import { participant, setReadScene } from "../../support/read-scene.js";

const now = "2026-01-20T12:00:00Z";
const start = "2026-01-20T01:00:00Z";
const endpoint = {
  name: "things",
  path: "/things",
  query: {},
  idOf: () => "1",
  isPaged: true,
  mostRows: 250,
  defaultPage: 10,
  isWhole: false,
};
const source: PassSource = { name: "things", endpoint };
const synced: PassBookmark = {
  synced_through: "2026-01-19T03:00:00Z",
  full_pass_at: "2026-01-15T03:00:00Z",
  table_version: 1_768_446_000,
  filter: "updateSince (date)",
  open: [],
};

function open(since: string | null): PassBookmark["open"] {
  return [{ start, update_since: since, offset: 9, last_ids: ["i"], flawed: false }];
}

function asRun(hasFilter = true): PassRun {
  const { context } = setReadScene();
  const since = { param: "updateSince", format: "date", zone: "" } as const;
  const asked = hasFilter ? { ...endpoint, since } : endpoint;
  const startedAt = Date.parse(now);
  return {
    context,
    endpoint: asked,
    settings: { startedAt, fullRefreshMs: 0, lookbackMs: 0, asSince: () => null },
    filter: new PassFilter(context, asked, startedAt),
  };
}

function of(bookmark: PassBookmark): Participant<PassBookmark> {
  return { stream: "any", bookmark, fullTable: false };
}

describe("believe", () => {
  test("goes on from a bookmark of the past, with what it lacks", () => {
    const { filter: _, ...older } = synced;

    const { bookmark, fullTable } = believe(participant("any", older), asRun(), source);

    expect(bookmark).toEqual({ ...synced, filter: null });
    expect(fullTable).toBe(false);
  });

  test.each(["synced_through", "full_pass_at"])(
    "forgets all of a pass where %s lies ahead, and keeps what others have in the bookmark",
    (key) => {
      const ahead = { ...synced, [key]: "2026-01-20T13:00:01Z", changes_through: start };

      expect(believe(participant("any", ahead), asRun(), source).bookmark).toEqual({
        ...emptyPassBookmark,
        changes_through: start,
      });
    },
  );

  test.each([
    { since: "2026-01-17", hasFilter: true, isKept: true },
    { since: "2026-01-17", hasFilter: false, isKept: false },
    { since: null, hasFilter: false, isKept: true },
  ])("goes on with a pass since $since, a filter there is: $hasFilter", (options) => {
    const bookmark = { ...synced, open: open(options.since) };

    const believed = believe(participant("any", bookmark), asRun(options.hasFilter), source);

    expect(believed.bookmark.open).toEqual(options.isKept ? bookmark.open : []);
  });

  test.each([
    { name: "the catalog asks for it", fullTable: true, hasFilter: true, needs: false },
    { name: "there is no filter", fullTable: false, hasFilter: false, needs: false },
    { name: "nothing else keeps it right", fullTable: false, hasFilter: true, needs: true },
  ])("has every pass be a full one where $name", ({ fullTable, hasFilter, needs }) => {
    const needing = { ...source, needsFullPasses: () => needs };

    const believed = believe(
      { ...participant("any", { ...synced }), fullTable },
      asRun(hasFilter),
      needing,
    );

    expect(believed.fullTable).toBe(true);
  });
});

describe("giveUpOpen", () => {
  const keeping = {
    ...source,
    alsoKeeps: (_: unknown, pass: { readonly start: string }): Partial<PassBookmark> =>
      Object.fromEntries([["changes_through", pass.start]]),
  };

  test("leaves the rest of the bookmark as it is", () => {
    const { bookmark } = giveUpOpen(of({ ...synced, open: open("2026-01-17") }), keeping);

    expect(bookmark).toEqual(synced);
  });

  test("keeps what a full pass changes beside it, from that pass's start", () => {
    const { bookmark } = giveUpOpen(of({ ...synced, open: open(null) }), keeping);

    expect(bookmark).toEqual({ ...synced, changes_through: start });
  });

  test("changes nothing where no pass is open", () => {
    expect(giveUpOpen(of(synced), keeping).bookmark).toEqual(synced);
  });
});

describe("openAt", () => {
  const pass: Pass = { start, updateSince: "2026-01-17", resumeFrom: undefined };
  const page = { rows: [], at: 0, place: () => "", cursor: { offset: 30, lastIds: ["a", "b"] } };
  const common = { start, update_since: "2026-01-17", offset: 30, last_ids: ["a", "b"] };

  test("is the pass, the offset of the next row, and the last ids", () => {
    expect(openAt({ page, part: "" }, pass, true)).toEqual({ ...common, flawed: true });
  });

  test("names the part that the page is of, where there are parts", () => {
    expect(openAt({ page, part: "news" }, pass, false)).toEqual({
      ...common,
      flawed: false,
      part: "news",
    });
  });
});

describe("Flaws", () => {
  test("has a stream of which a record was rejected since the pass began, and no other", () => {
    const rejected: Record<string, number> = { one: 3, other: 0 };
    const context = { ...setReadScene().context, rejected: (name: string) => rejected[name] ?? 0 };
    const streams = ["one", "other"].map((stream) => ({ ...of(synced), stream }));
    const flaws = new Flaws(context, streams);
    expect(streams.map(({ stream }) => flaws.has(stream))).toEqual([false, false]);

    rejected["one"] = 4;

    expect(streams.map(({ stream }) => flaws.has(stream))).toEqual([true, false]);
  });

  test("has a stream of which a record was rejected before the pass was resumed", () => {
    const [first] = open(null);
    const flawed = first === undefined ? [] : [{ ...first, flawed: true }];
    const streams = [of({ ...synced, open: flawed })];

    expect(new Flaws(setReadScene().context, streams).has("any")).toBe(true);
  });
});

describe("completedPass", () => {
  const full: Pass = { start, updateSince: null, resumeFrom: undefined };

  test("of an increment moves the bookmark to its start, and nothing else", () => {
    expect(completedPass(synced, { ...full, updateSince: "2026-01-17" })).toEqual({
      synced_through: start,
      open: [],
    });
  });

  test("of a full pass notes when it was, and the version that its rows have", () => {
    expect(completedPass(synced, full)).toEqual({
      synced_through: start,
      full_pass_at: start,
      table_version: versionOf(full),
      open: [],
    });
    expect(versionOf(full)).toBe(Date.parse(start) / 1000);
  });

  test("never moves anything back", () => {
    const earlier = { ...full, start: "2026-01-01T00:00:00Z" };
    const { synced_through, full_pass_at, table_version } = synced;

    expect(completedPass(synced, earlier)).toEqual({
      synced_through,
      full_pass_at,
      table_version,
      open: [],
    });
  });
});
