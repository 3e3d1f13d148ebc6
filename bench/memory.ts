import { dirname } from "node:path";
import type { Readable } from "node:stream";
import type { Usage } from "./child.js";
import { makeExport, makeSmallObjects, rowsOfSmallObject } from "./export-data.js";
import { LineCounter } from "./line-counter.js";
import type { Options } from "./options.js";
import { print, printTable, show } from "./print.js";
import { readAll, readSlowly } from "./readers.js";
import { expectExit, runTap } from "./tap.js";

interface Case {
  readonly name: string;
  readonly usage: Usage;
  readonly counter: LineCounter;
}

// Exit code of a tap whose reader went away.
const readerClosed = 141;
const linesPerSecond = 1000;

/** Peak memory of the tap where a reader that keeps things would need much. */
export async function benchMemory(options: Options): Promise<void> {
  const file = await makeExport(options.rowsBig, options.seed);
  const objects = await makeSmallObjects(options.objects, options.seed);
  const { slowSeconds } = options;
  report([
    await readWhole(`one object of ${show(options.rowsBig)} rows`, {
      folder: dirname(file),
      rows: options.rowsBig,
    }),
    await readWhole(`${show(options.objects)} objects of ${rowsOfSmallObject} rows`, {
      folder: objects,
      rows: options.objects * rowsOfSmallObject,
    }),
    await run(`a reader of ${show(linesPerSecond)} lines/s that leaves after ${slowSeconds} s`, {
      folder: dirname(file),
      exitCode: readerClosed,
      reader: (counter) => readSlowly(counter, { linesPerSecond, seconds: slowSeconds }),
    }),
  ]);
}

async function readWhole(
  name: string,
  { folder, rows }: { readonly folder: string; readonly rows: number },
): Promise<Case> {
  const done = await run(name, { folder, exitCode: 0, reader: readAll });
  const { lines } = done.counter.of("RECORD");
  if (lines !== rows) throw new Error(`${name}: ${lines} RECORDs came, not ${rows}.`);
  return done;
}

async function run(
  name: string,
  settings: {
    readonly folder: string;
    readonly exitCode: number;
    readonly reader: (counter: LineCounter) => (stdout: Readable) => Promise<void>;
  },
): Promise<Case> {
  const counter = new LineCounter();
  const usage = await runTap({ folder: settings.folder, read: settings.reader(counter) });
  expectExit(usage, settings.exitCode);
  return { name, usage, counter };
}

function report(cases: readonly Case[]): void {
  print("## Memory of the tap");
  print();
  print("One run each, not pinned; lines and megabytes are what the reader took.");
  print();
  const header = ["what", "peak RSS MB", "wall s", "CPU s", "exit code"];
  printTable(
    [...header, "RECORD lines", "RECORD MB", "STATE lines", "STATE MB", "STATE to RECORD bytes"],
    cases.map(({ name, usage, counter }) => {
      const [record, state] = [counter.of("RECORD"), counter.of("STATE")];
      return [
        name,
        show(usage.peakRssMb),
        show(usage.seconds, 1),
        show(usage.cpuSeconds, 1),
        String(usage.exitCode),
        show(record.lines),
        show(record.bytes / 1e6, 1),
        show(state.lines),
        show(state.bytes / 1e6, 1),
        `${show((100 * state.bytes) / record.bytes, 2)} %`,
      ];
    }),
  );
}
