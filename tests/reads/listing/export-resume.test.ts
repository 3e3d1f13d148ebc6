import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import type { ReadEvent } from "../../../src/reads/contract.js";
import { withExportFolder, type ExportFolder } from "../../support/export-folder.js";
import { bookmarksOf } from "../../support/read-scene.js";
import { csv, now, run } from "./export-run.js";

const addresses = Array.from({ length: 1_100 }, (_, index) => `row ${index}`);

/** Index of the first checkpoint inside of the object. */
function firstInside(events: readonly ReadEvent[], key: string): number {
  return events.findIndex(
    (event) => event.type === "checkpoint" && JSON.stringify(bookmarksOf(event)).includes(key),
  );
}

async function putThree(folder: ExportFolder): Promise<void> {
  await folder.put("a_email_event.csv", csv("a"), "2026-01-02T00:00:00Z");
  await folder.put("b_email_event.csv", csv(...addresses), "2026-01-05T00:00:00Z");
  await folder.put("c_email_event.csv", csv("c"), "2026-01-05T01:00:00Z");
}

// A machine that is busy takes several times as long.
describe("exportObjects, interrupted", () => {
  test("sends every row once when it is killed after any checkpoint", async () => {
    await withExportFolder(async (folder) => {
      await putThree(folder);
      const whole = await run(folder);

      for (const [index, event] of whole.events.entries()) {
        if (event.type !== "checkpoint") continue;
        const killed = await run(folder, { stopAfter: index + 1 });
        const resumed = await run(folder, { bookmark: killed.bookmark });

        expect([...killed.sent, ...resumed.sent]).toEqual(["a", ...addresses, "c"]);
        expect(resumed.bookmark).toEqual(whole.bookmark);
      }
    });
  });

  test("goes on inside of an object behind the rows that were sent, with the listing's own time", async () => {
    await withExportFolder(async (folder) => {
      await putThree(folder);
      const whole = await run(folder);
      const stopAfter = firstInside(whole.events, "b_email_event.csv") + 1;
      const killed = await run(folder, { stopAfter });

      const resumed = await run(folder, {
        bookmark: killed.bookmark,
        at: "2026-01-05T15:00:00Z",
      });

      expect(killed.bookmark["open"]).toMatchObject([{ key: "b_email_event.csv", listed_at: now }]);
      expect(resumed.sent).toEqual([...addresses.slice(killed.sent.length - 1), "c"]);
      expect(resumed.bookmark).toMatchObject({ synced_through: now, open: [] });
    });
  });

  test("reads an object from its first row when it was changed since", async () => {
    await withExportFolder(async (folder) => {
      await putThree(folder);
      const whole = await run(folder);
      const stopAfter = firstInside(whole.events, "b_email_event.csv") + 1;
      const killed = await run(folder, { stopAfter });
      await folder.put("b_email_event.csv", csv("other"), "2026-01-05T00:00:00Z");

      const resumed = await run(folder, { bookmark: killed.bookmark });

      expect(resumed.sent).toEqual(["other", "c"]);
    });
  });

  test("sends what came after a late object again, also when it is killed in between", async () => {
    await withExportFolder(async (folder) => {
      await folder.put("done_email_event.csv", csv("done"), "2026-01-05T11:00:00Z");
      const first = await run(folder);
      await folder.put("late_email_event.csv", csv("late"), "2026-01-05T10:00:00Z");
      await folder.put("new_email_event.csv", csv("new"), "2026-01-05T11:30:00Z");
      const later = { bookmark: first.bookmark, at: "2026-01-05T13:00:00Z" };
      const killed = await run(folder, { ...later, stopAfter: 4 });

      const resumed = await run(folder, { ...later, bookmark: killed.bookmark });

      expect(killed.sent).toEqual(["late"]);
      expect(resumed.sent).toEqual(["done", "new"]);
    });
  });
});

describe("exportObjects, with an object that cannot be read", () => {
  const cutOff = gzipSync(csv("lost")).subarray(0, 30);

  async function putBroken(folder: ExportFolder): Promise<void> {
    await folder.put("a_email_event.csv.gz", cutOff, "2026-01-02T00:00:00Z");
    await folder.put("b_email_event.csv", csv("b"), "2026-01-03T00:00:00Z");
  }

  test("reads the others, moves the bookmark past it, and fails in the end", async () => {
    await withExportFolder(async (folder) => {
      await putBroken(folder);

      const { sent, bookmark, error, log } = await run(folder);

      expect(sent).toEqual(["b"]);
      expect(bookmark).toMatchObject({
        synced_through: now,
        failed: [{ key: "a_email_event.csv.gz" }],
        open: [],
      });
      expect(error).toMatchObject({ code: "source", exitCode: 4 });
      expect(log).toHaveLength(1);
    });
  });

  test("tries it again in each run, and is well once it can be read", async () => {
    await withExportFolder(async (folder) => {
      await putBroken(folder);
      const first = await run(folder);
      const second = await run(folder, { bookmark: first.bookmark, at: "2026-01-25T12:00:00Z" });
      await folder.put("a_email_event.csv.gz", gzipSync(csv("found")), "2026-01-25T13:00:00Z");

      const third = await run(folder, { bookmark: second.bookmark, at: "2026-01-25T14:00:00Z" });

      expect(second.error).toMatchObject({ exitCode: 4 });
      expect(second.bookmark["failed"]).toEqual(first.bookmark["failed"]);
      expect(third).toMatchObject({ error: undefined, sent: ["found"] });
      expect(third.bookmark["failed"]).toEqual([]);
    });
  });

  test("reads it whole when the cause was outside of it, wherever start_date is by now", async () => {
    await withExportFolder(async (folder) => {
      await folder.put("a_email_event.csv", "x,y\n1,a\n", "2026-01-02T00:00:00Z");
      const first = await run(folder);
      const config = { export_columns: { x: "event", y: "email" }, start_date: "2026-01-04" };
      const bookmark = { ...first.bookmark, from: "2026-01-01T00:00:00Z" };

      const second = await run(folder, { bookmark, config });

      expect(first.error).toMatchObject({ exitCode: 4 });
      expect(second).toMatchObject({ error: undefined, sent: ["a"] });
      expect(second.bookmark["failed"]).toEqual([]);
    });
  });

  test.each(["is gone", "is another one now"])("forgets it when it %s", async (fate) => {
    await withExportFolder(async (folder) => {
      await putBroken(folder);
      const first = await run(folder);
      if (fate === "is gone") await folder.remove("a_email_event.csv.gz");
      else await folder.put("a_email_event.csv.gz", csv("too old"), "2025-12-01T00:00:00Z");

      const second = await run(folder, { bookmark: first.bookmark });

      expect(second.error).toBeUndefined();
      expect(second.bookmark["failed"]).toEqual([]);
    });
  });

  test("stops at the thousand and first", async () => {
    await withExportFolder(async (folder) => {
      const keys = Array.from({ length: 1_001 }, (_, index) => `${index}_email_event.csv`);
      await Promise.all(keys.map((key) => folder.put(key, "PAR1", "2026-01-02T00:00:00Z")));
      await folder.put("last_email_event.csv", csv("last"), "2026-01-05T11:00:00Z");

      const { error, sent, bookmark } = await run(folder);

      expect(error).toMatchObject({ exitCode: 4 });
      expect(sent).toEqual([]);
      expect(bookmark["failed"]).toHaveLength(1_000);
      expect(bookmark["synced_through"]).toBeNull();
    });
  });
});
