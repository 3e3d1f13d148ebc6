import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "@jest/globals";
import { createFileStore } from "../../src/exports/stores/file-store.js";
import type { ExportObject, ObjectStore } from "../../src/exports/stores/store.js";
import { withExportFolder } from "../support/export-folder.js";

const never = new AbortController().signal;

async function listAll(store: ObjectStore): Promise<ExportObject[]> {
  const objects: ExportObject[] = [];
  for await (const object of store.list()) objects.push(object);
  return objects.sort((one, other) => (one.key < other.key ? -1 : 1));
}

describe("createFileStore", () => {
  test("lists the files of all folders below, with their moments in whole seconds", async () => {
    await withExportFolder(async ({ store, put }) => {
      await put("b.csv", "12345", "2026-01-05T12:00:00.750Z");
      await put("2026/01/a.csv", "", "2026-01-04T00:00:00Z");

      const objects = await listAll(store);

      expect(objects).toEqual([
        {
          key: "2026/01/a.csv",
          modifiedMs: Date.parse("2026-01-04T00:00:00Z"),
          etag: "0-1767484800000",
          size: 0,
        },
        {
          key: "b.csv",
          modifiedMs: Date.parse("2026-01-05T12:00:00Z"),
          etag: "5-1767614400750",
          size: 5,
        },
      ]);
      expect(store.url).toBe("file:///export");
    });
  });

  test("does not follow a link to a folder, which could lead back up", async () => {
    await withExportFolder(async ({ path, store, put }) => {
      await put("a.csv", "1", "2026-01-05T12:00:00Z");
      await symlink(path, join(path, "loop"));

      const keys = (await listAll(store)).map(({ key }) => key);

      expect(keys).toEqual(["a.csv"]);
    });
  });

  test("opens the very object that was listed", async () => {
    await withExportFolder(async ({ store, put }) => {
      await put("a.csv", "x,y\n", "2026-01-05T12:00:00Z");
      const [object] = await listAll(store);
      if (object === undefined) throw new Error("nothing was listed");

      const content = await text(await store.open(object, never));
      await put("a.csv", "x,z\n", "2026-01-05T12:00:00.5Z");

      expect(content).toBe("x,y\n");
      await expect(store.open(object, never)).rejects.toMatchObject({
        code: "source",
        message: "a.csv was changed after it was listed.",
      });
    });
  });

  test("fails for an object that is gone, and for a folder that is not there", async () => {
    await withExportFolder(async ({ path, store }) => {
      const gone = { key: "a.csv", modifiedMs: 0, etag: "0-0", size: 0 };
      const nowhere = createFileStore(join(path, "nowhere"), "file:///nowhere");

      await expect(store.open(gone, never)).rejects.toMatchObject({
        code: "source",
        message: "Cannot read a.csv: ENOENT.",
      });
      await expect(listAll(nowhere)).rejects.toMatchObject({
        code: "source",
        hint: "Check export_url, and that this user may read the folder.",
      });
    });
  });
});
