import { describe, expect, test } from "@jest/globals";
import { streams as definitions } from "../../src/streams/registry.js";
import { incomingState } from "../../src/sync/incoming-state.js";
import type { JsonObject } from "../../src/values/json.js";

const synced = "2026-01-04T12:00:00Z";
const passed = {
  synced_through: synced,
  full_pass_at: synced,
  table_version: 1_767_528_000,
  open: [],
};
const members = { ...passed, changes_through: synced, changes_open: [] };
const state = {
  version: 1,
  source: "sandbox",
  bookmarks: { profiles: passed, member_lists: members },
  currently_syncing: "profiles",
};

function incoming(given: JsonObject | undefined, ...fullRefresh: string[]) {
  return incomingState({ state: given, source: "sandbox", fullRefresh, definitions });
}

const forgotten = { synced_through: null, full_pass_at: null, table_version: null, open: [] };

describe("incomingState", () => {
  test("is the state that was passed in", () => {
    expect(incoming(state)).toEqual(state);
  });

  test("is an empty one where there is none", () => {
    const none = { version: 1, source: "sandbox", bookmarks: {}, currently_syncing: null };

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
      member_lists: { ...forgotten, changes_through: synced, changes_open: [] },
    });
  });

  test("refuses streams that do not exist, by name", () => {
    expect(() => incoming(state, "profiles", "profile")).toThrow(
      "--full-refresh: there is no stream profile.",
    );
  });
});
