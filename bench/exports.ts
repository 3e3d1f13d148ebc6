import { cpus } from "node:os";
import { dirname } from "node:path";
import { findCore, runNode, type Usage } from "./child.js";
import { makeExport } from "./export-data.js";
import { LineCounter } from "./line-counter.js";
import type { Options } from "./options.js";
import { print, printTable, show } from "./print.js";
import { readAll } from "./readers.js";
import { expectExit, runTap } from "./tap.js";

export interface Scene {
  readonly file: string;
  readonly rows: number;
  readonly core: string | undefined;
}

interface Measurement {
  readonly name: string;
  readonly run: (scene: Scene) => Promise<Usage>;
}

const duckDb = "DuckDB, CSV to JSON file, one thread";

const measurements: readonly Measurement[] = [
  { name: "gunzip alone", run: work("gunzip") },
  { name: "gunzip + the tap's CSV parser", run: work("own") },
  { name: "gunzip + csv-parse", run: work("csv-parse") },
  { name: "gunzip + uDSV", run: work("udsv") },
  { name: "the tap, file to stdout", run: wholeTap },
  { name: duckDb, run: work("duckdb") },
];

/** Rows a second from a gzip CSV export, in several ways. */
export async function benchExports(options: Options): Promise<void> {
  const file = await makeExport(options.rows, options.seed);
  const scene: Scene = { file, rows: options.rows, core: findCore() };
  const usages = new Map<string, Usage[]>(measurements.map(({ name }) => [name, []]));
  // In turn, so that a noisy minute does not fall on one of them alone.
  for (let run = 0; run < options.runs; run += 1) {
    for (const { name, run: measure } of measurements) {
      usages.get(name)?.push(await measure(scene));
    }
  }
  report(scene, options, usages);
}

function work(kind: string): Measurement["run"] {
  return (scene) => runWork(kind, scene);
}

/** One measurement of bench/work.ts. */
export async function runWork(kind: string, { file, rows, core }: Scene): Promise<Usage> {
  const usage = await runNode(["--import", "tsx", "bench/work.ts", kind, file], { core });
  if (usage.exitCode !== 0) throw new Error(`${kind} failed:\n${usage.stderr.slice(-2000)}`);
  expectRows(kind, usage.rows ?? rows, rows);
  return usage;
}

async function wholeTap({ file, rows, core }: Scene): Promise<Usage> {
  const counter = new LineCounter();
  const usage = await runTap({ folder: dirname(file), core, read: readAll(counter) });
  expectExit(usage, 0);
  expectRows("The tap", counter.of("RECORD").lines, rows);
  return usage;
}

/** Fails where a count is another than that of the data. */
export function expectRows(name: string, found: number, expected: number): void {
  if (found === expected) return;
  throw new Error(`${name} came to ${found} rows where the export has ${expected}.`);
}

function report(
  { rows, core }: Scene,
  options: Options,
  usages: ReadonlyMap<string, readonly Usage[]>,
): void {
  const medians = new Map([...usages].map(([name, all]) => [name, median(all)]));
  const reference = medians.get(duckDb);
  const bytes = medians.get("gunzip alone")?.bytes ?? 0;
  const pinned = core === undefined ? "not pinned (no taskset)" : `each pinned to core ${core}`;
  print(`## Exports: ${show(rows)} rows, ${show(bytes / 1e6, 1)} MB of CSV, gzip`);
  print();
  print(
    `Median of ${options.runs} by wall time; ${pinned}, all threads of a process; ${cpus()[0]?.model ?? "?"}, Node ${process.version}.`,
  );
  print("The tap's numbers are those of its whole process, the others are without Node's start.");
  print();
  const header = ["what", "rows/s", "wall s", "CPU s", "peak RSS MB"];
  printTable(
    [...header, "rows/s to DuckDB", "rows/CPU s to DuckDB"],
    [...medians].map(([name, { seconds, cpuSeconds, peakRssMb }]) => [
      name,
      show(rows / seconds),
      show(seconds, 2),
      show(cpuSeconds, 2),
      show(peakRssMb),
      `${show((reference?.seconds ?? 0) / seconds, 2)}x`,
      `${show((reference?.cpuSeconds ?? 0) / cpuSeconds, 2)}x`,
    ]),
  );
}

/** The run in the middle, by wall time. */
export function median(usages: readonly Usage[]): Usage {
  const sorted = [...usages].sort((one, other) => one.seconds - other.seconds);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error("Nothing was measured.");
  return middle;
}
