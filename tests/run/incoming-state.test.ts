import { describe, expect, test } from "@jest/globals";
import { UsageError } from "../../src/errors.js";
import { streams as definitions } from "../../src/ometria/streams/registry.js";
import { incomingState } from "../../src/run/incoming-state.js";
import type { JsonObject } from "../../src/values/json.js";

const synced = "2026-01-04T12:00:00Z";
const passed = {
  synced_through: synced,
  full_pass_at: synced,
  table_version: 1_767_528_000,
  filter: "updateSince (date)",
  open: [],
};
const members = { ...passed, changes_through: synced, changes_open: [], lists: [] };
const state = {
  version: 2,
  source: "sandbox",
  bookmarks: { profiles: passed, member_lists: members },
  currently_syncing: "profiles",
};

function incoming(given: JsonObject | undefined, ...fullRefresh: string[]) {
  return incomingState({ state: given, source: "sandbox", fullRefresh, definitions });
}

function inShard(given: JsonObject | undefined, shard: string | undefined) {
  return incomingState({ state: given, source: "sandbox", shard, fullRefresh: [], definitions });
}

const forgotten = {
  synced_through: null,
  full_pass_at: null,
  table_version: null,
  filter: null,
  open: [],
};

describe("incomingState", () => {
  test("is the state that was passed in", () => {
    expect(incoming(state)).toEqual(state);
  });

  test("is an empty one where there is none", () => {
    const none = { version: 2, source: "sandbox", bookmarks: {}, currently_syncing: null };

    expect(incoming(undefined)).toEqual(none);
    expect(incoming({})).toEqual(none);
    expect(incoming({ bookmarks: {} })).toEqual(none);
  });

  test("empties the bookmarks of a full refresh, every key of them, and leaves the others", () => {
    expect(incoming(state, "profiles").bookmarks).toEqual({
      profiles: forgotten,
      member_lists: members,
    });
  });

  test("keeps what is known of list changes in a full refresh", () => {
    expect(incoming(state, "all").bookmarks).toEqual({
      profiles: forgotten,
      member_lists: { ...forgotten, changes_through: synced, changes_open: [], lists: [] },
    });
  });

  test("goes on in shards from a state of the whole export, which covers each of them", () => {
    expect(inShard(state, "2/8")).toEqual({ ...state, shard: "2/8" });
    expect(Object.keys(inShard(state, "2/8"))).toEqual([
      "version",
      "source",
      "shard",
      "bookmarks",
      "currently_syncing",
    ]);
    expect(inShard(undefined, "2/8")).toMatchObject({ shard: "2/8", bookmarks: {} });
    expect(inShard({ ...state, shard: "2/8" }, "2/8")).toEqual({ ...state, shard: "2/8" });
  });

  test("refuses the state of another shard, and that of a shard where the whole is read", () => {
    const second = { ...state, shard: "2/8" };

    for (const shard of ["3/8", "2/16", undefined])
      expect(() => inShard(second, shard)).toThrow(UsageError);
    expect(() => inShard(second, "3/8")).toThrow(
      "The state is that of shard 2/8, but this run reads shard 3/8.",
    );
    expect(() => inShard(second, undefined)).toThrow("but this run reads the whole export.");
  });

  test("refuses streams that do not exist, by name", () => {
    expect(() => incoming(state, "profiles", "profile")).toThrow(
      "--full-refresh: there is no stream profile.",
    );
  });
});
