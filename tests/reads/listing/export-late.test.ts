import { describe, expect, test } from "@jest/globals";
import { csv } from "./export-run.js";
import { firstRunAt, hourMs, startHourlyRuns } from "./hourly-runs.js";

/** More rows than a batch has, and than come before an object breaks off in its middle. */
const many = (name: string): string[] =>
  Array.from({ length: 2_000 }, (_, index) => `${name} ${index} ${"x".repeat(100)}`);

function begin() {
  const { store, next } = startHourlyRuns();
  const put = (key: string, content: string, hour: number): void => {
    store.put(`${key}_email_event.csv`, content, {
      modifiedMs: firstRunAt + hour * hourMs,
      size: 2 * 1024 * 1024,
    });
  };
  return { store, put, next };
}

describe("an object that comes late", () => {
  test("has not the last word: what came after it is sent again, once", async () => {
    const { put, next } = begin();
    put("b", csv("b"), -2);
    put("c", csv("c"), -1);
    await next();
    put("a", csv("late"), -23);

    const runs = [await next(), await next()];

    expect(runs.map(({ sent }) => sent)).toEqual([["late", "b", "c"], []]);
  });

  test("between two that are there is followed by the later one only", async () => {
    const { put, next } = begin();
    put("b", csv("b"), -3);
    put("c", csv("c"), -1);
    await next();
    put("a", csv("late"), -2);

    expect((await next()).sent).toEqual(["late", "c"]);
  });

  test("has its place among those of the same moment by its key", async () => {
    const { put, next } = begin();
    put("a", csv("a"), -1);
    put("c", csv("c"), -1);
    await next();
    put("b", csv("late"), -1);

    expect((await next()).sent).toEqual(["late", "c"]);
  });

  test("that comes during a listing which is interrupted is read after it, with all behind it", async () => {
    const { put, next } = begin();
    put("b", csv("b"), -3);
    put("c", csv("c"), -2);
    // The bookmark, then the rows and the checkpoint of the first object.
    const killed = await next({ stopAfter: 3 });
    put("a", csv("late"), -4);

    const runs = [killed, await next(), await next(), await next()];

    expect(runs.map(({ sent }) => sent)).toEqual([["b"], ["c"], ["late", "b", "c"], []]);
  });
});

describe("an object that is delivered again", () => {
  test("is sent again with its new content, and nothing before it", async () => {
    const { put, next } = begin();
    put("a", csv("a"), -2);
    put("b", csv("b"), -1);
    await next();
    put("b", csv("new b"), 0.5);

    const runs = [await next(), await next()];

    expect(runs.map(({ sent }) => sent)).toEqual([["new b"], []]);
  });

  test("under another key is sent again, whatever it holds", async () => {
    const { put, next } = begin();
    put("a", csv("a"), -2);
    await next();
    put("z", csv("a"), 0.5);

    expect((await next()).sent).toEqual(["a"]);
  });

  test("while a listing is interrupted inside of it is sent from its first row", async () => {
    const { store, put, next } = begin();
    put("a", csv(...many("a")), -2);
    put("b", csv("b"), -1);
    const killed = await next({ stopAfter: 5 });
    put("a", csv(...many("new a")), -2);

    const resumed = await next();

    expect(killed.sent).toEqual(many("a").slice(0, 1_000));
    expect(resumed.sent).toEqual([...many("new a"), "b"]);
    expect(store.objects).toHaveLength(2);
  });
});

describe("an object that failed", () => {
  async function failing() {
    const { store, put, next } = begin();
    put("a", csv("a"), -3);
    put("b", csv(...many("b")), -2);
    put("c", csv("c"), -1);
    store.failing.add("b_email_event.csv");
    const first = await next();
    return { store, put, next, first };
  }

  test("has sent what came before its fault, and the others are sent", async () => {
    const { first } = await failing();

    expect(first.sent[0]).toBe("a");
    expect(first.sent.at(-1)).toBe("c");
    expect(first.sent.length).toBeGreaterThan(500);
    expect(first.sent.length).toBeLessThan(2_000);
    expect(first.error).toMatchObject({ exitCode: 4 });
  });

  test("sends no row in later runs before it was read whole", async () => {
    const { next, put } = await failing();

    const second = await next();
    put("d", csv("d"), 1.5);
    const third = await next();

    expect([second.sent, third.sent]).toEqual([[], ["d"]]);
    expect(second.error).toMatchObject({ exitCode: 4 });
    expect(third.bookmark["failed"]).toHaveLength(1);
  });

  test("is sent whole once it is well, and all that came after it again", async () => {
    const { store, next } = await failing();
    store.failing.clear();

    const runs = [await next(), await next()];

    expect(runs.map(({ sent }) => sent)).toEqual([[...many("b"), "c"], []]);
    expect(runs.map(({ error }) => error)).toEqual([undefined, undefined]);
    expect(runs[1]?.bookmark["failed"]).toEqual([]);
  });

  test("goes on where it was interrupted when it was well again, with all that came after it", async () => {
    const { store, next } = await failing();
    store.failing.clear();

    const killed = await next({ stopAfter: 5 });
    const resumed = await next();

    expect(killed.sent).toEqual(many("b").slice(0, 1_000));
    expect(resumed.sent).toEqual([...many("b").slice(1_000), "c"]);
    expect(resumed.error).toBeUndefined();
  });

  test("is tried again after weeks, far beyond the lookback", async () => {
    const { store, next } = await failing();
    for (let runs = 0; runs < 30; runs += 1) await next();
    store.failing.clear();

    expect((await next()).sent).toEqual([...many("b"), "c"]);
  });

  test("for a while only, when what came after a late one is sent again, is sent once it is well", async () => {
    const { store, put, next } = begin();
    put("b", csv("b"), -2);
    put("c", csv("c"), -1);
    await next();
    put("a", csv("late"), -3);
    store.failing.add("b_email_event.csv");
    const second = await next();
    store.failing.clear();

    const third = await next();

    expect([second.sent, third.sent]).toEqual([
      ["late", "c"],
      ["b", "c"],
    ]);
  });
});
