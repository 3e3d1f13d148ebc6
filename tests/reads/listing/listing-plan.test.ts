import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ExportObject } from "../../../src/exports/stores/store.js";
import {
  fingerprintOf,
  planListing,
  type ListingBookmark,
  type ListingPlan,
} from "../../../src/reads/listing/listing-plan.js";

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.parse("2026-01-10T00:00:00Z");

const object = (key: string, modifiedMs: number, etag = "1"): ExportObject => ({
  key,
  etag,
  modifiedMs,
  size: 1,
});

/** A bookmark that has read all there was by `now` less a day, but for these changes. */
function bookmark(changes: Partial<ListingBookmark> = {}): ListingBookmark {
  const synced_through = new Date(now - day).toISOString();
  return {
    synced_through,
    from: null,
    export_url: null,
    done: [],
    failed: [],
    open: [],
    ...changes,
  };
}

const fresh = bookmark({ synced_through: null });

function plan(
  objects: readonly ExportObject[],
  stored: ListingBookmark,
  settings: { readonly fromMs?: number; readonly endMs?: number } = {},
): ListingPlan {
  const { fromMs, endMs = Infinity } = settings;
  return planListing(objects, stored, { listedAt: now, lookbackMs: day, fromMs, endMs });
}

const keysOf = ({ objects }: ListingPlan): string[] => objects.map(({ key }) => key);
const dueOf = (found: ListingPlan): string[] => keysOf(found).slice(found.firstDue);

/** A listing that was interrupted at this object, behind so many rows of it (null: all). */
function openAt({ key, etag, modifiedMs }: ExportObject, row: number | null): ListingBookmark {
  const modified = new Date(modifiedMs).toISOString();
  return bookmark({ open: [{ listed_at: "2026-01-09T12:00:00.000Z", modified, key, etag, row }] });
}

describe("a first listing", () => {
  test("reads all objects by modified time, and by key where that is the same", () => {
    const objects = [object("c", 2), object("b", 1), object("a", 2), object("B", 1)];

    const found = plan(objects, fresh);

    expect(dueOf(found)).toEqual(["B", "b", "a", "c"]);
    expect(found).toMatchObject({ skipRows: 0, listedAt: "2026-01-10T00:00:00Z" });
  });

  test("leaves out what was modified before the start, or at the end or after it", () => {
    const objects = [object("a", 1), object("b", 2), object("c", 3), object("d", 4)];

    expect(keysOf(plan(objects, fresh, { fromMs: 2, endMs: 4 }))).toEqual(["b", "c"]);
  });

  test("has nothing due where there is no object", () => {
    expect(plan([], fresh)).toMatchObject({ objects: [], firstDue: 0, skipRows: 0 });
  });
});

describe("a later listing", () => {
  const old = object("old", now - 3 * day);
  const known = object("known", now - 1.5 * day);
  const late = object("late", now - 1.4 * day);
  const newer = object("newer", now - 1.2 * day);

  test("reads what is inside of the lookback, and no older object", () => {
    expect(dueOf(plan([old, known, newer], bookmark()))).toEqual(["known", "newer"]);
  });

  test("counts the lookback from the bookmark, its first instant included", () => {
    const [inside, outside] = [object("in", now - 2 * day), object("out", now - 2 * day - 1)];

    expect(dueOf(plan([inside, outside], bookmark()))).toEqual(["in"]);
  });

  test("has nothing due where all is done", () => {
    const done = [known, newer].map(fingerprintOf);

    expect(dueOf(plan([old, known, newer], bookmark({ done })))).toEqual([]);
  });

  test("reads what is done again behind an object that came late: it has the last word", () => {
    const done = [known, newer].map(fingerprintOf);

    expect(dueOf(plan([known, late, newer], bookmark({ done })))).toEqual(["late", "newer"]);
  });

  test("reads an object that is done again once it is another one", () => {
    const done = [fingerprintOf(known)];

    expect(dueOf(plan([{ ...known, etag: "2" }], bookmark({ done })))).toEqual(["known"]);
  });
});

describe("an object that failed before", () => {
  const bad = object("bad", now - 5 * day);
  const newer = object("newer", now - day);
  const failed = [{ key: "bad", etag: "1", reason: "it is no CSV" }];

  test("stays in the plan, whatever the range and the lookback are by now", () => {
    const found = plan([bad, newer], bookmark({ failed }), { fromMs: now - 2 * day });

    expect(keysOf(found)).toEqual(["bad", "newer"]);
  });

  test("is not what a listing begins with: nothing is read again for it until it is well", () => {
    expect(dueOf(plan([bad, newer], bookmark({ failed })))).toEqual(["newer"]);
    expect(dueOf(plan([bad], bookmark({ failed })))).toEqual([]);
  });

  test("is an object like any other once it is another one", () => {
    const replaced = { ...bad, etag: "2", modifiedMs: now - day };

    expect(dueOf(plan([replaced], bookmark({ failed })))).toEqual(["bad"]);
    expect(keysOf(plan([{ ...bad, etag: "2" }], bookmark({ failed }), { fromMs: now }))).toEqual(
      [],
    );
  });
});

describe("a listing that was interrupted", () => {
  const [a, b, c] = [
    object("a", now - 9 * day),
    object("b", now - 8 * day),
    object("c", now - hour),
  ];

  test("goes on in the object at which it was, behind the rows that were sent, whatever the lookback", () => {
    const found = plan([a, b, c], openAt(b, 500));

    expect(dueOf(found)).toEqual(["b", "c"]);
    expect(found).toMatchObject({ skipRows: 500, listedAt: "2026-01-09T12:00:00.000Z" });
  });

  test("goes on with the next object where that one was done", () => {
    const found = plan([a, b, c], openAt(b, null));

    expect([dueOf(found), found.skipRows]).toEqual([["c"], 0]);
  });

  test("tells objects of one modified time apart by their keys", () => {
    const same = ["a", "b", "c"].map((key) => object(key, now));

    expect(dueOf(plan(same, openAt(object("b", now), null)))).toEqual(["c"]);
  });

  test.each([
    { name: "done", row: null },
    { name: "in the middle", row: 500 },
  ])("reads that object from its first row where it is another one by now: $name", ({ row }) => {
    const found = plan([a, { ...b, etag: "2" }, c], openAt(b, row));

    expect([dueOf(found), found.skipRows]).toEqual([["b", "c"], 0]);
  });

  test("goes on with what comes after that object where it is gone", () => {
    const found = plan([a, c], openAt(b, 500));

    expect([dueOf(found), found.skipRows]).toEqual([["c"], 0]);
  });
});

describe("any listing", () => {
  const objects: fc.Arbitrary<ExportObject[]> = fc.uniqueArray(
    fc.record({
      key: fc.constantFrom("a", "b", "c", "d", "e", "f"),
      modifiedMs: fc.integer({ min: 0, max: 6 }).map((part) => now - (part * day) / 2),
      etag: fc.constantFrom("1", "2"),
      size: fc.constant(1),
    }),
    { selector: ({ key }) => key },
  );
  const scenes = objects.chain((listed) =>
    fc.record({
      listed: fc.constant(listed),
      done: fc.subarray(listed),
      failed: fc.subarray(listed),
      order: fc.shuffledSubarray(listed, { minLength: listed.length }),
    }),
  );

  test("reads every object inside of the lookback that is neither done nor known to fail", () => {
    fc.assert(
      fc.property(scenes, ({ listed, done, failed, order }) => {
        const stored = bookmark({
          done: done.map(fingerprintOf),
          failed: failed.map(({ key, etag }) => ({ key, etag, reason: "r" })),
        });

        const found = plan(listed, stored);

        const missing = listed.filter(
          (each) =>
            each.modifiedMs >= now - 2 * day && !done.includes(each) && !failed.includes(each),
        );
        expect(dueOf(found)).toEqual(expect.arrayContaining(missing.map(({ key }) => key)));
        // It begins with one of them, or it would read again what need not be.
        const [first] = found.objects.slice(found.firstDue);
        expect(first === undefined || missing.includes(first)).toBe(true);
        expect(plan(order, stored)).toEqual(found);
      }),
    );
  });

  test("that is resumed sends every row from its position on, once", () => {
    const positions = scenes
      .filter(({ listed }) => listed.length > 0)
      .chain(({ listed }) =>
        fc.record({
          listed: fc.constant(listed),
          at: fc.constantFrom(...listed),
          row: fc.option(fc.nat({ max: 9 })),
        }),
      );
    fc.assert(
      fc.property(positions, ({ listed, at, row }) => {
        const all = keysOf(plan(listed, fresh));
        const place = all.indexOf(at.key);

        const found = plan(listed, openAt(at, row));

        expect(dueOf(found)).toEqual(all.slice(row === null ? place + 1 : place));
        expect(found.skipRows).toBe(row ?? 0);
      }),
    );
  });
});
