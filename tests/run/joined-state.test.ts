import { describe, expect, test } from "@jest/globals";
import { UsageError } from "../../src/errors.js";
import { joinStates } from "../../src/run/joined-state.js";
import { parseState } from "../../src/singer/state.js";
import type { JsonObject } from "../../src/values/json.js";

const failure = { key: "b.csv", etag: "v2", reason: "It breaks off." };
const done = {
  synced_through: "2026-01-05T12:00:00Z",
  from: null,
  export_url: "s3://bucket",
  done: [],
  failed: [],
  open: [],
};
const lists = { open: [] };

function shard(text: string, bookmark: JsonObject = {}, others: JsonObject = {}) {
  const state = {
    version: 2,
    source: "api.ometria.com",
    shard: text,
    bookmarks: { ...others, email_events: { ...done, ...bookmark } },
    currently_syncing: null,
  };
  return { file: `${text.replace("/", "-of-")}.json`, state };
}

describe("joinStates", () => {
  test("reaches as far as the shard that is furthest behind, and knows what each has read", () => {
    const joined = joinStates([
      shard("2/2", { synced_through: "2026-01-04T12:00:00Z", done: ["b"], failed: [failure] }),
      shard("1/2", { done: ["a"], from: "2025-12-01T00:00:00Z" }, { lists }),
    ]);

    expect(joined).toEqual({
      version: 2,
      source: "api.ometria.com",
      bookmarks: {
        lists,
        email_events: {
          ...done,
          synced_through: "2026-01-04T12:00:00Z",
          from: "2025-12-01T00:00:00Z",
          done: ["a", "b"],
          failed: [failure],
        },
      },
      currently_syncing: null,
    });
    expect(parseState({ ...joined }, "api.ometria.com")).toEqual(joined);
  });

  test("keeps the bookmarks of the API's streams that the first shard has, in whatever order the states come", () => {
    const states = [
      shard("2/2", {}, { lists: { open: [], old: true } }),
      shard("1/2", {}, { lists }),
    ];

    for (const given of [states, states.toReversed()])
      expect(joinStates(given).bookmarks["lists"]).toEqual(lists);
  });

  test("names no more objects than a state may: those that are forgotten are read again", () => {
    const many = (letter: string) => Array.from({ length: 40_000 }, (_, at) => `${letter}${at}`);

    const joined = joinStates([
      shard("1/2", { done: many("a") }),
      shard("2/2", { done: many("b") }),
    ]);

    expect(joined.bookmarks["email_events"]?.["done"]).toHaveLength(50_000);
  });

  test.each([
    ["a shard is missing", [shard("1/4"), shard("3/4")], "missing: 2/4, 4/4."],
    [
      "one stands twice",
      [shard("1/2"), shard("1/2")],
      "Shard 1/2 is given twice, in 1-of-2.json too.",
    ],
    ["they are of different numbers of shards", [shard("1/2"), shard("2/3")], "same export"],
    [
      "they are of different exports",
      [shard("1/2"), shard("2/2", { export_url: "s3://other" })],
      "1-of-2.json and 2-of-2.json are not shards of the same export.",
    ],
    [
      "one is in the middle of its objects",
      [
        shard("1/2"),
        shard("2/2", {
          open: [
            {
              listed_at: "2026-01-05T12:00:00Z",
              modified: "2026-01-05T12:00:00Z",
              key: "a",
              etag: "v1",
              row: 5,
            },
          ],
        }),
      ],
      "2-of-2.json: shard 2/2 has not come to its end.",
    ],
    [
      "one has read nothing",
      [shard("1/2"), shard("2/2", { synced_through: null })],
      "come to its end",
    ],
    [
      "one is no shard's",
      [shard("1/2"), { file: "all.json", state: { version: 2, source: "x", bookmarks: {} } }],
      "all.json is not the state of a shard.",
    ],
    ["one is empty", [{ file: "none.json", state: {} }], "none.json is not the state of a shard."],
    [
      "more objects have failed than a state may hold",
      [
        shard("1/2", { failed: Array(600).fill(failure) }),
        shard("2/2", { failed: Array(600).fill(failure) }),
      ],
      "The shards could not read 1200 objects together; a state holds 1000.",
    ],
    ["there is none", [], "No state is given."],
  ])("says what is wrong where %s", (_, states, message) => {
    expect(() => joinStates(states)).toThrow(UsageError);
    expect(() => joinStates(states)).toThrow(message);
  });
});
