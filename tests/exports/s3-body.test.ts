import { describe, expect, test } from "@jest/globals";
import { InterruptedError } from "../../src/errors.js";
import { withStore } from "../simulator/s3-scene.js";
import { createFakeClock, type FakeClock } from "../support/fake-clock.js";
import { interruptible } from "./s3-interruptible.js";
import { longText, readingOf } from "./s3-reading.js";

const content = longText(4_000);
const cutAfter = (afterBytes: number) => ({ kind: "cut", afterBytes }) as const;
/** What else is late on a slow machine is only one retry more. */
const impatient = { timeoutMs: 500, maxRetries: 50 };
const ofObject = { path: "/ometria-export/a.csv" };

describe("the bytes of an object", () => {
  test.each([0, 1, content.length])("are all those that it has: %d", async (length) => {
    await withStore(async ({ server, objects }) => {
      objects.put("a.csv", content.slice(0, length));
      const { only, read } = readingOf(server);

      const bytes = await read(await only());

      expect(bytes.toString()).toBe(content.slice(0, length));
      expect(server.requests).toHaveLength(2);
    });
  });

  test("are continued from where they break off, of the very object that was listed", async () => {
    await withStore(async ({ server, objects }) => {
      objects.put("a.csv", content);
      const { only, read, warnings } = readingOf(server);
      const object = await only();
      server.faults.add({ match: ofObject, action: cutAfter(12_345) });

      const bytes = await read(object);

      expect(bytes.toString()).toBe(content);
      expect(server.requests.slice(1)).toMatchObject([
        { status: 200, ifMatch: object.etag },
        { status: 206, ifMatch: object.etag, range: "bytes=12345-" },
      ]);
      expect(server.requests[1]).not.toHaveProperty("range");
      expect(warnings()).toEqual([expect.stringMatching(/^a\.csv: .*; trying again$/)]);
    });
  });

  test("are right after many breaks, each of which is the first one again if something came", async () => {
    await withStore(async ({ server, objects }) => {
      objects.put("a.csv", content);
      const { only, read, warnings } = readingOf(server, { maxRetries: 1 });
      const object = await only();
      server.faults.add({ match: ofObject, times: 12, action: cutAfter(1_000) });

      const bytes = await read(object);

      const starts = server.requests.slice(2).map(({ range }) => range);
      expect(bytes.toString()).toBe(content);
      expect(starts).toEqual(
        Array.from({ length: 12 }, (_, index) => `bytes=${(index + 1) * 1_000}-`),
      );
      expect(warnings()).toHaveLength(12);
    });
  });

  test("are given up, with their object's name, once nothing more comes", async () => {
    await withStore(async ({ server, objects }) => {
      objects.put("a.csv", content);
      const { only, read } = readingOf(server, { maxRetries: 3 });
      const object = await only();
      server.faults.add(
        { match: ofObject, action: cutAfter(500) },
        { match: ofObject, times: 100, action: cutAfter(0) },
      );

      const reading = read(object);

      await expect(reading).rejects.toMatchObject({
        code: "source",
        message: expect.stringMatching(/^a\.csv could not be read: .* retried 3 times/) as unknown,
      });
      const ranges = server.requests.slice(2).map(({ range }) => range);
      expect(ranges).toEqual(["bytes=500-", "bytes=500-", "bytes=500-"]);
    });
  });

  test("are waited for only so long: what stalls is broken off, and goes on", async () => {
    const { objects, meet } = interruptible();
    await withStore(
      async ({ server }) => {
        objects.put("a.csv", content);
        const { read, warnings } = readingOf(server, impatient);
        const object = await readingOf(server).only();
        meet({ key: "a.csv", kind: "stall", afterBytes: 2_000 });

        const bytes = await read(object);

        expect(bytes.toString()).toBe(content);
        const ranges = server.requests.map(({ range }) => range);
        expect(ranges).toContain("bytes=2000-");
        expect(warnings()).toContain("a.csv: nothing came within request_timeout; trying again");
      },
      { objects },
    );
  });

  test("are asked for again where no answer comes in time", async () => {
    await withStore(async ({ server, objects }) => {
      objects.put("a.csv", content);
      const { read, warnings } = readingOf(server, impatient);
      const object = await readingOf(server).only();
      server.faults.add({ match: ofObject, action: { kind: "delay", ms: 600_000 } });

      const bytes = await read(object);

      expect(bytes.toString()).toBe(content);
      expect(warnings()).toContain("a.csv: no answer within request_timeout; trying again");
    });
  });
});

describe("an object that is not the listed one any more is not read:", () => {
  const changed = /^a\.csv could not be read: it was changed after it was listed/;

  test("one that was overwritten before", async () => {
    await withStore(async ({ server, objects }) => {
      objects.put("a.csv", content);
      const { only, read } = readingOf(server);
      const object = await only();
      objects.put("a.csv", `${content}more`);

      const reading = read(object);

      await expect(reading).rejects.toThrow(changed);
      await expect(reading).rejects.toMatchObject({ code: "source" });
      expect(server.requests.at(-1)).toMatchObject({ status: 412, ifMatch: object.etag });
    });
  });

  test("one that is overwritten while it is read", async () => {
    const { objects, meet } = interruptible();
    await withStore(
      async ({ server }) => {
        objects.put("a.csv", content);
        const { only, read } = readingOf(server);
        const object = await only();
        const overwrite = (): void => {
          objects.put("a.csv", content.replaceAll("line", "LINE"));
        };
        meet({ key: "a.csv", kind: "break", afterBytes: 3_000, then: overwrite });

        const reading = read(object);

        await expect(reading).rejects.toThrow(changed);
        expect(server.requests.slice(1).map(({ status }) => status)).toEqual([200, 412]);
      },
      { objects },
    );
  });

  test("one that is gone", async () => {
    await withStore(async ({ server, objects }) => {
      objects.put("a.csv", content);
      const { only, read } = readingOf(server);
      const object = await only();
      objects.remove("a.csv");

      const reading = read(object);

      await expect(reading).rejects.toMatchObject({
        code: "source",
        message: "a.csv could not be read: it was deleted after it was listed (NoSuchKey).",
      });
      expect(server.requests).toHaveLength(2);
    });
  });
});

describe("a run that is stopped", () => {
  const reason = new InterruptedError("SIGTERM");

  test("breaks off the object that it reads, though nothing comes", async () => {
    const { objects, meet, met } = interruptible();
    const controller = new AbortController();
    await withStore(
      async ({ server }) => {
        objects.put("a.csv", content);
        const { only, read } = readingOf(server, { signal: controller.signal });
        const object = await only();
        meet({ key: "a.csv", kind: "stall", afterBytes: 2_000 });
        const reading = read(object);
        await met();

        controller.abort(reason);

        await expect(reading).rejects.toBe(reason);
        expect(server.requests).toHaveLength(2);
      },
      { objects },
    );
  });

  test("waits for no retry", async () => {
    const clock = createFakeClock(0);
    const controller = new AbortController();
    await withStore(async ({ server, objects }) => {
      objects.put("a.csv", content);
      const { only, read } = readingOf(server, { clock, signal: controller.signal });
      const object = await only();
      server.faults.add({ match: ofObject, action: { kind: "status", status: 503 } });
      const reading = read(object);
      await asleep(clock);

      controller.abort(reason);

      await expect(reading).rejects.toBe(reason);
      expect([clock.now(), clock.sleepers()]).toEqual([0, 0]);
    });
  });
});

test("a retry comes after a wait, and no sooner", async () => {
  const clock = createFakeClock(0);
  await withStore(async ({ server, objects }) => {
    objects.put("a.csv", content);
    const { only, read } = readingOf(server, { clock });
    const object = await only();
    server.faults.add({ match: ofObject, action: { kind: "status", status: 503 } });
    const reading = read(object);
    await asleep(clock);

    const before = server.requests.length;
    await clock.advance(1_000);

    expect((await reading).toString()).toBe(content);
    expect([before, server.requests.length]).toEqual([2, 3]);
  });
});

async function asleep(clock: FakeClock): Promise<void> {
  while (clock.sleepers() === 0) await new Promise((resolve) => setImmediate(resolve));
}
