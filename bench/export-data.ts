import { createWriteStream } from "node:fs";
import { mkdir, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, gzipSync } from "node:zlib";
import { exportText } from "./export-rows.js";
import { cache, makeOnce } from "./folders.js";

/** An export of one gzip CSV object of so many rows; returns its path. Its folder holds nothing else. */
export function makeExport(rows: number, seed: number): Promise<string> {
  const path = join(cache, `rows-${rows}-seed-${seed}`, "email_events.csv.gz");
  return makeOnce(path, (unfinished) =>
    pipeline(Readable.from(exportText(rows, seed)), createGzip(), createWriteStream(unfinished)),
  );
}

/** Rows of each small object. */
export const rowsOfSmallObject = 10;

// One a minute, so that each has a time of its own; all long ago, so that the data are the same whenever they are made.
const minute = 60_000;
const firstObject = Date.UTC(2025, 0, 1);
const madeAtOnce = 64;

/** A folder of so many small objects, one modified each minute, in a folder for each day; returns its path. */
export function makeSmallObjects(objects: number, seed: number): Promise<string> {
  const path = join(cache, `objects-${objects}-seed-${seed}`);
  return makeOnce(path, async (unfinished) => {
    for (let begin = 0; begin < objects; begin += madeAtOnce) {
      const count = Math.min(madeAtOnce, objects - begin);
      const make = (_: unknown, index: number): Promise<void> =>
        makeSmallObject(unfinished, begin + index, seed);
      await Promise.all(Array.from({ length: count }, make));
    }
  });
}

async function makeSmallObject(folder: string, index: number, seed: number): Promise<void> {
  const modified = new Date(firstObject + index * minute);
  const day = modified.toISOString().slice(0, 10);
  const name = `x_${String(index + 1).padStart(6, "0")}.csv.gz`;
  const path = join(folder, "email_events", day, name);
  const text = [...exportText(rowsOfSmallObject, seed + index)].join("");
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, gzipSync(text));
  await utimes(path, modified, modified);
}
