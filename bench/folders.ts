import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { print } from "./print.js";

/** The folder of the repository. */
export const root = fileURLToPath(new URL("../", import.meta.url));

/** Where data stay between runs. */
export const cache = join(root, ".cache", "bench");

/**
 * Makes a file or folder if it is not there yet. It gets its name when it is whole: what an interrupted run left is not
 * taken for data.
 */
export async function makeOnce(
  path: string,
  make: (unfinished: string) => Promise<void>,
): Promise<string> {
  if (existsSync(path)) return path;
  // Not beside it: the tap would read what lies in the same folder.
  const unfinished = join(cache, `unfinished-${process.pid}-${basename(path)}`);
  await mkdir(dirname(path), { recursive: true });
  print(`Making ${path.slice(root.length)} ...`);
  try {
    await make(unfinished);
    await rename(unfinished, path);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return path;
}
