import { describe, expect, test } from "@jest/globals";
import { UsageError } from "../../src/errors.js";
import { streams } from "../../src/ometria/streams/registry.js";
import { emptyBookmark } from "../../src/records/stream.js";
import { stateVersion } from "../../src/singer/migrations.js";
import { advance, emptyState, parseState, withRowIds } from "../../src/singer/state.js";
import type { JsonObject } from "../../src/values/json.js";

const source = "api.ometria.com";
const unsubscribes = {
  replication_key: "timestamp",
  replication_key_value: "2026-11-20T02:59:59Z",
  from: null,
  open: [],
};

function failure(state: JsonObject): UsageError {
  try {
    parseState(state, source);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error("the state was taken");
}

describe("parseState", () => {
  test("takes the whole STATE message, as the tap prints it, for its value", () => {
    const value = { ...emptyState(source), bookmarks: { unsubscribes } };

    expect(parseState({ type: "STATE", value }, source)).toEqual(value);
  });

  test("takes a state that a runner has wrapped in singer_state", () => {
    const state = { ...emptyState(source), bookmarks: { unsubscribes } };

    expect(parseState({ singer_state: state }, source)).toEqual(state);
  });

  test("takes the state of an older version, with what it lacks", () => {
    const profiles = { synced_through: "2026-01-04T12:00:00Z", full_pass_at: null, open: [] };

    expect(parseState({ version: 1, source, bookmarks: { profiles } }, source)).toEqual({
      ...emptyState(source),
      bookmarks: { profiles: { ...profiles, table_version: null, filter: null } },
    });
  });

  test("refuses the state of a newer version, and says what to run", () => {
    const error = failure({ ...emptyState(source), version: stateVersion + 1 });

    expect(error.message).toBe(
      `The state has version ${stateVersion + 1}; this tap-ometria knows versions up to ${stateVersion}.`,
    );
    expect(error.hint).toBe("Run the tap-ometria that wrote it, or a newer one.");
  });

  test.each([[{}], [{ bookmarks: {} }], [{ singer_state: {} }]])(
    "reads %j as no state",
    (state) => {
      expect(parseState(state, source)).toEqual(emptyState(source));
    },
  );

  test("reads a state of its own", () => {
    const state = {
      version: 2,
      source,
      bookmarks: { unsubscribes, lists: { open: [] } },
      currently_syncing: "lists",
    };

    expect(parseState(state, source)).toEqual(state);
  });

  test("reads a state without currently_syncing as one where nothing was interrupted", () => {
    const state = { version: 2, source, bookmarks: { unsubscribes } };

    expect(parseState(state, source)).toEqual({ ...state, currently_syncing: null });
  });

  test("reads every bookmark that is empty", () => {
    const bookmarks = Object.fromEntries(streams.map((one) => [one.name, emptyBookmark(one)]));

    expect(parseState({ version: 2, source, bookmarks }, source).bookmarks).toEqual(bookmarks);
  });

  test("passes on what it does not know: other streams, and keys of a later version", () => {
    const later = { version: 2, source, bookmarks: { baskets: { any: [1, "a"] } }, note: { a: 1 } };

    expect(parseState(later, source)).toMatchObject(later);
  });

  test.each([
    ["a list of bookmarks", { bookmarks: [] }],
    ["bookmarks that are null", { bookmarks: null }],
    ["bookmarks that are a number", { bookmarks: 5 }],
    ["bookmarks that are a text", { bookmarks: "" }],
    ["bookmarks without a version", { bookmarks: { unsubscribes } }],
    ["a version without bookmarks", { version: 2, source }],
    ["no source", { version: 2, bookmarks: {} }],
    ["a version that there never was", { version: 0, source, bookmarks: {} }],
    ["a version that is a text", { version: "1", source, bookmarks: {} }],
    ["a state of another tap", { currently_syncing: null }],
    ["a bookmark that is null", { version: 2, source, bookmarks: { lists: null } }],
    [
      "a bookmark that is no instant",
      {
        version: 2,
        source,
        bookmarks: { unsubscribes: { ...unsubscribes, replication_key_value: "yesterday" } },
      },
    ],
    [
      "a bookmark on a day that does not exist",
      {
        version: 2,
        source,
        bookmarks: { unsubscribes: { ...unsubscribes, from: "2026-02-30T00:00:00Z" } },
      },
    ],
    [
      "an open that is an object",
      { version: 2, source, bookmarks: { unsubscribes: { ...unsubscribes, open: {} } } },
    ],
    [
      "a current stream that is a list",
      { version: 2, source, bookmarks: {}, currently_syncing: [] },
    ],
  ])("refuses %s with a sentence and the remedy", (_, state) => {
    const error = failure(state);

    expect(error.message).toMatch(/^The state is not one of tap-ometria: .+\.$/);
    expect(error.hint).toContain("last STATE");
  });

  test("fills a key that a bookmark lacks with its empty value", () => {
    const { from, ...older } = unsubscribes;

    const { bookmarks } = parseState(
      { version: 2, source, bookmarks: { unsubscribes: older } },
      source,
    );

    expect(from).toBeDefined();
    expect(bookmarks["unsubscribes"]).toEqual({ ...unsubscribes, from: null });
  });

  test("says where the shape is wrong, all places at once", () => {
    const bookmarks = { unsubscribes: { ...unsubscribes, open: 5 }, lists: { open: {} } };

    const { message } = failure({ version: 2, source, bookmarks });

    expect(message).toContain("bookmarks.unsubscribes.open must be array");
    expect(message).toContain("bookmarks.lists.open must be array");
  });

  test.each([
    ["sandbox", source],
    [source, "sandbox"],
    ["eu.example.com", source],
  ])("refuses a state of %s in a run of %s, and names both", (made, run) => {
    const state = { version: 2, source: made, bookmarks: {} };

    expect(() => parseState(state, run)).toThrow(
      new UsageError(`The state was made from ${made}, but this run reads ${run}.`),
    );
  });
});

describe("advance", () => {
  const state = parseState(
    { version: 2, source, bookmarks: { unsubscribes, other: { a: 1 } } },
    source,
  );

  test("changes the parts that are given, and passes on the rest", () => {
    const next = advance(state, { unsubscribes: { open: [{ offset: 1 }] }, lists: { open: [] } });

    expect(next).toEqual({
      ...state,
      bookmarks: {
        unsubscribes: { ...unsubscribes, open: [{ offset: 1 }] },
        other: { a: 1 },
        lists: { open: [] },
      },
    });
  });

  test("leaves the state that it begins with as it is", () => {
    const before = structuredClone(state);

    advance(state, { unsubscribes: { from: "2026-01-01T00:00:00Z" } });

    expect(state).toEqual(before);
  });
});

test("ids of rows are mapped wherever a bookmark holds them, and nothing else is", () => {
  const open = [{ offset: 2, last_ids: ["a", "b"], inside: [{ last_ids: ["c"] }], key: "d" }];
  const bookmarks = { profiles: { synced_through: "x", done: ["e"], open }, lists: { open: [] } };

  const mapped = withRowIds(bookmarks, (id) => id.toUpperCase());

  expect(mapped).toEqual({
    profiles: {
      synced_through: "x",
      done: ["e"],
      open: [{ offset: 2, last_ids: ["A", "B"], inside: [{ last_ids: ["C"] }], key: "d" }],
    },
    lists: { open: [] },
  });
  expect(open[0]?.last_ids).toEqual(["a", "b"]);
});
