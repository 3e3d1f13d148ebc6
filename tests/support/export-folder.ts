import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createFileStore } from "../../src/exports/stores/file-store.js";
import type { ObjectStore } from "../../src/exports/stores/store.js";

/** A temporary folder that an export lands in. */
export interface ExportFolder {
  readonly path: string;
  readonly store: ObjectStore;
  /** Writes a file, modified at that moment. */
  readonly put: (key: string, content: string | Buffer, modified: string) => Promise<void>;
  readonly remove: (key: string) => Promise<void>;
}

/** Makes an empty folder, and removes it after its use. */
export async function withExportFolder(
  use: (folder: ExportFolder) => Promise<void>,
): Promise<void> {
  const path = await mkdtemp(join(tmpdir(), "tap-ometria-export-"));
  try {
    await use({
      path,
      store: createFileStore(path, "file:///export"),
      put: async (key, content, modified) => {
        const file = join(path, key);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
        await utimes(file, new Date(modified), new Date(modified));
      },
      remove: (key) => rm(join(path, key)),
    });
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}
