import { describe, expect, test } from "@jest/globals";
import { anyEndpoint } from "../../../src/ometria/endpoints.js";
import { requireWhole } from "../../../src/reads/paging/whole.js";
import type { ApiReader } from "../../../src/service/reader.js";

interface Case {
  readonly length: number;
  readonly limit?: number;
  readonly isPaged?: boolean;
  readonly isWhole?: boolean;
  /** Rows that come where five are asked for. */
  readonly few?: number;
}

/** Judges an answer of so many rows; resolves with the requests that it took. */
async function judge({ length, limit = 20, few = length, ...facts }: Case): Promise<number> {
  let asked = 0;
  const client: ApiReader = {
    depth: 1,
    now: () => 0,
    get: () => {
      asked += 1;
      return Promise.resolve(Array.from({ length: few }, (_, id) => ({ id })));
    },
  };
  const endpoint = { ...anyEndpoint("/rows"), ...facts };
  await requireWhole(client, { endpoint, path: "/rows", query: {}, limit }, length);
  return asked;
}

describe("the only answer of a paged endpoint", () => {
  test.each([
    { name: "fewer rows than the default page", length: 9 },
    { name: "more rows than asked for", length: 21 },
    { name: "fewer rows than a small limit", length: 3, limit: 4 },
    { name: "rows of which the user says that they are all", length: 20, isWhole: true },
  ])("is whole with $name", async (answer) => {
    await expect(judge(answer)).resolves.toBe(0);
  });

  test.each([
    { length: 10, limit: 20 },
    { length: 15, limit: 20 },
    { length: 20, limit: 20 },
    { length: 4, limit: 4 },
    { length: 100, limit: 250 },
  ])("may be cut off with $length rows of $limit", async (answer) => {
    await expect(judge(answer)).rejects.toMatchObject({
      code: "assumption",
      message: expect.stringContaining("ignores offset"),
      hint: expect.stringContaining("endpoints.request.whole"),
    });
  });
});

describe("the only answer of an endpoint that is documented without paging", () => {
  test.each([0, 9, 11, 20, 50, 300])("is whole with %d rows", async (length) => {
    await expect(judge({ length, limit: 250, isPaged: false })).resolves.toBe(0);
  });

  test.each([10, 250])(
    "is whole with a full page of %d where as many come when fewer are asked for",
    async (length) => {
      await expect(judge({ length, limit: 250, isPaged: false })).resolves.toBe(1);
    },
  );

  test.each([10, 250])(
    "may be cut off with a full page of %d where fewer come when fewer are asked for",
    async (length) => {
      const answer = { length, limit: 250, isPaged: false, few: 5 };

      await expect(judge(answer)).rejects.toMatchObject({ code: "assumption" });
    },
  );
});
