import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { longText, readingOf } from "../exports/s3-reading.js";
import { withCuttingProxy } from "./cutting-proxy.js";
import { withBucket } from "./gateway.js";

const content = longText(20_000);

describe("the list of a bucket", () => {
  const keys = ["a b.csv", "a%20b.csv", "a+b.csv", "a&b=c?d#e.csv", "a'b\"<c>.csv", "é/日本😀.csv"];

  test.each(["", "a folder", "50%+", "é日本"])(
    "and its objects are found whatever their keys, below `%s`",
    async (prefix) => {
      await withBucket(async ({ access, put }) => {
        const folder = prefix === "" ? "" : `${prefix}/`;
        for (const key of keys) await put(folder + key, `this is ${key}`);
        const reading = readingOf(access, { prefix });

        const listed = await reading.list();

        const texts = await Promise.all(listed.map((object) => reading.read(object)));
        expect(listed.map(({ key }) => key).sort()).toEqual([...keys].sort());
        expect(texts.map(String)).toEqual(listed.map(({ key }) => `this is ${key}`));
      });
    },
  );

  test("is that of a folder, without what stands for the folder itself", async () => {
    await withBucket(async ({ access, put }) => {
      for (const key of ["pre/a.csv", "pre/x/b.csv", "pre2/c.csv", "pre.csv"]) await put(key, key);
      for (const key of ["pre/", "pre/empty/"]) await put(key, "");

      const found = await readingOf(access, { prefix: "pre" }).keys();

      expect(found.sort()).toEqual(["a.csv", "x/b.csv"]);
    });
  });

  test("is whole where it comes in several pages", async () => {
    await withBucket(async ({ access, put }) => {
      const many = Array.from({ length: 2_100 }, (_, index) => `${10_000 + index} é+.csv`);
      for (let at = 0; at < many.length; at += 50)
        await Promise.all(many.slice(at, at + 50).map((key) => put(`events/${key}`, key)));

      const listed = await readingOf(access, { prefix: "events" }).list();

      expect(listed.map(({ key }) => key).sort()).toEqual(many);
      expect(listed.every(({ key, size }) => size === Buffer.byteLength(key))).toBe(true);
    });
  });
});

describe("an object", () => {
  test("that was uploaded in parts is read whole", async () => {
    await withBucket(async ({ access, putInParts }) => {
      const parts = [randomBytes(5 * 1024 * 1024), randomBytes(6 * 1024 * 1024), randomBytes(1234)];
      const etag = await putInParts("large.csv", parts);
      const { only, read } = readingOf(access);
      const object = await only();

      const bytes = await read(object);

      expect(etag).toMatch(/^"[0-9a-f]{32}-3"$/);
      expect(object.etag).toBe(etag);
      expect(bytes.equals(Buffer.concat(parts))).toBe(true);
    });
  });

  test("that breaks off, and again, is continued by Range with If-Match", async () => {
    await withBucket(async ({ access, put }) => {
      await put("a b+é.csv", content);
      await withCuttingProxy(access.endpoint, async ({ endpoint, cut, heads }) => {
        const { only, read } = readingOf({ ...access, endpoint }, { maxRetries: 1 });
        const object = await only();
        const asked = "a%20b%2B%C3%A9.csv";
        cut(...[12_345, 100, 200_000].map((afterBytes) => ({ asked, afterBytes })));

        const bytes = await read(object);

        const gets = heads().slice(1);
        expect(bytes.toString()).toBe(content);
        expect(gets.map((head) => /^range: (.*)\r$/m.exec(head)?.[1])).toEqual([
          undefined,
          "bytes=12345-",
          "bytes=12445-",
          "bytes=212445-",
        ]);
        for (const head of gets) expect(head).toContain(`\r\nif-match: ${object.etag}\r\n`);
      });
    });
  });

  test("that was uploaded in parts and breaks off is continued too", async () => {
    await withBucket(async ({ access, putInParts }) => {
      const parts = [randomBytes(5 * 1024 * 1024), randomBytes(99_999)];
      await putInParts("large.csv", parts);
      await withCuttingProxy(access.endpoint, async ({ endpoint, cut }) => {
        const { only, read } = readingOf({ ...access, endpoint });
        const object = await only();
        cut({ asked: "large.csv", afterBytes: 5 * 1024 * 1024 + 1 });

        const bytes = await read(object);

        expect(bytes.equals(Buffer.concat(parts))).toBe(true);
      });
    });
  });

  test("that is overwritten while it is read is refused, and read anew once it is listed anew", async () => {
    await withBucket(async ({ access, put }) => {
      const changed = content.replaceAll("line", "LINE");
      await put("a.csv", content);
      await withCuttingProxy(access.endpoint, async ({ endpoint, cut }) => {
        const { only, read } = readingOf({ ...access, endpoint });
        const object = await only();
        cut({ asked: "a.csv", afterBytes: 50_000, then: () => put("a.csv", changed) });

        await expect(read(object)).rejects.toMatchObject({
          code: "source",
          message:
            "a.csv could not be read: it was changed after it was listed (PreconditionFailed).",
        });

        expect((await read(await only())).toString()).toBe(changed);
      });
    });
  });
});
