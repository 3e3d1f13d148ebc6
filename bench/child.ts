import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { root } from "./folders.js";

/** What a Node process took, as it said itself at its end. */
export interface Usage {
  readonly exitCode: number;
  /** Wall time, and CPU time of all threads: of the whole process, or of the work alone where it says so. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakRssMb: number;
  /** What the work has counted, if it counts. */
  readonly rows?: number;
  readonly bytes?: number;
  /** CPU seconds of the parts of the work, if it has such. */
  readonly parts?: Readonly<Record<string, number>>;
  readonly stderr: string;
}

export interface ChildOptions {
  readonly core?: string | undefined;
  /** Takes the child's stdout. */
  readonly read?: (stdout: Readable) => Promise<void>;
}

// Imported by the child: one JSON line on file descriptor 3, so that stdout stays as it is.
const reportUsage = `data:text/javascript,${encodeURIComponent(`
import { writeSync } from "node:fs";
process.on("exit", (exitCode) => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeSync(3, JSON.stringify({
    exitCode,
    seconds: performance.now() / 1000,
    cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
    peakRssMb: maxRSS / 1024,
  }) + "\\n");
});`)}`;

/**
 * Runs Node with these arguments in a process of its own. Its stdout is a pipe, as in a shell: what Node would give it
 * is a socket. Throws an Error with the end of its stderr where it ended without a report.
 */
export async function runNode(args: readonly string[], options: ChildOptions): Promise<Usage> {
  const pin = options.core === undefined ? [] : ["taskset", "-c", options.core];
  const command = [...pin, process.execPath, "--import", reportUsage, ...args];
  const child = spawn("sh", ["-c", '"$@" | cat 3>&-', "sh", ...command], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const read = options.read ?? discard;
  const [, stderr, reports] = await Promise.all([
    read(readable(child, 1)),
    text(readable(child, 2)),
    text(readable(child, 3)),
  ]);
  const lines = reports.split("\n").filter((line) => line !== "");
  const [work, exit] = [lines.at(-2) ?? "{}", lines.at(-1)];
  if (exit === undefined) throw new Error(`${args.join(" ")} died:\n${stderr.slice(-2000)}`);
  return { ...(JSON.parse(exit) as Usage), ...(JSON.parse(work) as Partial<Usage>), stderr };
}

/** The last core that this process may use, if a child can be pinned to it. */
export function findCore(): string | undefined {
  const { error, stdout } = spawnSync("taskset", ["-cp", String(process.pid)]);
  // "pid 123's current affinity list: 0-3,8"
  return error === undefined ? /(\d+)\s*$/.exec(stdout.toString())?.[1] : undefined;
}

function readable(child: ChildProcess, index: number): Readable {
  const stream = child.stdio[index];
  if (stream instanceof Readable) return stream;
  throw new Error(`The child has no pipe ${index}.`);
}

function discard(stdout: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    stdout.on("error", reject).on("end", resolve).resume();
  });
}
