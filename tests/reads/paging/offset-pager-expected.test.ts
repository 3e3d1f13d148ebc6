import { describe, expect, test } from "@jest/globals";
import { OffsetPager } from "../../../src/reads/paging/offset-pager.js";

function numbered(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) => `row ${from + index}`);
}

describe("OffsetPager.expected", () => {
  const first = (pager: OffsetPager, count = 3): number[] => {
    const offsets: number[] = [];
    for (const offset of pager.expected()) {
      if (offsets.length === count) break;
      offsets.push(offset);
    }
    return offsets;
  };

  test("knows nothing before a page has come", () => {
    expect(first(new OffsetPager(20))).toEqual([]);
  });

  test("goes on by the length of a page after a full one, and ends with a shorter one", () => {
    const pager = new OffsetPager(20);

    pager.take(numbered(20));
    const afterFull = first(pager);
    pager.take(numbered(12, 15));

    expect(afterFull).toEqual([15, 30, 45]);
    expect(first(pager)).toEqual([]);
  });

  test("waits for a second page as long as the first where the service gives less than was asked for", () => {
    const pager = new OffsetPager(250);

    pager.take(numbered(100));
    const afterFirst = first(pager);
    pager.take(numbered(100, 95));

    expect(afterFirst).toEqual([]);
    expect(first(pager)).toEqual([190, 285, 380]);
  });

  test("is nothing where answers are longer than asked for: several would fill the memory", () => {
    const pager = new OffsetPager(20);

    pager.take(numbered(500));

    expect(first(pager)).toEqual([]);
  });

  test("is nothing after a page that does not connect, until three have connected", () => {
    const pager = new OffsetPager(20);
    const expected: boolean[] = [];

    pager.take(numbered(20));
    pager.take(numbered(20, 100));
    for (let from = pager.offset, count = 0; count < 4; count += 1, from = pager.offset) {
      pager.take(numbered(20, from));
      expected.push(first(pager).length > 0);
    }

    // The first of them is read again, and brings nothing new.
    expect(expected).toEqual([false, false, false, true]);
  });
});
