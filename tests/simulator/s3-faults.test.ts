import { GetObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "@jest/globals";
import { createFakeClock } from "../support/fake-clock.js";
import { askRaw, authorise, getObject, textOf, withStore, type S3Scene } from "./s3-scene.js";

const ten = "0123456789";

test("gives scripted errors the XML that the vendor's client knows", async () => {
  await withStore(async (scene) => {
    const { server, objects } = scene;
    objects.put("ten", ten);
    const names: Readonly<Record<number, string>> = {
      403: "AccessDenied",
      404: "NoSuchKey",
      500: "InternalError",
      502: "InternalError",
      503: "SlowDown",
    };

    for (const [status, name] of Object.entries(names)) {
      server.faults.add({ action: { kind: "status", status: Number(status) } });
      await expect(getObject(scene, { Key: "ten" })).rejects.toMatchObject({
        name,
        $metadata: { httpStatusCode: Number(status) },
      });
    }
    expect((await getObject(scene, { Key: "ten" })).text).toBe(ten);
    expect(server.faults.remaining()).toBe(0);
  });
});

test("sends a scripted error with headers and a body of its own", async () => {
  await withStore(async ({ server, objects }) => {
    objects.put("ten", ten);
    const headers = authorise(server);
    server.faults.add(
      { action: { kind: "status", status: 503, headers: { "retry-after": "7" }, body: "oops" } },
      { action: { kind: "body", body: "<html>" } },
    );

    const error = await askRaw(server, "/ometria-export/ten", { headers });
    const page = await askRaw(server, "/ometria-export/ten", { headers });

    expect([error.status, error.headers["retry-after"], error.body]).toEqual([503, "7", "oops"]);
    expect([page.status, page.body]).toEqual([200, "<html>"]);
  });
});

test("breaks an object off in the middle, and the whole of it is there the next time", async () => {
  await withStore(async (scene) => {
    const { server, objects } = scene;
    const large = "x".repeat(3_000_000);
    objects.put("large", large);
    for (const afterBytes of [0, 5, 2_000_000]) {
      server.faults.add({ action: { kind: "cut", afterBytes } });
      const { Body: body, ContentLength: length } = await getHeaders(scene);
      let received = 0;
      const read = async () => {
        for await (const chunk of body as AsyncIterable<Buffer>) received += chunk.length;
      };

      await expect(read()).rejects.toThrow();
      expect(received).toBe(afterBytes);
      expect(length).toBe(large.length);
    }
    expect((await getObject(scene, { Key: "large" })).text).toBe(large);
  });
});

test("breaks off a listing too, and counts the bytes of a part from where it begins", async () => {
  await withStore(async (scene) => {
    const { server, objects } = scene;
    objects.put("ten", ten);
    server.faults.add({ times: 3, action: { kind: "cut", afterBytes: 3 } });
    const headers = authorise(server);

    await expect(askRaw(server, "/ometria-export?list-type=2", { headers })).rejects.toThrow();
    await expect(
      askRaw(server, "/ometria-export/ten", { headers: { ...headers, range: "bytes=7-" } }),
    ).resolves.toMatchObject({ status: 206, body: "789" });
    await expect(askRaw(server, "/ometria-export/ten", { headers })).rejects.toThrow();
  });
});

test("closes the connection instead of an answer", async () => {
  await withStore(async (scene) => {
    scene.server.faults.add({ action: { kind: "reset" } });

    await expect(getObject(scene, { Key: "ten" })).rejects.toThrow();
    expect(scene.server.requests).toMatchObject([{ status: 0 }]);
  });
});

test("hits only requests that a fault is for, by the key as it is, and none without a signature", async () => {
  await withStore(async ({ server, objects }) => {
    objects.put("a b", "one");
    server.faults.add({
      match: { path: "/ometria-export/a b" },
      action: { kind: "status", status: 500 },
    });
    const headers = authorise(server);

    const unsigned = await askRaw(server, "/ometria-export/a%20b");
    const listed = await askRaw(server, "/ometria-export?list-type=2", { headers });
    const hit = await askRaw(server, "/ometria-export/a%20b", { headers });

    expect([unsigned.status, listed.status, hit.status]).toEqual([403, 200, 500]);
    expect(textOf(hit, "Code")).toBe("InternalError");
  });
});

test("takes its time, and longer by as much as a fault says", async () => {
  const clock = createFakeClock(0);
  await withStore(
    async ({ server, objects }) => {
      objects.put("ten", ten);
      server.faults.add({ action: { kind: "delay", ms: 5_000 } });
      const pending = askRaw(server, "/ometria-export/ten", { headers: authorise(server) });
      while (clock.sleepers() === 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }

      await clock.advance(5_000);
      expect(clock.sleepers()).toBe(1);
      objects.put("ten", "later");
      await clock.advance(1_000);

      expect((await pending).body).toBe("later");
    },
    { clock, latencyMs: 1_000 },
  );
});

test("ends what still waits when it is closed, and may be closed twice", async () => {
  const clock = createFakeClock(0);
  await withStore(
    async ({ server }) => {
      const pending = askRaw(server, "/ometria-export/ten", { headers: authorise(server) }).then(
        () => "answered",
        () => "ended",
      );
      while (clock.sleepers() === 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }

      await server.close();

      expect(await pending).toBe("ended");
    },
    { clock, latencyMs: 1_000 },
  );
});

function getHeaders({ client, server }: S3Scene) {
  return client.send(new GetObjectCommand({ Bucket: server.bucket, Key: "large" }));
}
