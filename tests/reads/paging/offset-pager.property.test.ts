import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { OffsetPager, type PageCursor } from "../../../src/reads/paging/offset-pager.js";
import { tries } from "../../support/tries.js";

/** What happens to the service's rows between two requests; `at` is a share of the rows before it. */
interface Change {
  readonly kind: "insert" | "delete";
  readonly at: number;
}

/** A pass over rows that change while they are read. */
interface Story {
  readonly limit: number;
  readonly size: number;
  /** Before each request; nothing happens before the requests that follow. */
  readonly changes: readonly (readonly Change[])[];
  /** Pages after whose rows the process is killed, to go on from the cursor of that page. */
  readonly kills: readonly number[];
}

interface Pass {
  /** Whole, refused (exit 4), or an endless loop. */
  readonly end: "whole" | "refused" | "loop";
  readonly sent: readonly string[];
  /** Rows that were there from the beginning to the end and were not sent. */
  readonly lost: readonly string[];
  readonly isOrderStable: boolean;
}

const mostRequests = 2_000;

function runPass({ limit, size, changes, kills }: Story): Pass {
  let rows = Array.from({ length: size }, (_, index) => `row ${index}`);
  const first = new Set(rows);
  const sent: string[] = [];
  let pager = new OffsetPager(limit);
  let pages = 0;
  for (let request = 0; request < mostRequests; request += 1) {
    rows = change(rows, changes[request] ?? [], request);
    const page = rows.slice(pager.offset, pager.offset + limit);
    const { fresh, next } = pager.take(page);
    sent.push(...fresh.map((index) => page[index] ?? "?"));
    if (next !== "more") {
      const lost = rows.filter((row) => first.has(row) && !sent.includes(row));
      const end = isWhole(next, page.length, limit) ? "whole" : "refused";
      return { end, sent, lost, isOrderStable: pager.isOrderStable };
    }
    if (fresh.length === 0) continue;
    pages += 1;
    if (kills.includes(pages)) pager = resumed(limit, pager.cursor);
  }
  return { end: "loop", sent, lost: [], isOrderStable: true };
}

/** As `readPages` and `requireWhole` take it. */
function isWhole(next: string, length: number, limit: number): boolean {
  return next === "end" || (next === "offset ignored" && length < Math.min(10, limit));
}

/** What the state has kept is all that the next process knows. */
function resumed(limit: number, cursor: PageCursor): OffsetPager {
  const state: unknown = JSON.parse(JSON.stringify(cursor));
  return new OffsetPager(limit, state as PageCursor);
}

function change(rows: readonly string[], changes: readonly Change[], request: number): string[] {
  const changed = [...rows];
  for (const [index, { kind, at }] of changes.entries()) {
    const position = Math.floor(at * (changed.length + (kind === "insert" ? 1 : 0)));
    if (kind === "insert") changed.splice(position, 0, `new ${request}.${index}`);
    else changed.splice(position, 1);
  }
  return changed;
}

const share = fc.double({ min: 0, max: 0.999, noNaN: true });
const oneChange = fc.record({
  kind: fc.constantFrom<Change["kind"]>("insert", "delete"),
  at: share,
});
const oneDeletion = fc.record({ kind: fc.constant<"delete">("delete"), at: share });

function stories(changes: fc.Arbitrary<readonly Change[]>, kills: number): fc.Arbitrary<Story> {
  return fc.record({
    limit: fc.integer({ min: 2, max: 25 }),
    size: fc.integer({ min: 0, max: 150 }),
    changes: fc.array(changes, { maxLength: 30 }),
    kills: fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: kills }),
  });
}

function twice(sent: readonly string[]): string[] {
  const seen = new Set<string>();
  return sent.filter((row) => seen.has(row) || !seen.add(row));
}

// A machine that is busy takes several times as long.
describe("OffsetPager, while rows come and go", () => {
  test("brings every row that lives through the pass, and none twice", () => {
    fc.assert(
      fc.property(stories(fc.array(oneChange, { maxLength: 3 }), 0), (story) => {
        const { end, sent, lost, isOrderStable } = runPass(story);

        if (end === "whole") expect(lost).toEqual([]);
        expect(end).not.toBe("loop");
        expect(twice(sent)).toEqual([]);
        expect(isOrderStable).toBe(true);
      }),
      { numRuns: tries(500) },
    );
  });

  test("brings every row when a great many vanish at once", () => {
    const storms = fc.array(oneDeletion, { maxLength: 60 });
    fc.assert(
      fc.property(stories(storms, 0), (story) => {
        const { end, sent, lost } = runPass(story);

        expect(end).toBe("whole");
        expect(lost).toEqual([]);
        expect(twice(sent)).toEqual([]);
      }),
      { numRuns: tries(300) },
    );
  });

  test("brings every row when it is killed at any page and goes on from the cursor", () => {
    fc.assert(
      fc.property(stories(fc.array(oneChange, { maxLength: 3 }), 4), (story) => {
        const { end, lost } = runPass(story);

        if (end === "whole") expect(lost).toEqual([]);
        expect(end).not.toBe("loop");
      }),
      { numRuns: tries(500) },
    );
  });

  test("refuses hardly ever what it could have read", () => {
    const arbitrary = stories(fc.array(oneChange, { maxLength: 3 }), 4);
    const passes = fc.sample(arbitrary, { numRuns: tries(1_000), seed: 1 }).map(runPass);

    expect(passes.filter(({ end }) => end === "refused").length).toBeLessThanOrEqual(tries(5));
  });

  test("sends none twice after a kill, while less has changed than the state remembers", () => {
    const calm = stories(fc.array(oneChange, { maxLength: 1 }), 4).map((story) => ({
      ...story,
      changes: story.changes.slice(0, 12),
    }));
    fc.assert(
      fc.property(calm, (story) => {
        expect(twice(runPass(story).sent)).toEqual([]);
      }),
      { numRuns: tries(500) },
    );
  });
});
