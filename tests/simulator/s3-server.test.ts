import { HeadBucketCommand, HeadObjectCommand, ListBucketsCommand } from "@aws-sdk/client-s3";
import { expect, test } from "@jest/globals";
import { createFakeClock } from "../support/fake-clock.js";
import { startS3Server } from "./s3/server.js";
import {
  askRaw,
  authorise,
  awkwardKeys,
  getObject,
  textOf,
  withStore,
  type S3Scene,
} from "./s3-scene.js";

const modifiedMs = Date.UTC(2026, 1, 3, 4, 5, 6);

/** Asks for `/ometria-export/key`, signed, with further headers. */
function askKey({ server }: S3Scene, key: string, headers: Readonly<Record<string, string>> = {}) {
  const path = `/${server.bucket}/${key}`;
  return askRaw(server, path, { headers: { ...authorise(server), ...headers } });
}

test("gives an object with what there is to say of it, and without its bytes to HEAD", async () => {
  await withStore(async (scene) => {
    scene.objects.put("a.csv", "abc", modifiedMs);
    const said = {
      ETag: '"900150983cd24fb0d6963f7d28e17f72"',
      ContentLength: 3,
      ContentType: "binary/octet-stream",
      AcceptRanges: "bytes",
      LastModified: new Date(modifiedMs),
    };

    const found = await getObject(scene, { Key: "a.csv" });
    const { client, server } = scene;
    const input = { Bucket: server.bucket, Key: "a.csv" };
    const head = await client.send(new HeadObjectCommand(input));

    expect(found).toMatchObject({ ...said, text: "abc" });
    expect(head).toMatchObject(said);
    expect(server.requests).toMatchObject([{ method: "GET" }, { method: "HEAD" }]);
  });
});

test("finds objects by any key, and a space by + as well", async () => {
  await withStore(async (scene) => {
    for (const key of awkwardKeys) {
      scene.objects.put(key, `content of ${key}`);
      expect((await getObject(scene, { Key: key })).text).toBe(`content of ${key}`);
      expect(scene.server.requests.at(-1)?.path).toBe(`/ometria-export/${key}`);
    }

    expect((await askKey(scene, "a+b.csv")).body).toBe("content of a b.csv");
    expect((await askKey(scene, "a%2Bb.csv")).body).toBe("content of a+b.csv");
  });
});

test("gives the part of an object that was asked for", async () => {
  await withStore(async (scene) => {
    scene.objects.put("ten", "0123456789");
    const ask = async (range: string) => {
      const { status, headers, body } = await askKey(scene, "ten", { range });
      return [status, headers["content-range"], headers["content-length"], body];
    };

    expect(await ask("bytes=2-4")).toEqual([206, "bytes 2-4/10", "3", "234"]);
    expect(await ask("bytes=7-")).toEqual([206, "bytes 7-9/10", "3", "789"]);
    expect(await ask("bytes=0-99")).toEqual([206, "bytes 0-9/10", "10", "0123456789"]);
    expect(await ask("bytes=-4")).toEqual([206, "bytes 6-9/10", "4", "6789"]);
    expect(await ask("bytes=-99")).toEqual([206, "bytes 0-9/10", "10", "0123456789"]);
    for (const odd of ["bytes=4-2", "bytes=-", "bytes=0-1,4-5", "lines=0-1"]) {
      expect(await ask(odd)).toEqual([200, undefined, "10", "0123456789"]);
    }
    expect(await getObject(scene, { Key: "ten", Range: "bytes=9-" })).toMatchObject({
      ContentRange: "bytes 9-9/10",
      text: "9",
    });
  });
});

test("refuses a range without any bytes", async () => {
  await withStore(async (scene) => {
    scene.objects.put("ten", "0123456789");
    scene.objects.put("empty", "");

    const behind = await askKey(scene, "ten", { range: "bytes=10-" });
    const none = await askKey(scene, "ten", { range: "bytes=-0" });
    const empty = await askKey(scene, "empty", { range: "bytes=0-" });

    expect([behind, none, empty].map(({ status }) => status)).toEqual([416, 416, 416]);
    expect(textOf(behind, "ActualObjectSize")).toBe("10");
    expect(behind.headers["content-range"]).toBe("bytes */10");
    expect((await getObject(scene, { Key: "empty" })).text).toBe("");
    await expect(getObject(scene, { Key: "ten", Range: "bytes=10-" })).rejects.toMatchObject({
      name: "InvalidRange",
    });
  });
});

test("gives an object only as it was, where If-Match says so", async () => {
  await withStore(async (scene) => {
    scene.objects.put("a", "one");
    const { ETag: tag = "" } = await getObject(scene, { Key: "a" });

    expect((await getObject(scene, { Key: "a", IfMatch: tag })).text).toBe("one");
    expect((await askKey(scene, "a", { "if-match": "*" })).status).toBe(200);
    scene.objects.put("a", "two");
    await expect(
      getObject(scene, { Key: "a", IfMatch: tag, Range: "bytes=99-" }),
    ).rejects.toMatchObject({
      name: "PreconditionFailed",
      Condition: "If-Match",
      $metadata: { httpStatusCode: 412 },
    });
    expect(scene.server.requests.at(-1)).toMatchObject({ range: "bytes=99-", ifMatch: tag });
  });
});

test("answers 304 where If-None-Match has the object as it is", async () => {
  await withStore(async (scene) => {
    scene.objects.put("a", "one");
    const { ETag: tag = "" } = await getObject(scene, { Key: "a" });

    const same = await askKey(scene, "a", { "if-none-match": tag });
    const other = await askKey(scene, "a", { "if-none-match": '"other"' });

    expect([same.status, same.headers.etag, same.body]).toEqual([304, tag, ""]);
    expect([other.status, other.body]).toEqual([200, "one"]);
  });
});

test("says what is wrong in S3's XML, with an id for each request", async () => {
  await withStore(async (scene) => {
    const { server } = scene;
    const headers = authorise(server);
    const describe = async (path: string, method = "GET") => {
      const answer = await askRaw(server, path, { method, headers });
      expect(answer.headers["content-type"]).toBe("application/xml");
      expect(answer.headers["x-amz-request-id"]).toBe(textOf(answer, "RequestId"));
      expect(textOf(answer, "Message")).not.toBe("");
      return [answer.status, textOf(answer, "Code"), textOf(answer, "Resource")];
    };

    expect(await describe("/other?list-type=2")).toEqual([404, "NoSuchBucket", "/other"]);
    expect(await describe("/ometria-export/%3Ca%26")).toEqual([
      404,
      "NoSuchKey",
      "/ometria-export/&lt;a&amp;",
    ]);
    expect(await describe("/ometria-export/%E0")).toEqual([
      400,
      "InvalidURI",
      "/ometria-export/%E0",
    ]);
    expect(await describe("/ometria-export")).toEqual([501, "NotImplemented", "/ometria-export"]);
    for (const method of ["PUT", "POST", "DELETE"]) {
      const refused = [405, "MethodNotAllowed", "/ometria-export/a"];
      expect(await describe("/ometria-export/a", method)).toEqual(refused);
    }
    expect(new Set(server.requests.map(({ status }) => status))).toEqual(
      new Set([404, 400, 501, 405]),
    );
  });
});

test("is understood by the vendor's client where something is not there", async () => {
  await withStore(async (scene) => {
    const { client, server } = scene;
    const head = (Bucket: string) => client.send(new HeadBucketCommand({ Bucket }));
    const object = { Bucket: server.bucket, Key: "none" };

    expect(await head(server.bucket)).toMatchObject({ BucketRegion: "eu-west-1" });
    await expect(head("other")).rejects.toMatchObject({ name: "NotFound" });
    await expect(client.send(new HeadObjectCommand(object))).rejects.toMatchObject({
      name: "NotFound",
    });
    await expect(getObject(scene, { Key: "none" })).rejects.toMatchObject({
      name: "NoSuchKey",
      Key: "none",
    });
    await expect(client.send(new ListBucketsCommand())).rejects.toMatchObject({
      name: "NoSuchBucket",
    });
  });
});

test("wants a signature, of its own access key and for its own region", async () => {
  await withStore(async ({ server, objects }) => {
    objects.put("a", "one");
    const ask = async (headers: Readonly<Record<string, string>>, query = "") => {
      const answer = await askRaw(server, `/ometria-export/a${query}`, { headers });
      return [answer.status, textOf(answer, "Code")];
    };
    const credential = (id: string, region: string) =>
      `?X-Amz-Signature=0&X-Amz-Credential=${id}/20260101/${region}/s3/aws4_request`;
    const region = authorise(server, { region: "us-east-1" });
    const stranger = authorise(server, { accessKeyId: "stranger" });

    expect(await ask({})).toEqual([403, "AccessDenied"]);
    expect(await ask(stranger)).toEqual([403, "InvalidAccessKeyId"]);
    expect(await ask(region)).toEqual([400, "AuthorizationHeaderMalformed"]);
    expect(await ask({ authorization: "Basic eA==" })).toEqual([
      400,
      "AuthorizationHeaderMalformed",
    ]);
    expect(await ask({}, credential(server.accessKeyId, "eu-west-1"))).toEqual([200, undefined]);
    expect(await ask({}, credential("stranger", "eu-west-1"))).toEqual([403, "InvalidAccessKeyId"]);
    expect(await ask({}, credential(server.accessKeyId, "us-east-1"))).toEqual([
      400,
      "AuthorizationQueryParametersError",
    ]);
    const wrong = await askRaw(server, "/ometria-export/a", { headers: region });
    expect(textOf(wrong, "Region")).toBe("eu-west-1");
    expect(wrong.headers["x-amz-bucket-region"]).toBe("eu-west-1");
  });
});

test("goes by other names where it is told to, with the time it is told in its Date header", async () => {
  const options = {
    bucket: "mine",
    region: "us-west-2",
    accessKeyId: "me",
    secretAccessKey: "mine",
    clock: createFakeClock(modifiedMs),
  };
  await withStore(async (scene) => {
    scene.objects.put("a", "one");

    expect((await getObject(scene, { Key: "a" })).text).toBe("one");
    expect((await askKey(scene, "a")).headers.date).toBe("Tue, 03 Feb 2026 04:05:06 GMT");
    const port = Number(new URL(scene.server.endpoint).port);
    await expect(startS3Server({ objects: scene.objects, port })).rejects.toMatchObject({
      code: "usage",
    });
  }, options);
});
