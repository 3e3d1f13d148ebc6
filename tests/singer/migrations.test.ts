import { describe, expect, test } from "@jest/globals";
import { migrated, migrations, stateVersion, type Migration } from "../../src/singer/migrations.js";
import type { JsonObject } from "../../src/values/json.js";

/** A step that notes that it was taken. */
function noting(from: number): Migration {
  return {
    from,
    migrate: ({ taken = [], ...state }) => ({
      ...state,
      taken: [...(taken as readonly number[]), from],
    }),
  };
}

describe("migrated", () => {
  const steps = [1, 2, 3].map(noting);

  test.each([
    { version: 1, taken: [1, 2, 3] },
    { version: 2, taken: [2, 3] },
    { version: 3, taken: [3] },
  ])("takes each step from version $version on, in order", ({ version, taken }) => {
    expect(migrated({ version, source: "x" }, steps)).toEqual({ version: 4, source: "x", taken });
  });

  test.each<JsonObject>([
    { version: 4 },
    { version: 5 },
    { version: 0 },
    { version: "1" },
    { version: null },
    {},
  ])("returns %j as it is: it has no older version", (state) => {
    expect(migrated(state, steps)).toEqual(state);
  });

  test("has one step for each version that there has been", () => {
    expect(migrations.map(({ from }) => from)).toEqual(
      Array.from({ length: stateVersion - 1 }, (_, index) => index + 1),
    );
  });
});

describe("the step from version 1", () => {
  const open = [{ start: "2026-01-05T12:00:00Z", update_since: null, offset: 9, last_ids: ["a"] }];
  const bookmark = { synced_through: "2026-01-04T12:00:00Z", open };

  test.each(["contacts", "custom_events", "products"])(
    "begins an unfinished pass of %s again, and keeps the rest of its bookmark",
    (stream) => {
      expect(migrated({ version: 1, bookmarks: { [stream]: bookmark } })).toEqual({
        version: 2,
        bookmarks: { [stream]: { ...bookmark, open: [] } },
      });
    },
  );

  test("leaves the passes of other streams, and what is no bookmark, as they are", () => {
    const bookmarks = { profiles: bookmark, orders: bookmark, baskets: { any: 1 }, contacts: null };

    expect(migrated({ version: 1, bookmarks, note: 1 })).toEqual({
      version: 2,
      bookmarks,
      note: 1,
    });
  });

  test.each([[undefined], [null], [[]], ["text"]])("leaves bookmarks that are %j", (bookmarks) => {
    expect(migrated({ version: 1, bookmarks })).toEqual({ version: 2, bookmarks });
  });
});
