import { describe, expect, test } from "@jest/globals";
import * as endpoints from "../../src/ometria/endpoints.js";
import { streams } from "../../src/ometria/streams/registry.js";

const { lists, collections } = endpoints;

describe("the identity of a row", () => {
  test.each([
    [{ id: "a" }, "a"],
    [{ id: 7 }, "7"],
  ])("is its id: %j", (row, expected) => {
    expect(lists.idOf(row)).toBe(expected);
  });

  test("is all of it where it has none, in whatever order its fields come", () => {
    expect(lists.idOf({ x: 1, y: 2 })).toBe(lists.idOf({ y: 2, x: 1 }));
    expect(lists.idOf({ x: 1 })).not.toBe(lists.idOf({ x: 2 }));
  });

  test("is the name of a collection", () => {
    expect(collections.idOf({ collection: "default", count: 3 })).toBe("default");
  });

  test("shows nothing of what a row without an id says", () => {
    expect(endpoints.unsubscribes.idOf({ email_address: "a@example.com" })).not.toContain("@");
  });
});

test("each stream of the API says which endpoints it asks, and no other stream does", () => {
  for (const { name, sources } of streams) {
    for (const { read } of sources)
      expect({ name, asks: read.endpoints.length > 0 }).toEqual({
        name,
        asks: read.from === "api",
      });
  }
});
