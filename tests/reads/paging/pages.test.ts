import { describe, expect, test } from "@jest/globals";
import { anyEndpoint } from "../../../src/ometria/endpoints.js";
import { Pages, type Page, type PagedRequest } from "../../../src/reads/paging/pages.js";
import { withServer } from "../../support/http-server.js";
import { setReadScene } from "../../support/read-scene.js";

interface Row {
  readonly id: number;
}

type Serve = (limit: number, offset: number, request: number) => unknown;

interface Result {
  readonly pages: readonly Page[];
  readonly ids: readonly unknown[];
  readonly onlyAnswer: number | undefined;
  readonly error: unknown;
  readonly requests: number;
}

/** Reads a collection that a server answers as `serve` says. */
async function read(serve: Serve, request: Partial<PagedRequest> = {}): Promise<Result> {
  const pages: Page[] = [];
  let result: Pick<Result, "onlyAnswer" | "error"> = { onlyAnswer: undefined, error: undefined };
  let requests = 0;
  await withServer(
    ({ url = "" }, response) => {
      const query = new URL(url, "http://x").searchParams;
      const [limit, offset] = [Number(query.get("limit")), Number(query.get("offset"))];
      response.end(JSON.stringify(serve(limit, offset, requests)));
      requests += 1;
    },
    async ({ origin }) => {
      const { client } = setReadScene({ baseUrl: origin });
      const all = new Pages(client, {
        endpoint: anyEndpoint("/rows"),
        path: "/rows",
        query: {},
        limit: 20,
        ifOffsetIsIgnored: "tell",
        ...request,
      });
      try {
        for await (const page of all) pages.push(page);
        result = { onlyAnswer: all.onlyAnswer, error: undefined };
      } catch (error) {
        result = { onlyAnswer: undefined, error };
      }
    },
  );
  const ids = pages.flatMap(({ rows }) => rows.map(({ id }) => id));
  return { ...result, pages, ids, requests };
}

function numbered(count: number, from = 0): Row[] {
  return Array.from({ length: count }, (_, index) => ({ id: from + index }));
}

const idsOf = (rows: readonly Row[]): number[] => rows.map(({ id }) => id);

// A machine that is busy takes several times as long.
describe("Pages", () => {
  test("yields every row once, its place, and the cursor of a resume", async () => {
    const rows = numbered(45);

    const { pages, ids, onlyAnswer } = await read((limit, offset) =>
      rows.slice(offset, offset + limit),
    );

    expect(ids).toEqual(idsOf(rows));
    expect(onlyAnswer).toBeUndefined();
    expect(pages.map(({ cursor }) => cursor.offset)).toEqual([20, 35, 45]);
    expect(pages[1]?.place(0)).toBe("GET /rows row 20");
    expect(pages[0]?.cursor.lastIds).toEqual(idsOf(rows.slice(0, 20)).map(String));
  });

  test("loses nothing when it is killed after any page and goes on from its cursor", async () => {
    const rows = numbered(60);
    const serve: Serve = (limit, offset) => rows.slice(offset, offset + limit);
    const whole = await read(serve);

    for (const [index, { cursor }] of whole.pages.entries()) {
      const rest = await read(serve, { from: cursor });

      const before = whole.pages.slice(0, index + 1).flatMap((page) => page.rows);
      expect([...before.map(({ id }) => id), ...rest.ids]).toEqual(idsOf(rows));
    }
  });

  test.each([
    { name: "the service sends fewer rows than asked for", served: 7 },
    { name: "the service ignores limit", served: 1_000 },
  ])("yields every row where $name", async ({ served }) => {
    const rows = numbered(45);

    const { ids, onlyAnswer } = await read((_limit, offset) => rows.slice(offset, offset + served));

    expect(ids).toEqual(idsOf(rows));
    expect(onlyAnswer).toBeUndefined();
  });

  test.each([
    { name: "a ceiling with empty pages", beyond: [] },
    { name: "a ceiling that repeats its last page", beyond: numbered(20, 60) },
  ])("fails at $name, in a resumed pass too", async ({ beyond }) => {
    const rows = numbered(200);
    const serve: Serve = (limit, offset) =>
      offset > 60 ? beyond : rows.slice(offset, offset + limit);
    const first = await read(serve);

    const resumed = await read(serve, { from: first.pages.at(-1)?.cursor });

    expect(first.error).toMatchObject({ code: "assumption" });
    expect(resumed.error).toMatchObject({ code: "assumption" });
    expect(first.requests).toBeLessThan(50);
  });

  test("fails where rows that were read twice have changed their order", async () => {
    const rows = numbered(30);
    const mixed = [...rows.slice(0, 15), ...rows.slice(15, 20).reverse(), ...rows.slice(20)];

    const { ids, error } = await read((limit, offset, request) =>
      (request === 0 ? rows : mixed).slice(offset, offset + limit),
    );

    expect(error).toMatchObject({ exitCode: 4 });
    expect(String(error)).toContain("changed their order");
    expect(ids).toEqual(idsOf(rows));
  });

  test("refuses an answer that is no array of rows", async () => {
    const { error } = await read(() => ({ error: "no" }));

    expect(error).toMatchObject({ code: "source" });
  });
});

describe("Pages that come the same for every offset", () => {
  test.each([3, 8, 20])("tell their reader how many rows came (%d)", async (count) => {
    const rows = numbered(count);

    const { onlyAnswer, ids } = await read(() => rows);

    expect(onlyAnswer).toBe(count);
    expect(ids).toEqual(idsOf(rows));
  });

  test("fail where their reader leaves it to them, and more may be left", async () => {
    const { error } = await read(() => numbered(15), { ifOffsetIsIgnored: "judge" });

    expect(error).toMatchObject({ code: "assumption" });
  });
});
