import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { exportText } from "./export-rows.js";
import { cache, makeOnce, root } from "./folders.js";
import type { Options } from "./options.js";
import { print, printTable, show } from "./print.js";

const objects = 64;
const minute = 60_000;
const firstObject = Date.UTC(2025, 0, 1);

/** How long several pairs of tap and target take for an export that they share, against one pair. */
export async function benchShards(options: Options): Promise<void> {
  const { target, shards, rowsShards: rows } = options;
  print("## Shards");
  print();
  if (target === undefined) {
    print("Not measured: --target says which program the tap is piped into.");
    print();
    return;
  }
  const folder = await makeObjects(rows, options.seed);
  const counts = [];
  for (let count = 1; count <= shards; count *= 2) counts.push(count);
  const seconds: number[] = [];
  for (const count of counts) seconds.push(await load(folder, { count, target }));
  print(
    `${show(rows)} rows in ${objects} objects, piped into \`${target}\`; ${cpus().length} cores, ${cpus()[0]?.model ?? "?"}, Node ${process.version}.`,
  );
  print();
  printTable(
    ["pairs", "seconds", "rows/s", "against one pair"],
    counts.map((count, index) => [
      show(count),
      show(seconds[index] ?? NaN, 1),
      show(rows / (seconds[index] ?? NaN)),
      show((seconds[0] ?? NaN) / (seconds[index] ?? NaN), 2),
    ]),
  );
}

/** Seconds until all pairs have ended. Throws an Error where one did not end with 0. */
async function load(
  folder: string,
  { count, target }: { readonly count: number; readonly target: string },
): Promise<number> {
  const own = await mkdtemp(join(tmpdir(), "tap-ometria-bench-"));
  try {
    const config = join(own, "config.json");
    const settings = {
      export_url: pathToFileURL(folder).href,
      export_patterns: { email_events: "**/*.csv.gz" },
    };
    await writeFile(config, JSON.stringify(settings));
    const started = performance.now();
    const pairs = Array.from({ length: count }, (_, index) => {
      const shard = count === 1 ? "" : `--shard ${index + 1}/${count}`;
      const tap = `"${process.execPath}" dist/cli.js --config "${config}" --streams email_events ${shard}`;
      return run(`set -o pipefail; ${tap} | ${target} >/dev/null`);
    });
    await Promise.all(pairs);
    return (performance.now() - started) / 1000;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

async function run(command: string): Promise<void> {
  const child = spawn("bash", ["-c", command], { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise<unknown>((resolve, reject) => {
    child.on("error", reject).on("close", (code, signal) => {
      resolve(code ?? signal);
    });
  });
  const [code, stderr] = await Promise.all([ended, text(child.stderr)]);
  if (code !== 0) throw new Error(`A pair ended with ${String(code)}:\n${stderr.slice(-2000)}`);
}

/** A folder of objects that hold so many rows together; returns its path. */
function makeObjects(rows: number, seed: number): Promise<string> {
  const path = join(cache, `shards-${rows}-seed-${seed}`);
  return makeOnce(path, async (unfinished) => {
    await mkdir(unfinished, { recursive: true });
    for (let index = 0; index < objects; index += 1) {
      const file = join(unfinished, `email_events_${index}.csv.gz`);
      const own = Math.floor((rows * (index + 1)) / objects) - Math.floor((rows * index) / objects);
      await writeFile(file, gzipSync([...exportText(own, seed + index)].join("")));
      const modified = new Date(firstObject + index * minute);
      await utimes(file, modified, modified);
    }
  });
}
