import { describe, expect, test } from "@jest/globals";
import { WindowMemory } from "../../../src/reads/windows/window-memory.js";

const day = 86_400_000;

describe("the width of the next window", () => {
  test("is the widest at first, and stays it", () => {
    const memory = new WindowMemory(8 * day);
    memory.noteRead(8 * day);

    expect(memory.width).toBe(8 * day);
  });

  test("is half of one that was cut, in whole seconds, and never less than one", () => {
    const memory = new WindowMemory(5000);
    memory.noteCut(10, 5000);
    expect(memory.width).toBe(2000);
    memory.noteCut(undefined, 1000);
    expect(memory.width).toBe(1000);
  });

  test("does not grow with a wider one that is cut later", () => {
    const memory = new WindowMemory(8 * day);
    memory.noteCut(10, 2 * day);
    memory.noteCut(10, 8 * day);

    expect(memory.width).toBe(day);
  });

  test("doubles with each window as wide as may be that was read, up to the widest", () => {
    const memory = new WindowMemory(3 * day);
    memory.noteCut(10, 2 * day);
    const widths = Array.from({ length: 3 }, () => {
      memory.noteRead(memory.width);
      return memory.width;
    });

    expect(widths).toEqual([2 * day, 3 * day, 3 * day]);
  });

  test("stays where the window that was read had another width", () => {
    const memory = new WindowMemory(8 * day);
    memory.noteCut(10, 4 * day);
    memory.noteRead(8 * day);
    memory.noteRead(day);

    expect(memory.width).toBe(2 * day);
  });
});

describe("a length", () => {
  test.each([
    { length: 10, expected: true },
    { length: 100, expected: true },
    { length: 250, expected: true },
    { length: 99, expected: false },
    { length: 0, expected: false },
  ])("of $length is suspicious while no cut is known: $expected", ({ length, expected }) => {
    expect(new WindowMemory(day).isSuspicious(length)).toBe(expected);
  });

  test("is suspicious only where answers were cut at it, once that is known", () => {
    const memory = new WindowMemory(day);
    memory.noteCut(77, day);

    expect([77, 100].map((length) => memory.isSuspicious(length))).toEqual([true, false]);
    expect([77, 100].map((length) => memory.isCutLength(length))).toEqual([true, false]);
  });

  test("tells nothing where a window was cut in another way", () => {
    const memory = new WindowMemory(day);
    memory.noteCut(undefined, day);

    expect(memory.isSuspicious(100)).toBe(true);
  });

  test("is shorter than a whole one only below the longest", () => {
    const memory = new WindowMemory(day);
    memory.noteWhole(40);
    memory.noteWhole(30);

    expect([39, 40].map((length) => memory.isShorterThanWhole(length))).toEqual([true, false]);
  });
});
