import type { Dirent, Stats } from "node:fs";
import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { SourceError } from "../../errors.js";
import type { ExportObject, ObjectStore } from "./store.js";

const largestRead = 256 * 1024;

/** A folder that an export is written into; `url` is what bookmarks know it by. */
export function createFileStore(folder: string, url: string): ObjectStore {
  return {
    url,
    clockOffsetMs: () => 0,
    list: () => listFolder(folder, ""),
    open: (object) => openFile(folder, object),
  };
}

async function* listFolder(root: string, below: string): AsyncGenerator<ExportObject> {
  for (const entry of await readFolder(join(root, below))) {
    const key = below === "" ? entry.name : `${below}/${entry.name}`;
    const stats = await statFile(join(root, key));
    if (stats === undefined) continue;
    // A link to a folder could lead back up: only what lies below is listed.
    if (entry.isDirectory()) yield* listFolder(root, key);
    else if (stats.isFile()) yield toObject(key, stats);
  }
}

async function readFolder(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw new SourceError(`Cannot list the export folder ${folder}: ${codeOf(error)}.`, {
      cause: error,
      hint: "Check export_url, and that this user may read the folder.",
    });
  }
}

/** Undefined for a file that was deleted since it was listed. */
async function statFile(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    // Deleted, or a link that leads nowhere.
    if (["ENOENT", "ELOOP"].includes(codeOf(error))) return undefined;
    throw new SourceError(`Cannot look at ${path}: ${codeOf(error)}.`, {
      cause: error,
      hint: "Check that this user may enter the export folder and all folders in it.",
    });
  }
}

function toObject(key: string, stats: Stats): ExportObject {
  const modifiedMs = Math.floor(stats.mtimeMs / 1000) * 1000;
  return { key, modifiedMs, etag: `${stats.size}-${Math.floor(stats.mtimeMs)}`, size: stats.size };
}

async function openFile(root: string, object: ExportObject): Promise<Readable> {
  const file = await open(join(root, object.key)).catch((error: unknown) => {
    throw new SourceError(`Cannot read ${object.key}: ${codeOf(error)}.`, { cause: error });
  });
  const { etag } = toObject(object.key, await file.stat());
  if (etag !== object.etag) {
    await file.close();
    throw new SourceError(`${object.key} was changed after it was listed.`);
  }
  // A buffer of this size is made for each file, however small.
  return file.createReadStream({ highWaterMark: Math.min(largestRead, Math.max(1, object.size)) });
}

function codeOf(error: unknown): string {
  const hasCode = typeof error === "object" && error !== null && "code" in error;
  return hasCode ? String(error.code) : String(error);
}
