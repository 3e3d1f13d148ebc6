import { describe, expect, test } from "@jest/globals";
import { sideBySide } from "../../../src/reads/paging/side-by-side.js";
import type { ApiReader } from "../../../src/service/reader.js";
import { createScriptedReader, type Asked } from "../../support/scripted-reader.js";

/** Reads one part: what its one request brings, and then its end. */
async function* readPart(part: string, client: ApiReader): AsyncGenerator<string> {
  yield `${part}: ${String(await client.get(part, {}))}`;
  yield `${part}: end`;
}

const pathsOf = (asked: readonly Asked[]): string[] => asked.map(({ path }) => path);

/** Lets all go on that waits for nothing but its turn. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("sideBySide", () => {
  test("reads as many parts at once as keep the service busy, and yields them in their order", async () => {
    const { asked, reader: client } = createScriptedReader(2);
    const items: string[] = [];
    const reading = (async () => {
      for await (const item of sideBySide(client, ["a", "b", "c"], readPart)) items.push(item);
    })();
    await settle();
    const first = pathsOf(asked);

    asked[1]?.answer(2);
    await settle();
    const early = [...items];
    asked[0]?.answer(1);
    await settle();
    asked[2]?.answer(3);
    await reading;

    expect(first).toEqual(["a", "b"]);
    expect(early).toEqual([]);
    expect(items).toEqual(["a: 1", "a: end", "b: 2", "b: end", "c: 3", "c: end"]);
  });

  test("throws a failure when its turn comes, and stops the parts behind it", async () => {
    const { asked, reader: client } = createScriptedReader(3);
    const items: string[] = [];
    const reading = (async () => {
      for await (const item of sideBySide(client, ["a", "b", "c", "d"], readPart)) items.push(item);
    })();
    const failed = expect(reading).rejects.toThrow("no answer");
    await settle();

    asked[1]?.fail(new Error("no answer"));
    await settle();
    const before = asked.map(({ signal }) => signal?.aborted);
    asked[0]?.answer(1);
    await failed;

    expect(before).toEqual([false, false, false]);
    expect(items).toEqual(["a: 1", "a: end"]);
    expect(asked[2]?.signal?.aborted).toBe(true);
  });

  test("stops all parts when nobody wants any more", async () => {
    const { asked, reader: client } = createScriptedReader(3);
    const all = sideBySide(client, ["a", "b", "c"], readPart);
    const first = all.next();
    await settle();
    asked[0]?.answer(1);
    await first;

    await all.return(undefined);

    expect(asked.slice(1).map(({ signal }) => signal?.aborted)).toEqual([true, true]);
  });

  test("holds no more than a few items of a part whose turn has not come", async () => {
    let made = 0;
    const { asked, reader: client } = createScriptedReader(2);
    const all = sideBySide(client, ["waits", "counts"], async function* (part, own) {
      if (part === "waits") yield await own.get(part, {});
      else for (; made < 10_000; made += 1) yield made;
    });

    void all.next();
    await settle();

    expect(made).toBeLessThan(20);
    asked[0]?.answer(0);
    await all.return(undefined);
  });
});
