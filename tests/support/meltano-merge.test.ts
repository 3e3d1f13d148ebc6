import { describe, expect, test } from "@jest/globals";

import { meltanoMerge } from "./meltano-merge.js";

describe("meltanoMerge", () => {
  test("merges objects key by key and leaves both states as they were", () => {
    const older = { bookmarks: { lists: { since: "1", open: [1, 2] }, orders: { since: "1" } } };
    const newer = { bookmarks: { lists: { since: "2", open: [3] } }, version: 1 };

    const merged = meltanoMerge(older, newer);

    expect(merged).toEqual({
      bookmarks: { lists: { since: "2", open: [3] }, orders: { since: "1" } },
      version: 1,
    });
    expect(older.bookmarks.lists).toEqual({ since: "1", open: [1, 2] });
    expect(newer).toEqual({ bookmarks: { lists: { since: "2", open: [3] } }, version: 1 });
  });

  test("replaces arrays, scalars and nulls, and an object by what is none", () => {
    const older = { array: [1], scalar: 1, nothing: null, object: { a: 1 } };
    const newer = { array: [], scalar: null, nothing: "x", object: null };

    expect(meltanoMerge(older, newer)).toEqual(newer);
  });

  test.each([null, 1, "text", true, ["array"]])("throws where an object meets %j", (stored) => {
    expect(() => meltanoMerge({ a: { b: stored } }, { a: { b: { c: 1 } } })).toThrow(
      /crashes: at state\.a\.b an object meets/,
    );
  });

  test("loses an empty object that meets a null", () => {
    expect(meltanoMerge({ a: null }, { a: {} })).toEqual({ a: null });
  });
});
