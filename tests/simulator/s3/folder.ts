import { createHash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  openSync,
  readdirSync,
  readSync,
  statSync,
  type Stats,
} from "node:fs";
import { join } from "node:path";
import type { S3Object, S3Objects } from "./objects.js";

const chunkBytes = 256 * 1024;

/**
 * The files of a folder as objects. A file's ETag is the MD5 of its content, which is read again only when its size or its time is
 * another one. Files that are still being written (`.part`) are left out.
 */
export function createFolderObjects(folder: string): S3Objects {
  const etagOf = createEtags();
  const look = (key: string): S3Object | undefined => {
    const path = join(folder, key);
    const stats = isKey(key) ? statSync(path, { throwIfNoEntry: false }) : undefined;
    if (stats?.isFile() !== true) return undefined;
    const modifiedMs = Math.floor(stats.mtimeMs / 1_000) * 1_000;
    return { key, size: stats.size, etag: etagOf(path, stats), modifiedMs };
  };

  return {
    list: () => listKeys(folder, "").flatMap((key) => look(key) ?? []),
    open: (key) => {
      const found = look(key);
      return (
        found && { ...found, read: (start, length) => readFile(join(folder, key), start, length) }
      );
    },
  };
}

/** A key that leads to a file below the folder, and to that file only. */
function isKey(key: string): boolean {
  const parts = key.split("/");
  return (
    parts.every((part) => !["", ".", ".."].includes(part)) &&
    !key.endsWith(".part") &&
    !key.includes("\0")
  );
}

function listKeys(folder: string, below: string): string[] {
  return readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const key = below === "" ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? listKeys(folder, key) : [key];
  });
}

function readFile(path: string, start: number, length: number) {
  // Opened before anything else can happen: a file that takes its place later is not mixed into this answer.
  const fd = openSync(path, "r");
  return createReadStream(path, { fd, start, end: start + length - 1, highWaterMark: chunkBytes });
}

function createEtags(): (path: string, stats: Stats) => string {
  const known = new Map<
    string,
    { readonly size: number; readonly mtimeMs: number; readonly etag: string }
  >();
  return (path, { size, mtimeMs }) => {
    const last = known.get(path);
    if (last?.size === size && last.mtimeMs === mtimeMs) return last.etag;
    const etag = `"${hashFile(path)}"`;
    known.set(path, { size, mtimeMs, etag });
    return etag;
  };
}

/** In chunks: an export file need not fit into memory. */
function hashFile(path: string): string {
  const hash = createHash("md5");
  const chunk = Buffer.alloc(chunkBytes);
  const fd = openSync(path, "r");
  try {
    for (let length = readSync(fd, chunk); length > 0; length = readSync(fd, chunk)) {
      hash.update(chunk.subarray(0, length));
    }
  } finally {
    closeSync(fd);
  }
  return hash.digest("hex");
}
