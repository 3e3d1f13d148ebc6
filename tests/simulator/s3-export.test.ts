import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "@jest/globals";
import { createFakeClock } from "../support/fake-clock.js";
import { createFolderObjects } from "./s3/folder.js";
import type { S3Access } from "./s3/server.js";
import { askRaw, authorise, clientFor, getObject, withStore } from "./s3-scene.js";
import { ask, serve } from "./serve.js";
import { startSimulator } from "./simulator.js";

const day = 86_400_000;

async function listKeys(client: S3Client, { bucket }: S3Access): Promise<string[]> {
  const { Contents: found = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
  return found.map(({ Key = "" }) => Key);
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sandbox-test-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test("serves the very files of the export, byte for byte", async () => {
  await serve({ at: Date.UTC(2026, 0, 4) }, async (sandbox) => {
    const { s3, exportFolder } = sandbox;
    const client = clientFor(s3);

    const keys = await listKeys(client, s3);
    for (const key of keys) {
      const answer = await getObject({ client, server: s3 }, { Key: key, Range: "bytes=0-" });
      const bytes = readFileSync(join(exportFolder, key));
      expect(answer.ContentLength).toBe(bytes.length);
      expect(answer.LastModified?.toISOString().slice(11)).toBe("02:00:00.000Z");
      expect(answer.text).toBe(bytes.toString());
    }

    expect(keys).toEqual(sandbox.truth().exportKeys);
    expect(sandbox.requests).toEqual([]);
    client.destroy();
  });
});

test("has delivered what is due when the store is asked", async () => {
  const clock = createFakeClock(Date.UTC(2026, 0, 3, 3));
  const sandbox = await startSimulator({
    profiles: 50,
    events: 100,
    clock,
    s3: { bucket: "mine" },
  });
  const client = clientFor(sandbox.s3);

  const before = await listKeys(client, sandbox.s3);
  await clock.advance(2 * day);
  const after = await listKeys(client, sandbox.s3);

  expect([before.length, after.length]).toEqual([3, 5]);
  client.destroy();
  await sandbox.close();
});

test("takes the store down with the sandbox, and the sandbox where the store cannot come up", async () => {
  await serve({}, async (sandbox) => {
    const { baseUrl, s3 } = sandbox;
    const taken = Number(new URL(s3.endpoint).port);
    const other = await startSimulator({ profiles: 1, events: 0 });
    const free = Number(new URL(other.baseUrl).port);
    await other.close();
    const again = () => startSimulator({ profiles: 1, events: 0, port: free, s3: { port: taken } });

    await expect(again()).rejects.toMatchObject({ code: "usage" });
    await expect(askRaw({ ...s3, endpoint: `http://127.0.0.1:${free}` }, "/")).rejects.toThrow();
    expect((await ask(sandbox, "/lists")).status).toBe(200);
    await sandbox.close();
    await expect(askRaw(s3, "/")).rejects.toThrow();
    await expect(fetch(baseUrl)).rejects.toThrow();
    const successor = await again();
    expect(successor.s3.endpoint).toBe(s3.endpoint);
    await successor.close();
  });
});

test("gives files that are whole and lie in the folder, with ETags that follow their content", async () => {
  await withFolder(async (outside) => {
    const folder = join(outside, "export");
    await mkdir(join(folder, "a b"), { recursive: true });
    await writeFile(join(outside, "secret"), "secret");
    await writeFile(join(folder, "a b", "é+%.csv"), "one");
    await writeFile(join(folder, "half.csv.part"), "half");
    await utimes(join(folder, "a b", "é+%.csv"), 1_000.9, 1_000.9);
    const objects = createFolderObjects(folder);

    const [first] = objects.list();
    const unchanged = objects.open("a b/é+%.csv");
    await writeFile(join(folder, "a b", "é+%.csv"), "other");

    expect(first).toEqual({
      key: "a b/é+%.csv",
      size: 3,
      etag: '"f97c5d29941bfb1b2fdab0874906ab82"',
      modifiedMs: 1_000_000,
    });
    expect(unchanged).toMatchObject(first ?? {});
    expect(objects.list()).toMatchObject([{ size: 5, etag: '"795f3202b17cb6bc3d4b771d8c6c9eaf"' }]);
    for (const key of ["../secret", "a b/../../secret", "/", "a b", "a b/", "half.csv.part"]) {
      expect(objects.open(key)).toBeUndefined();
    }
    await withStore(
      async (scene) => {
        const headers = authorise(scene.server);
        const { status } = await askRaw(scene.server, "/ometria-export/..%2Fsecret", { headers });
        const { text } = await getObject(scene, { Key: "a b/é+%.csv", Range: "bytes=1-3" });

        expect([status, text]).toEqual([404, "the"]);
      },
      { objects },
    );
  });
});

test("sends a file that is larger than any one piece of it whole", async () => {
  await withFolder(async (folder) => {
    const text = Array.from({ length: 200_000 }, (_, index) => `row ${index}\n`).join("");
    await writeFile(join(folder, "large.csv"), text);
    await withStore(
      async (scene) => {
        const whole = await getObject(scene, { Key: "large.csv" });
        const rest = await getObject(scene, { Key: "large.csv", Range: "bytes=1234567-" });

        expect(whole.text).toBe(text);
        expect(rest.text).toBe(text.slice(1_234_567));
      },
      { objects: createFolderObjects(folder) },
    );
  });
});

test("does not let a client wait for bytes that an object no longer has", async () => {
  const object = { key: "a", size: 5, etag: '"0"', modifiedMs: 0 };
  const objects = {
    list: () => [object],
    open: () => ({ ...object, read: () => Readable.from([Buffer.from("abc")]) }),
  };
  await withStore(
    async ({ server }) => {
      const headers = authorise(server);

      await expect(askRaw(server, "/ometria-export/a", { headers })).rejects.toThrow();
    },
    { objects },
  );
});
