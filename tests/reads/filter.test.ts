import { describe, expect, test } from "@jest/globals";
import { NotFoundError, NotTakenError, SourceError } from "../../src/errors.js";
import type { Asked } from "../../src/reads/asked.js";
import { describeVerdict, judgeFilter } from "../../src/reads/filter.js";
import type { Query } from "../../src/service/reader.js";
import type { JsonObject } from "../../src/values/json.js";

const startedAt = Date.parse("2026-01-05T12:00:00Z");
type Answer = "rows" | "none" | Error;

/** An endpoint that answers by what it is asked for: tomorrow, long ago, or everything. */
function asked(answers: { later: Answer; longAgo: Answer; all: Answer }, isRequired = false) {
  const queries: Query[] = [];
  const since = { param: "since", format: "date", zone: "", isRequired } as const;
  const one: Asked = {
    endpoint: {
      name: "things",
      path: "/things",
      query: {},
      idOf: () => "1",
      isPaged: true,
      mostRows: 250,
      defaultPage: 10,
      since,
      isWhole: false,
    },
    path: "/things",
    rows: (query): Promise<readonly JsonObject[]> => {
      queries.push(query);
      const { since: from } = query;
      const answer =
        from === undefined
          ? answers.all
          : String(from) > "2026-01-05"
            ? answers.later
            : answers.longAgo;
      if (answer instanceof Error) return Promise.reject(answer);
      return Promise.resolve(answer === "rows" ? [{ id: 1 }] : []);
    },
  };
  return { one, queries };
}

const missing = new NotFoundError("GET /things answered 404");
const notTaken = new NotTakenError("GET /things answered 400");

describe("judgeFilter", () => {
  test.each<{ later: Answer; longAgo: Answer; all: Answer; verdict: string }>([
    { later: "none", longAgo: "rows", all: "rows", verdict: "honoured" },
    { later: "rows", longAgo: "rows", all: "rows", verdict: "ignored" },
    { later: "none", longAgo: "none", all: "rows", verdict: "answers nothing" },
    { later: "none", longAgo: "none", all: "none", verdict: "untold" },
    { later: notTaken, longAgo: "rows", all: "rows", verdict: "refused" },
    { later: "none", longAgo: notTaken, all: "rows", verdict: "refused" },
    { later: missing, longAgo: "rows", all: "rows", verdict: "honoured" },
    { later: missing, longAgo: missing, all: "rows", verdict: "answers nothing" },
  ])("tomorrow $later, long ago $longAgo, all $all: $verdict", async ({ verdict, ...answers }) => {
    await expect(judgeFilter(asked(answers).one, startedAt)).resolves.toBe(verdict);
  });

  test("asks for one row from beyond tomorrow on, then from the first day of all", async () => {
    const { one, queries } = asked({ later: "none", longAgo: "rows", all: "rows" });

    await judgeFilter(one, startedAt);

    expect(queries).toEqual([
      { since: "2026-01-07", limit: 1, offset: 0 },
      { since: "1970-01-02", limit: 1, offset: 0 },
    ]);
  });

  test("does not ask without a filter that the endpoint needs", async () => {
    const { one, queries } = asked({ later: "none", longAgo: "none", all: "rows" }, true);

    await expect(judgeFilter(one, startedAt)).resolves.toBe("untold");
    expect(queries.every((query) => "since" in query)).toBe(true);
  });

  test.each([
    { name: "a 404 of an endpoint that needs its filter", error: missing, isRequired: true },
    { name: "any other failure", error: new SourceError("no answer"), isRequired: false },
  ])("throws $name", async ({ error, isRequired }) => {
    const { one } = asked({ later: error, longAgo: "rows", all: "rows" }, isRequired);

    await expect(judgeFilter(one, startedAt)).rejects.toBe(error);
  });
});

test.each(["ignored", "answers nothing", "refused"] as const)(
  "the sentence for a filter that is %s names its parameter or what to set",
  (verdict) => {
    expect(describeVerdict(verdict, "updateSince")).toMatch(/updateSince/);
  },
);
