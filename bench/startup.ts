import { spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { cache, root } from "./folders.js";
import type { Options } from "./options.js";
import { print, printTable, show } from "./print.js";

const bare = "node -e 0";

const commands: Readonly<Record<string, readonly string[]>> = {
  [bare]: ["-e", "0"],
  "tap-ometria --version": ["dist/cli.js", "--version"],
  "tap-ometria --discover": ["dist/cli.js", "--discover"],
  "tap-ometria --about": ["dist/cli.js", "--about"],
  "tap-ometria --help": ["dist/cli.js", "--help"],
};

// A file that is required costs less than a module that is imported, which would make bare Node look slower than it is.
const reportCpu = `process.on("exit", () => {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  require("node:fs").writeSync(3, String((userCPUTime + systemCPUTime) / 1000));
});
`;

/** CPU time of commands that ask no service, against that of Node alone. */
export async function benchStartup({ starts }: Options): Promise<void> {
  const hook = join(cache, "report-cpu.cjs");
  await mkdir(cache, { recursive: true });
  await writeFile(hook, reportCpu);
  const taken = new Map<string, number[]>(Object.keys(commands).map((name) => [name, []]));
  // In turn, so that a noisy minute does not fall on one of them alone.
  for (let start = 0; start < starts; start += 1) {
    for (const [name, args] of Object.entries(commands)) taken.get(name)?.push(cpuMs(hook, args));
  }
  report(starts, taken);
}

function cpuMs(hook: string, args: readonly string[]): number {
  const { status, output } = spawnSync(process.execPath, ["--require", hook, ...args], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  const [, , , ms] = output;
  if (status === 0 && ms) return Number(ms.toString());
  throw new Error(`${args.join(" ")} ended with ${status ?? "a signal"}.`);
}

function report(starts: number, taken: ReadonlyMap<string, readonly number[]>): void {
  const reference = median(taken.get(bare) ?? []);
  print("## Start-up");
  print();
  print(
    `CPU time of a process, all threads; median of ${starts}; ${cpus()[0]?.model ?? "?"}, Node ${process.version}.`,
  );
  print();
  printTable(
    ["what", "CPU ms", "least", "most", "beyond bare Node, ms"],
    [...taken].map(([name, all]) => [
      name,
      ...[median(all), Math.min(...all), Math.max(...all), median(all) - reference].map((ms) =>
        show(ms),
      ),
    ]),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
}
