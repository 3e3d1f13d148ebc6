import { describe, expect, test } from "@jest/globals";
import type { S3Object } from "../simulator/s3/objects.js";
import { writeResult, type XmlElement } from "../simulator/s3/xml.js";
import { awkwardKeys, withStore } from "../simulator/s3-scene.js";
import { readingOf } from "./s3-reading.js";

/** Objects of a large bucket; `npm run test:long` lists a hundred thousand. */
const many = Number(process.env["TAP_OMETRIA_TEST_OBJECTS"] ?? 20_000);

describe("the list of a bucket", () => {
  test("holds each object with its key, size, ETag and moment in whole seconds", async () => {
    await withStore(async ({ server, objects }) => {
      objects.put("2026/one.csv", "12345", Date.parse("2026-01-05T12:00:00Z"));
      objects.put("empty.csv", "", Date.parse("2026-01-06T00:00:00Z"));
      const reading = readingOf(server);

      const listed = await reading.list();

      expect(listed).toEqual([
        {
          key: "2026/one.csv",
          size: 5,
          etag: '"827ccb0eea8a706c4c34a16891f84e7b"',
          modifiedMs: Date.parse("2026-01-05T12:00:00Z"),
        },
        {
          key: "empty.csv",
          size: 0,
          etag: '"d41d8cd98f00b204e9800998ecf8427e"',
          modifiedMs: Date.parse("2026-01-06T00:00:00Z"),
        },
      ]);
      expect(reading.store.url).toBe("s3://ometria-export");
    });
  });

  test.each(["pre", "pre/", "pre//"])("is that of a folder, written `%s`", async (prefix) => {
    await withStore(async ({ server, objects }) => {
      for (const key of ["pre/a.csv", "pre/x/b.csv", "pre2/c.csv", "pre.csv", "pre", "a/pre/d.csv"])
        objects.put(key, key);

      const keys = await readingOf(server, { prefix }).keys();

      expect(keys).toEqual(["a.csv", "x/b.csv"]);
    });
  });

  test("leaves out what a console shows as folders", async () => {
    await withStore(async ({ server, objects }) => {
      for (const key of ["pre/", "pre/2026/", "pre/2026/a.csv"]) objects.put(key, "");

      const [below, all] = [readingOf(server, { prefix: "pre" }), readingOf(server)];

      expect(await below.keys()).toEqual(["2026/a.csv"]);
      expect(await all.keys()).toEqual(["pre/2026/a.csv"]);
    });
  });

  const prefixes = ["", "a folder", "50%", "a+b/%2B", "R&D <'\">", "exports/é日本😀"];
  test.each(prefixes)(
    "and its objects are found whatever their keys, below `%s`",
    async (prefix) => {
      await withStore(async ({ server, objects }) => {
        const folder = prefix === "" ? "" : `${prefix}/`;
        for (const key of awkwardKeys) objects.put(folder + key, `this is ${key}`);
        const reading = readingOf(server, { prefix });

        const listed = await reading.list();

        const texts = await Promise.all(listed.map((object) => reading.read(object)));
        expect(listed.map(({ key }) => key).sort()).toEqual([...awkwardKeys].sort());
        expect(texts.map(String)).toEqual(listed.map(({ key }) => `this is ${key}`));
      });
    },
  );

  test("is whole where it comes in several pages", async () => {
    await withStore(async ({ server, objects }) => {
      const keys = Array.from({ length: 2_500 }, (_, index) => `${10_000 + index} %+é.csv`);
      for (const key of keys) objects.put(key, "");

      const listed = await readingOf(server).keys();

      const tokens = server.requests.map(({ query }) => query["continuation-token"]);
      expect(listed).toEqual(keys);
      expect(tokens.map((token) => token === undefined)).toEqual([true, false, false]);
      expect(new Set(tokens).size).toBe(3);
    });
  });

  test("may have tens of thousands of objects", async () => {
    const objects = Array.from({ length: many }, (_, index): S3Object => ({
      key: `events/${1_000_000 + index}.csv`,
      size: index,
      etag: `"${index}"`,
      modifiedMs: 1_000 * index,
    }));
    const served = { list: () => objects, open: () => undefined };
    await withStore(
      async ({ server }) => {
        const listed = await readingOf(server, { prefix: "events" }).list();

        expect(listed).toHaveLength(many);
        expect(new Set(listed.map(({ key }) => key)).size).toBe(many);
        expect(listed.reduce((sum, { size }) => sum + size, 0)).toBe((many * (many - 1)) / 2);
        expect(server.requests).toHaveLength(many / 1_000);
      },
      { objects: served },
    );
  });

  test("is empty where there is no object", async () => {
    await withStore(async ({ server }) => {
      const keys = await readingOf(server, { prefix: "nothing/here" }).keys();

      expect(keys).toEqual([]);
    });
  });
});

describe("a page that comes broken", () => {
  const faults = [
    { happens: "is refused for too many requests", action: { kind: "status", status: 503 } },
    { happens: "fails inside the store", action: { kind: "status", status: 500 } },
    { happens: "is never answered", action: { kind: "reset" } },
    { happens: "breaks off", action: { kind: "cut", afterBytes: 300 } },
    { happens: "is no XML", action: { kind: "body", body: "<ListBucketResult><Cont" } },
  ] as const;
  test.each(faults)("is asked for again where it $happens", async ({ action }) => {
    await withStore(async ({ server, objects }) => {
      for (let index = 0; index < 1_001; index += 1) objects.put(`${10_000 + index}.csv`, "");
      const isSecond = { match: ({ query }: Query) => "continuation-token" in query };
      server.faults.add({ ...isSecond, times: 2, action });
      const reading = readingOf(server);

      const keys = await reading.keys();

      expect(keys).toHaveLength(1_001);
      expect(reading.warnings()).toHaveLength(2);
      expect(reading.warnings()[0]).toMatch(/^s3:\/\/ometria-export\/: .+; trying again$/);
      expect(server.requests).toHaveLength(4);
    });
  });
});

describe("a list that cannot be true is refused, and never goes on for ever:", () => {
  const lists = [
    {
      what: "one that says that there is more, and not where",
      answers: [page(["a.csv"], undefined)],
      says: /^The list of s3:\/\/ometria-export\/ cannot be trusted: it says that there is more, and not where\.$/,
    },
    {
      what: "one that says the same place twice",
      answers: [page(["a.csv"], "MQ=="), page(["b.csv"], "MQ==")],
      says: /goes round in a circle/,
    },
    {
      what: "one that goes back to an earlier place",
      answers: [page(["a.csv"], "MQ=="), page(["b.csv"], "Mg=="), page(["c.csv"], "MQ==")],
      says: /goes round in a circle/,
    },
    {
      what: "one that begins anew, whatever place it is asked for",
      answers: ["MQ==", "Mg==", "Mw=="].map((token) => page(["a.csv", "b.csv"], token)),
      says: /goes round in a circle/,
    },
    {
      what: "a page for people",
      answers: ["<html><head><title>Welcome</title></head><body>Hi</body></html>"],
      says: /what came was no list of objects/,
    },
    {
      what: "keys that are not written as the list says",
      answers: [listOf([["EncodingType", "url"], ...contents(["100%.csv"])])],
      says: /100%\.csv in it is not encoded as it says/,
    },
    {
      what: "an object without a time",
      answers: [listOf([["Contents", [["Key", "a.csv"]]]])],
      says: /it does not say when a\.csv was modified/,
    },
  ];
  test.each(lists)("$what", async ({ answers, says }) => {
    await withStore(async ({ server }) => {
      for (const body of answers) server.faults.add({ action: { kind: "body", body } });
      const reading = readingOf(server, { maxRetries: 0 });

      const outcome = reading.keys();

      await expect(outcome).rejects.toMatchObject({ code: "source" });
      await expect(outcome).rejects.toThrow(says);
      expect(server.requests.length).toBeLessThanOrEqual(answers.length);
    });
  });
});

interface Query {
  readonly query: Readonly<Record<string, string>>;
}

/** A page that says that there is more behind it. */
function page(keys: readonly string[], token: string | undefined): string {
  const next: XmlElement[] = token === undefined ? [] : [["NextContinuationToken", token]];
  return writeResult([
    "ListBucketResult",
    [["Name", "ometria-export"], ["IsTruncated", true], ...next, ...contents(keys)],
  ]);
}

function listOf(elements: readonly XmlElement[]): string {
  return writeResult(["ListBucketResult", [["IsTruncated", false], ...elements]]);
}

function contents(keys: readonly string[]): XmlElement[] {
  return keys.map((key) => [
    "Contents",
    [
      ["Key", key],
      ["LastModified", "2026-01-05T12:00:00.000Z"],
      ["ETag", '"1"'],
      ["Size", 1],
    ],
  ]);
}
