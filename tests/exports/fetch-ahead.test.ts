import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "@jest/globals";
import { fetchAhead, type Fetched } from "../../src/exports/fetch-ahead.js";
import type { ExportObject, ObjectStore } from "../../src/exports/stores/store.js";

const mebibyte = 1024 * 1024;

/** A store whose objects come when a test says so. */
class SlowStore implements ObjectStore {
  readonly url = "file:///export";
  /** Keys in the order in which they were opened. */
  readonly opened: string[] = [];
  readonly #waiting = new Map<string, (body: Readable | Error) => void>();
  readonly #signals = new Map<string, AbortSignal>();

  clockOffsetMs(): number {
    return 0;
  }

  async *list(): AsyncGenerator<ExportObject> {
    // These tests bring their own.
  }

  open({ key }: ExportObject, signal: AbortSignal): Promise<Readable> {
    this.opened.push(key);
    this.#signals.set(key, signal);
    return new Promise((resolve, reject) => {
      this.#waiting.set(key, (body) => {
        if (body instanceof Error) reject(body);
        else resolve(body);
      });
    });
  }

  /** Lets an object come, or fail. */
  answer(key: string, body: Readable | Error = Readable.from([Buffer.from(`body of ${key}`)])) {
    this.#waiting.get(key)?.(body);
  }

  isAborted(key: string): boolean | undefined {
    return this.#signals.get(key)?.aborted;
  }
}

function objectsOf(...sizes: number[]): ExportObject[] {
  return sizes.map((size, index) => ({ key: `${index}`, modifiedMs: 0, etag: "", size }));
}

function start(sizes: readonly number[], width: number, store = new SlowStore()) {
  const controller = new AbortController();
  const objects = objectsOf(...sizes);
  const ahead = fetchAhead(store, objects, { width, signal: controller.signal });
  const turn = (): Fetched => {
    const next = ahead.next();
    if (next.done === true) throw new Error("there is no object left");
    return next.value;
  };
  return { store, objects, ahead, turn, controller };
}

const many = (count: number, size = 10): number[] => Array<number>(count).fill(size);

describe("fetchAhead", () => {
  test("gives every object with its own bytes, in order, whichever comes first", async () => {
    const { store, objects, turn, ahead } = start([10, 10, 2 * mebibyte, 0, 10], 3);
    const bodies: string[] = [];

    for (const { key } of objects) {
      const { object, open } = turn();
      expect(object.key).toBe(key);
      const body = open();
      for (const opened of [...store.opened].reverse()) store.answer(opened);
      bodies.push(await text(await body));
    }

    expect(bodies).toEqual(objects.map(({ key }) => `body of ${key}`));
    expect(ahead.next().done).toBe(true);
  });

  test("opens each object once, also where it is asked for late", async () => {
    const { store, turn } = start(many(3), 2);
    const first = turn();
    store.answer("0");
    store.answer("1");

    const body = await text(await first.open());
    const next = await text(await turn().open());

    expect([body, next]).toEqual(["body of 0", "body of 1"]);
    expect(store.opened).toEqual(["0", "1", "2"]);
  });

  test.each([1, 2, 5])(
    "has no more than %i objects open at a time, its own among them",
    (width) => {
      const { store, turn } = start(many(12), width);

      for (let index = 0; index < 12; index += 1) {
        turn();
        expect(store.opened).toHaveLength(Math.min(12, index + width));
      }
    },
  );

  test("fetches no more than 8 MiB, however many objects that are", () => {
    const { store, turn } = start([...many(8, mebibyte), 1, ...many(8, mebibyte)], 100);

    turn();
    expect(store.opened).toHaveLength(8);
    turn();
    expect(store.opened).toHaveLength(9);
    turn();
    expect(store.opened).toHaveLength(10);
  });

  test("opens a large object in its turn only, and only when it is asked for", () => {
    const { store, turn } = start([10, mebibyte + 1, 10, mebibyte + 1], 4);

    turn();
    expect(store.opened).toEqual(["0", "2"]);
    const large = turn();
    expect(store.opened).toEqual(["0", "2"]);
    void large.open();
    expect(store.opened).toEqual(["0", "2", "1"]);
    turn();
    turn();
    expect(store.opened).toEqual(["0", "2", "1"]);
  });

  test("shows the failure of an object when its turn comes, and goes on behind it", async () => {
    const { store, turn } = start(many(3), 3);
    const first = turn();
    const failure = new Error("gone");

    const unhandled = await unhandledIn(() => {
      store.answer("1", failure);
      store.answer("2", brokenStream(failure));
    });
    store.answer("0");

    expect(unhandled).toEqual([]);
    await expect(first.open().then(text)).resolves.toBe("body of 0");
    await expect(turn().open()).rejects.toBe(failure);
    await expect(turn().open()).rejects.toBe(failure);
  });

  test("never tells of the failure of an object whose turn is passed over", async () => {
    const { store, turn, ahead } = start(many(2), 2);
    turn();
    turn();

    const unhandled = await unhandledIn(() => {
      store.answer("0", new Error("gone"));
      ahead.return(undefined);
      store.answer("1", new Error("gone"));
    });

    expect(unhandled).toEqual([]);
  });

  test("aborts what is being fetched where it ends early, and opens nothing more", () => {
    const { store, turn, ahead } = start(many(10), 3);
    turn();
    turn();

    ahead.return(undefined);

    expect(store.opened).toEqual(["0", "1", "2", "3"]);
    expect(store.opened.map((key) => store.isAborted(key))).toEqual(many(4).map(() => true));
  });

  test("aborts what is being fetched with the run", () => {
    const { store, turn, controller } = start([10, 10, 2 * mebibyte], 2);
    turn();
    turn();
    void turn().open();
    expect(store.opened.map((key) => store.isAborted(key))).toEqual([false, false, false]);

    controller.abort();

    expect(store.opened.map((key) => store.isAborted(key))).toEqual([true, true, true]);
  });
});

function brokenStream(error: Error): Readable {
  return new Readable({
    read() {
      this.destroy(error);
    },
  });
}

/** Rejections of what `act` does that nobody handles. */
async function unhandledIn(act: () => void): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on("unhandledRejection", note);
  act();
  // They are told of once the queue of promises is empty.
  for (let turns = 0; turns < 3; turns += 1) await new Promise(setImmediate);
  process.off("unhandledRejection", note);
  return unhandled;
}
