import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { OffsetPager, type PageVerdict } from "../../../src/reads/paging/offset-pager.js";
import { tries } from "../../support/tries.js";

type Serve = (offset: number, request: number) => readonly string[];

interface Walk {
  readonly offsets: readonly number[];
  readonly sent: readonly string[];
  readonly end: PageVerdict["next"] | "loop";
}

function walk(pager: OffsetPager, serve: Serve, mostRequests = 5_000): Walk {
  const offsets: number[] = [];
  const sent: string[] = [];
  while (offsets.length < mostRequests) {
    offsets.push(pager.offset);
    const page = serve(pager.offset, offsets.length - 1);
    const { fresh, next } = pager.take(page);
    sent.push(...fresh.map((index) => page[index] ?? "?"));
    if (next !== "more") return { offsets, sent, end: next };
  }
  return { offsets, sent, end: "loop" };
}

function numbered(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `row ${from + index}`);
}

describe("OffsetPager", () => {
  test("begins each page with the last five rows of the page before it", () => {
    const rows = numbered(100);

    const { offsets, sent, end } = walk(new OffsetPager(40), (offset) =>
      rows.slice(offset, offset + 40),
    );

    expect(offsets).toEqual([0, 35, 70, 95]);
    expect(sent).toEqual(rows);
    expect(end).toBe("end");
  });

  test("begins each page with half of the page before it where pages are small", () => {
    const rows = numbered(7);

    const { offsets, sent } = walk(new OffsetPager(4), (offset) => rows.slice(offset, offset + 4));

    expect(offsets).toEqual([0, 2, 4, 5]);
    expect(sent).toEqual(rows);
  });

  test.each([
    { name: "no row", size: 0, offsets: [0] },
    { name: "one row", size: 1, offsets: [0, 1] },
    { name: "a page and a row", size: 6, offsets: [0, 3, 4] },
    { name: "exactly one page", size: 5, offsets: [0, 3] },
  ])("ends after $name", ({ size, offsets }) => {
    const rows = numbered(size);

    const result = walk(new OffsetPager(5), (offset) => rows.slice(offset, offset + 5));

    expect(result).toEqual({ offsets, sent: rows, end: "end" });
  });

  test("counts the rows that came where the service sends fewer than were asked for", () => {
    const rows = numbered(30);

    const { offsets, sent, end } = walk(new OffsetPager(250), (offset) =>
      rows.slice(offset, offset + 8),
    );

    expect(offsets.slice(0, 3)).toEqual([0, 4, 8]);
    expect(sent).toEqual(rows);
    expect(end).toBe("end");
  });

  test("goes back when a page holds no row of an accepted page, and drops what it brought", () => {
    let rows = numbered(60);

    const { offsets, sent } = walk(new OffsetPager(20), (offset, request) => {
      if (request === 2) rows = rows.slice(15);
      return rows.slice(offset, offset + 20);
    });

    expect(offsets.slice(0, 4)).toEqual([0, 15, 30, 15]);
    expect(sent).toEqual(numbered(60));
  });

  test("does not take an empty page for the end", () => {
    const rows = numbered(60);

    const { sent, end } = walk(new OffsetPager(20), (offset, request) =>
      request === 2 ? [] : rows.slice(offset, offset + 20),
    );

    expect(sent).toEqual(rows);
    expect(end).toBe("end");
  });

  test("goes on from a cursor with its last rows, and back where they are gone", () => {
    const rows = numbered(100);
    const serve: Serve = (offset) => rows.slice(offset, offset + 20);
    const cursor = { offset: 60, lastIds: numbered(50, 10) };
    const gone = { offset: 60, lastIds: ["gone 1", "gone 2", "gone 3"] };

    const resumed = walk(new OffsetPager(20, cursor), serve);
    const restarted = walk(new OffsetPager(20, gone), serve);

    expect(resumed.offsets[0]).toBe(50);
    expect(resumed.sent).toEqual(rows.slice(60));
    expect(restarted.sent).toEqual(rows);
  });

  test("keeps the last fifty ids, oldest first, and the offset of the next row", () => {
    const pager = new OffsetPager(250);

    pager.take(numbered(250));

    expect(pager.cursor).toEqual({ offset: 250, lastIds: numbered(50, 200) });
  });

  test("remembers five thousand rows, and no more", () => {
    const pager = new OffsetPager(250, { offset: 0, lastIds: numbered(5_000) });

    pager.take(["row 5000"]);
    const verdict = pager.take(["row 1", "row 0"]);

    expect(verdict.fresh).toEqual([1]);
  });

  test("does not take a row that moved forward for a sign that nothing lies in between", () => {
    const pager = new OffsetPager(4);
    pager.take(["a", "b", "c", "d"]);

    const behindHole = pager.take(["x", "a", "y", "z"]);

    expect(behindHole).toEqual({ fresh: [], next: "more" });
    expect(pager.offset).toBeLessThan(2);
  });

  test("notices that rows which it reads again have changed their order", () => {
    const pager = new OffsetPager(4);

    pager.take(["a", "b", "c", "d"]);
    const before = pager.isOrderStable;
    pager.take(["d", "c", "e", "f"]);

    expect([before, pager.isOrderStable]).toEqual([true, false]);
  });
});

describe("OffsetPager, of a service that cannot be trusted", () => {
  test.each([
    { name: "fewer rows than limit", count: 7 },
    { name: "exactly limit rows", count: 20 },
    { name: "more rows than limit", count: 90 },
  ])("knows after three more pages that offset is ignored ($name)", ({ count }) => {
    const rows = numbered(count);

    const { offsets, sent, end } = walk(new OffsetPager(20), () => rows);

    expect(offsets).toHaveLength(4);
    expect(sent).toEqual(rows);
    expect(end).toBe("offset ignored");
  });

  test("takes the one answer for what it is after a kill as well", () => {
    const rows = numbered(90);

    const { end } = walk(new OffsetPager(20, { offset: 90, lastIds: rows.slice(-50) }), () => rows);

    expect(end).toBe("offset ignored");
  });

  test.each([
    { name: "repeats the last page", beyond: numbered(20, 90) },
    { name: "sends nothing", beyond: [] },
    { name: "begins again with the first page", beyond: numbered(20) },
  ])("is stuck, and not at the end, where a ceiling $name", ({ beyond }) => {
    const rows = numbered(200);
    const serve: Serve = (offset) => (offset > 90 ? beyond : rows.slice(offset, offset + 20));
    const cursor = { offset: 110, lastIds: numbered(50, 60) };

    const first = walk(new OffsetPager(20), serve);
    const resumed = walk(new OffsetPager(20, cursor), serve);

    expect([first.end, resumed.end]).toEqual(["stuck", "stuck"]);
    expect(first.sent).toEqual(numbered(110));
  });

  test("does not loop where the rows of the one answer come in turns", () => {
    const rows = numbered(7);

    const { end } = walk(new OffsetPager(20), (_offset, request) => [
      ...rows.slice(request % 7),
      ...rows.slice(0, request % 7),
    ]);

    expect(end).toBe("stuck");
  });

  test("does not loop where rows have another id whenever they are read", () => {
    const { end } = walk(new OffsetPager(20), (_offset, request) => numbered(20, request * 20));

    expect(end).toBe("stuck");
  });

  test("comes to an end whatever pages come", () => {
    const id = fc.integer({ min: 0, max: 20 }).map((number) => `row ${number}`);
    const pages = fc.array(fc.uniqueArray(id, { maxLength: 8 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(pages, fc.integer({ min: 2, max: 8 }), (answers, limit) => {
        const { end } = walk(
          new OffsetPager(limit),
          (_offset, request) => answers[request % answers.length] ?? [],
        );

        expect(end).not.toBe("loop");
      }),
      { numRuns: tries(500) },
    );
  });
});
