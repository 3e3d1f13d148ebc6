import { ListObjectsV2Command, type ListObjectsV2CommandInput } from "@aws-sdk/client-s3";
import { expect, test } from "@jest/globals";
import { createMemoryObjects, type S3Object } from "./s3/objects.js";
import { askRaw, authorise, awkwardKeys, textOf, withStore, type S3Scene } from "./s3-scene.js";

function list({ client, server }: S3Scene, input: Omit<ListObjectsV2CommandInput, "Bucket"> = {}) {
  return client.send(new ListObjectsV2Command({ Bucket: server.bucket, ...input }));
}

/** Everything that a listing shows, page by page. */
async function listPages(scene: S3Scene, input: Omit<ListObjectsV2CommandInput, "Bucket"> = {}) {
  const pages: string[][] = [];
  let token: string | undefined;
  do {
    const page = await list(scene, { ...input, ...(token && { ContinuationToken: token }) });
    const prefixes = page.CommonPrefixes?.map(({ Prefix = "" }) => Prefix) ?? [];
    pages.push([...(page.Contents?.map(({ Key = "" }) => Key) ?? []), ...prefixes]);
    token = page.NextContinuationToken;
    expect([page.IsTruncated, page.KeyCount]).toEqual([
      token !== undefined,
      pages.at(-1)?.length ?? 0,
    ]);
  } while (token !== undefined);
  return pages;
}

function virtualObjects(count: number): S3Object[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `part/${String(count - index).padStart(6, "0")}.csv`,
    size: index,
    etag: '"0"',
    modifiedMs: 0,
  }));
}

test("shows each object with its ETag, its size and when it was modified", async () => {
  await withStore(async (scene) => {
    scene.objects.put("a.csv", "abc", Date.UTC(2026, 1, 3, 4, 5, 6));

    const page = await list(scene);
    const raw = await askRaw(scene.server, "/ometria-export?list-type=2", {
      headers: authorise(scene.server),
    });

    expect(page).toMatchObject({
      Name: "ometria-export",
      Prefix: "",
      MaxKeys: 1000,
      KeyCount: 1,
      IsTruncated: false,
      Contents: [
        {
          Key: "a.csv",
          ETag: '"900150983cd24fb0d6963f7d28e17f72"',
          Size: 3,
          LastModified: new Date(Date.UTC(2026, 1, 3, 4, 5, 6)),
          StorageClass: "STANDARD",
        },
      ],
    });
    expect(textOf(raw, "LastModified")).toBe("2026-02-03T04:05:06.000Z");
    expect(textOf(raw, "ETag")).toBe("&quot;900150983cd24fb0d6963f7d28e17f72&quot;");
    expect(raw.headers["content-type"]).toBe("application/xml");
  });
});

test("lists keys in the order of their bytes, whatever they are made of", async () => {
  await withStore(async (scene) => {
    for (const key of awkwardKeys.toReversed()) scene.objects.put(key, key);

    expect(await listPages(scene)).toEqual([awkwardKeys]);
    expect(await listPages(scene, { MaxKeys: 2 })).toEqual([
      awkwardKeys.slice(0, 2),
      awkwardKeys.slice(2, 4),
      awkwardKeys.slice(4, 6),
      awkwardKeys.slice(6, 8),
      awkwardKeys.slice(8),
    ]);
  });
});

test("writes keys as addresses do where that is asked for, a space as +", async () => {
  await withStore(async (scene) => {
    for (const key of awkwardKeys) scene.objects.put(key, key);
    scene.objects.put("a*~(1).csv", "");

    const page = await list(scene, { EncodingType: "url", Prefix: "a", StartAfter: "a " });

    expect(page.EncodingType).toBe("url");
    expect(page.StartAfter).toBe("a+");
    expect(page.Contents?.map(({ Key }) => Key)).toEqual([
      "a+b.csv",
      "a%2520b.csv",
      "a%26b%3Dc%3Fd%23e.csv",
      "a%27b%22%3Cc%3E.csv",
      "a*%7E%281%29.csv",
      "a%2Bb.csv",
      "a//b.csv",
    ]);
    const all = await list(scene, { EncodingType: "url" });
    expect(
      all.Contents?.map(({ Key = "" }) => decodeURIComponent(Key.replaceAll("+", " "))),
    ).toEqual(expect.arrayContaining(awkwardKeys));
  });
});

test("gives at most a thousand keys at once, and all of them in the end", async () => {
  const all = virtualObjects(10_500);
  const objects = { list: () => all, open: () => undefined };
  await withStore(
    async (scene) => {
      const first = await list(scene, { MaxKeys: 5_000 });
      const pages = await listPages(scene);

      expect([first.MaxKeys, first.KeyCount]).toEqual([1_000, 1_000]);
      expect(pages.map(({ length }) => length)).toEqual([...Array<number>(10).fill(1_000), 500]);
      expect(pages.flat()).toEqual(all.map(({ key }) => key).reverse());
    },
    { objects },
  );
});

test("goes on behind the last key of a page, though objects have come and gone", async () => {
  await withStore(async (scene) => {
    for (const key of ["a", "b", "c", "d"]) scene.objects.put(key, key);
    const first = await list(scene, { MaxKeys: 2 });

    scene.objects.remove("b");
    scene.objects.put("a2", "new");
    scene.objects.put("c2", "new");
    const { NextContinuationToken: token } = first;
    const next = await list(scene, { ContinuationToken: token, StartAfter: "a" });

    expect(next.Contents?.map(({ Key }) => Key)).toEqual(["c", "c2", "d"]);
    expect(next.ContinuationToken).toBe(token);
  });
});

test("leaves out keys that begin otherwise, and those up to the one that was named", async () => {
  await withStore(async (scene) => {
    for (const key of ["a", "b/1", "b/2", "b/3", "c"]) scene.objects.put(key, key);

    expect(await listPages(scene, { Prefix: "b/" })).toEqual([["b/1", "b/2", "b/3"]]);
    expect(await listPages(scene, { Prefix: "b/", StartAfter: "b/1" })).toEqual([["b/2", "b/3"]]);
    expect(await listPages(scene, { StartAfter: "b/25" })).toEqual([["b/3", "c"]]);
    expect(await listPages(scene, { Prefix: "b/", StartAfter: "c" })).toEqual([[]]);
    expect(await listPages(scene, { Prefix: "none" })).toEqual([[]]);
    expect(await listPages(scene, { MaxKeys: 0 })).toEqual([[]]);
  });
});

test("puts keys with a common prefix together, once each, over pages too", async () => {
  await withStore(async (scene) => {
    for (const key of ["a", "b/1", "b/2", "c/1/x", "c/2", "d"]) scene.objects.put(key, key);

    expect(await listPages(scene, { Delimiter: "/" })).toEqual([["a", "d", "b/", "c/"]]);
    expect(await listPages(scene, { Delimiter: "/", MaxKeys: 2 })).toEqual([
      ["a", "b/"],
      ["d", "c/"],
    ]);
    expect(await listPages(scene, { Delimiter: "/", Prefix: "c/" })).toEqual([["c/2", "c/1/"]]);
    expect(await listPages(scene, { Delimiter: "/", MaxKeys: 1 })).toEqual([
      ["a"],
      ["b/"],
      ["c/"],
      ["d"],
    ]);
  });
});

test("refuses parameters that make no sense, and names them", async () => {
  await withStore(async ({ server }) => {
    const refused = async (query: string) => {
      const path = `/ometria-export?list-type=2&${query}`;
      const answer = await askRaw(server, path, { headers: authorise(server) });
      const parts = ["Code", "ArgumentName", "ArgumentValue"].map((name) => textOf(answer, name));
      return [answer.status, ...parts];
    };

    expect(await refused("max-keys=ten")).toEqual([400, "InvalidArgument", "max-keys", "ten"]);
    expect(await refused("max-keys=-1")).toEqual([400, "InvalidArgument", "max-keys", "-1"]);
    expect(await refused("continuation-token=%21")).toEqual([
      400,
      "InvalidArgument",
      "continuation-token",
      "!",
    ]);
    expect(await refused("encoding-type=xml")).toEqual([
      400,
      "InvalidArgument",
      "encoding-type",
      "xml",
    ]);
  });
});

test("keeps control characters in keys apart from the XML around them", async () => {
  const objects = createMemoryObjects();
  objects.put("a\r\n\u0001b", "");
  await withStore(
    async ({ server }) => {
      const answer = await askRaw(server, "/ometria-export/?list-type=2", {
        headers: authorise(server),
      });

      expect(textOf(answer, "Key")).toBe("a&#xd;&#xa;&#x1;b");
    },
    { objects },
  );
});
