import { cpus } from "node:os";
import { findCore, runNode, type Usage } from "./child.js";
import { makeExport } from "./export-data.js";
import { expectRows, median, runWork, type Scene } from "./exports.js";
import { LineCounter } from "./line-counter.js";
import type { Options } from "./options.js";
import { print, printTable, show } from "./print.js";
import { readAll } from "./readers.js";

/** Rows of the CSV file that the goal speaks of. */
const referenceRows = 1_000_000;
/** Rows a second where uDSV takes a second for that file. */
const goal = 40_000;

const parts: Readonly<Record<string, string>> = {
  parse: "parse the JSON of a page (not in the sum)",
  fields: "the stream's raw records: names, dates",
  prepare: "prepare: convert, validate, serialise",
  "validate alone": "of that, validate (alone, of records that are done)",
  "serialise alone": "of that, serialise (alone, of records that are done)",
  write: "put the line together, UTF-8, write to the pipe",
};

/** Rows a second from the profiles that the API sends, once they are parsed, to RECORD lines in a pipe. */
export async function benchRecords(options: Options): Promise<void> {
  const file = await makeExport(referenceRows, options.seed);
  const scene: Scene = { file, rows: referenceRows, core: findCore() };
  const [records, udsv, gunzip]: [Usage[], Usage[], Usage[]] = [[], [], []];
  for (let run = 0; run < options.runs; run += 1) {
    gunzip.push(await runWork("gunzip", scene));
    udsv.push(await runWork("udsv", scene));
    records.push(await prepareProfiles(options, scene));
  }
  const csv = { seconds: 0, cpuSeconds: 0 };
  for (const key of ["seconds", "cpuSeconds"] as const) {
    csv[key] = median(udsv)[key] - median(gunzip)[key];
  }
  report(median(records), csv, { options, scene });
}

async function prepareProfiles(options: Options, { core }: Scene): Promise<Usage> {
  const { profiles, seed } = options;
  const counter = new LineCounter();
  const args = ["--import", "tsx", "bench/records-work.ts", String(profiles), String(seed)];
  const usage = await runNode(args, { core, read: readAll(counter) });
  if (usage.exitCode !== 0) throw new Error(`Records failed:\n${usage.stderr.slice(-2000)}`);
  expectRows("The tap", counter.of("RECORD").lines, usage.rows ?? 0);
  return usage;
}

function report(
  usage: Usage,
  csv: Pick<Usage, "seconds" | "cpuSeconds">,
  { options, scene }: { readonly options: Options; readonly scene: Scene },
): void {
  const { rows = 0, bytes = 0, seconds, cpuSeconds } = usage;
  const pinned =
    scene.core === undefined ? "not pinned (no taskset)" : `each pinned to core ${scene.core}`;
  print(`## Records: ${show(rows)} profiles of ${show(bytes / rows)} characters of JSON`);
  print();
  print(
    `Median of ${options.runs} by wall time; ${pinned}, all threads of a process; ${cpus()[0]?.model ?? "?"}, Node ${process.version}.`,
  );
  print("From parsed rows to RECORD lines in a pipe, which a process of its own reads.");
  print();
  printTable(
    ["by", "s", "rows/s", "uDSV alone, s", "goal scaled to this machine", "of the goal"],
    [
      ["wall time", seconds, csv.seconds] as const,
      ["CPU time", cpuSeconds, csv.cpuSeconds] as const,
    ].map(([by, taken, reference]) => {
      // 40,000 x (1.0 s / uDSV seconds)
      const scaled = goal / reference;
      const cells = [show(taken, 2), show(rows / taken), show(reference, 2), show(scaled)];
      return [by, ...cells, `${show((100 * rows) / taken / scaled)} %`];
    }),
  );
  printTable(
    ["part", "CPU us per row", "of the sum"],
    Object.entries(parts).map(([part, name]) => {
      const taken = usage.parts?.[part] ?? 0;
      return [name, show((1e6 * taken) / rows, 2), `${show((100 * taken) / cpuSeconds)} %`];
    }),
  );
}
