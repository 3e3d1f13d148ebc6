import { describe, expect, test } from "@jest/globals";
import type { Bookmark } from "../../../src/reads/contract.js";
import { withExportFolder } from "../../support/export-folder.js";
import { check, csv, now, run, synced } from "./export-run.js";

// A machine that is busy takes several times as long.
describe("exportObjects", () => {
  test("reads the objects of its stream in order of modified time and key", async () => {
    await withExportFolder(async (folder) => {
      await folder.put("z/email_events_2.csv", csv("third"), "2026-01-02T00:00:00Z");
      await folder.put("b_email_event.csv", csv("second"), "2026-01-01T00:00:01Z");
      await folder.put("A_EMAIL_EVENT.CSV", csv("first"), "2026-01-01T00:00:01Z");
      await folder.put("orders.csv", csv("no"), "2026-01-01T00:00:00Z");

      const { sent, bookmark, rows, error } = await run(folder);

      expect(error).toBeUndefined();
      expect(sent).toEqual(["first", "second", "third"]);
      expect(rows[2]?.values).toMatchObject({ source: "z/email_events_2.csv" });
      expect(bookmark).toEqual({
        synced_through: now,
        from: null,
        export_url: "file:///export",
        done: [],
        failed: [],
        open: [],
      });
    });
  });

  test("takes the default pattern where the setting names only other streams", async () => {
    await withExportFolder(async (folder) => {
      await folder.put("a_email_event.csv", csv("a"), "2026-01-01T00:00:00Z");
      await folder.put("orders.csv", csv("no"), "2026-01-01T00:00:00Z");

      const { sent } = await run(folder, { config: { export_patterns: { orders: "orders*" } } });

      expect(sent).toEqual(["a"]);
    });
  });

  test("goes on with an unfinished listing whatever later start_date is set meanwhile", async () => {
    await withExportFolder(async (folder) => {
      await folder.put("a_email_event.csv", csv("a"), "2026-01-01T00:00:00Z");
      await folder.put("b_email_event.csv", csv("b"), "2026-01-02T00:00:00Z");
      const first = await run(folder, { config: { start_date: "2025-01-01" }, stopAfter: 3 });

      const { bookmark } = first;
      const next = await run(folder, { config: { start_date: "2026-01-04" }, bookmark });

      expect([...first.sent, ...next.sent]).toEqual(["a", "b"]);
    });
  });

  test("refuses to take a column for one that the tap fills itself, before anything is read", () => {
    expect(() => {
      check({ export_columns: { email: "source" } });
    }).toThrow("email cannot be source");
    expect(() => {
      check({ export_columns: { address: "email" } });
    }).not.toThrow();
  });

  test("says that a folder without any object is empty: a mount that failed looks the same", async () => {
    await withExportFolder(async (folder) => {
      const { error, log } = await run(folder);

      expect([error, log]).toEqual([
        undefined,
        ["email_events: there is no object at all below export_url"],
      ]);
    });
  });

  test("reads what is new, and what is late inside of the lookback with all that came after it", async () => {
    await withExportFolder(async (folder) => {
      await folder.put("old_email_event.csv", csv("old"), "2026-01-01T00:00:00Z");
      await folder.put("a_email_event.csv", csv("a"), "2026-01-05T00:00:00Z");
      const first = await run(folder);
      await folder.put("too_late_email_event.csv", csv("too late"), "2026-01-04T11:59:59Z");
      await folder.put("late_email_event.csv", csv("late"), "2026-01-04T12:00:00Z");
      await folder.put("new_email_event.csv", csv("new"), "2026-01-05T12:30:00Z");

      const second = await run(folder, { bookmark: first.bookmark, at: "2026-01-05T13:00:00Z" });
      const third = await run(folder, { bookmark: second.bookmark, at: "2026-01-05T14:00:00Z" });

      expect(first.bookmark["done"]).toHaveLength(1);
      expect(second.sent).toEqual(["late", "a", "new"]);
      expect(second.bookmark).toMatchObject({ synced_through: "2026-01-05T13:00:00Z" });
      expect(third.sent).toEqual([]);
      expect(third.bookmark).toMatchObject({ synced_through: "2026-01-05T14:00:00Z" });
    });
  });

  test("looks back a day at least, and farther where the settings say so", async () => {
    await withExportFolder(async (folder) => {
      await folder.put("a_email_event.csv", csv("a"), "2026-01-03T12:00:00Z");
      await folder.put("b_email_event.csv", csv("b"), "2026-01-02T12:00:00Z");

      const short = await run(folder, { bookmark: synced, config: { lookback_window: "PT1S" } });
      const long = await run(folder, { bookmark: synced, config: { lookback_window: "P2D" } });

      expect(short.sent).toEqual(["a"]);
      expect(long.sent).toEqual(["b", "a"]);
    });
  });

  test("reads an object again when its content has changed", async () => {
    await withExportFolder(async (folder) => {
      await folder.put("a_email_event.csv", csv("a"), "2026-01-05T00:00:00Z");
      const first = await run(folder);
      await folder.put("a_email_event.csv", csv("a", "more"), "2026-01-05T00:00:00Z");

      const second = await run(folder, { bookmark: first.bookmark });

      expect(second.sent).toEqual(["a", "more"]);
    });
  });

  test("takes objects from start_date up to end_date, and the bookmark stops there too", async () => {
    await withExportFolder(async (folder) => {
      for (const day of [1, 2, 3, 4]) {
        await folder.put(`${day}_email_event.csv`, csv(`${day}`), `2026-01-0${day}T00:00:00Z`);
      }
      const config = { start_date: "2026-01-02", end_date: "2026-01-04" };

      const { sent, bookmark } = await run(folder, { config });

      expect(sent).toEqual(["2", "3"]);
      expect(bookmark).toMatchObject({
        synced_through: "2026-01-04T00:00:00Z",
        from: "2026-01-02T00:00:00Z",
      });
    });
  });

  test("passes rejected rows on with their object and line", async () => {
    await withExportFolder(async (folder) => {
      await folder.put("a_email_event.csv", "event,email\nsent\nsent,a\n", "2026-01-05T00:00:00Z");

      const { events, sent } = await run(folder);

      expect(sent).toEqual(["a"]);
      expect(events).toContainEqual({
        type: "rejected",
        place: "a_email_event.csv line 2",
        reason: "it has 1 fields where the header has 2",
      });
      const rows = events.find((event) => event.type === "rows");
      expect(rows?.type === "rows" && rows.place(0)).toBe("a_email_event.csv line 3");
    });
  });

  test("fails where no object matches on a first read, and shows the first ten that are there", async () => {
    await withExportFolder(async (folder) => {
      const names = Array.from({ length: 12 }, (_, index) => `orders_${index + 10}.csv`);
      for (const name of names) await folder.put(name, csv("x"), "2026-01-05T00:00:00Z");

      const first = await run(folder);
      const later = await run(folder, { bookmark: synced });

      expect(first.error).toMatchObject({ code: "source", exitCode: 4 });
      expect(String(first.error)).toContain(`The first are: ${names.slice(0, 10).join(", ")}.`);
      expect(later.error).toBeUndefined();
    });
  });

  test("has nothing to say of an empty folder", async () => {
    await withExportFolder(async (folder) => {
      const { error, sent, bookmark } = await run(folder);

      expect([error, sent]).toEqual([undefined, []]);
      expect(bookmark["synced_through"]).toBe(now);
    });
  });
});

describe("exportObjects, with a bookmark", () => {
  test.each([
    {
      name: "another export_url",
      bookmark: { ...synced, export_url: "file:///other" },
      config: {},
    },
    {
      name: "an earlier start_date",
      bookmark: { ...synced, from: "2026-01-02T00:00:00Z" },
      config: { start_date: "2026-01-01" },
    },
    {
      name: "a time ahead",
      bookmark: { ...synced, synced_through: "2026-01-05T13:00:01Z" },
      config: {},
    },
    {
      name: "a listing of a time ahead",
      bookmark: { ...synced, open: [openAt("2026-02-05T12:00:00Z")] },
      config: {},
    },
  ])("starts over with $name, and says so once", async ({ bookmark, config }) => {
    await withExportFolder(async (folder) => {
      await folder.put("a_email_event.csv", csv("a"), "2026-01-01T00:00:00Z");

      const result = await run(folder, { bookmark, config });

      expect(result.sent).toEqual(["a"]);
      expect(result.log).toEqual([expect.stringMatching(/^email_events starts over/)]);
      expect(result.events[0]).toMatchObject({
        bookmarks: { email_events: { synced_through: null, done: [], failed: [], open: [] } },
      });
      expect(result.bookmark["synced_through"]).toBe(now);
    });
  });

  test("never moves it back, and changes nothing with a later start_date", async () => {
    await withExportFolder(async (folder) => {
      const config = { start_date: "2026-01-02", end_date: "2026-01-03" };
      await folder.put("old_email_event.csv", csv("old"), "2025-01-01T00:00:00Z");

      const { bookmark, log } = await run(folder, { bookmark: synced, config });

      expect(bookmark).toEqual(synced);
      expect(log).toEqual([]);
    });
  });
});

function openAt(listedAt: string): Bookmark {
  return { listed_at: listedAt, modified: listedAt, key: "a", etag: "1", row: null };
}
