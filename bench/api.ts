import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { root } from "./folders.js";
import { LineCounter } from "./line-counter.js";
import type { Options } from "./options.js";
import { print, printTable, show } from "./print.js";
import { readAll } from "./readers.js";
import { expectExit, runWith } from "./tap.js";

const pageSize = 250;
/** What an account allows, in requests a second. */
const limit = 4;

/** Milliseconds that an answer takes, at the account's real speed. */
interface Latency {
  readonly from: number;
  readonly to: number;
}

interface Figures {
  readonly latency: Latency;
  readonly seconds: number;
  readonly requests: number;
  readonly throttled: number;
}

const latencies: readonly Latency[] = [50, 300, 1000, 3000].map((ms) => ({ from: ms, to: ms }));
const jitter: Latency = { from: 30, to: 800 };

/** How near the tap comes to what an account allows, at several latencies; all of it `scale` times as fast as in life. */
export async function benchApi({ pages, scale }: Options): Promise<void> {
  const profiles = pages * pageSize;
  const figures: Figures[] = [];
  for (const latency of [...latencies, jitter]) {
    figures.push(await readProfiles(latency, { profiles, scale }));
  }
  report(figures, { profiles, scale });
}

interface Size {
  readonly profiles: number;
  readonly scale: number;
}

async function readProfiles(latency: Latency, { profiles, scale }: Size): Promise<Figures> {
  const rate = limit * scale;
  const span = `${Math.round(latency.from / scale)}-${Math.round(latency.to / scale)}`;
  const args = ["--profiles", String(profiles), "--rate", String(rate), "--latency", span];
  return withSandbox(args, async (config) => {
    const counter = new LineCounter();
    const usage = await runWith(
      { ...config, requests_per_second: rate },
      ["--streams", "profiles", "--log-format", "json"],
      { read: readAll(counter) },
    );
    expectExit(usage, 0);
    const { lines } = counter.of("RECORD");
    if (lines !== profiles) throw new Error(`${lines} RECORDs came, not ${profiles}.`);
    const run = logged(usage.stderr, "run finished");
    const duration = logged(usage.stderr, "job_duration");
    return {
      latency,
      seconds: Number(duration["value"]),
      requests: Number(run["requests"]),
      throttled: Number(run["throttled"]),
    };
  });
}

/** Serves a sandbox whose data stand still, in a process of its own; `use` gets the config that it prints. */
async function withSandbox<T>(
  args: readonly string[],
  use: (config: Readonly<Record<string, unknown>>) => Promise<T>,
): Promise<T> {
  const still = ["--events", "0", "--at", "2026-01-01T00:00:00Z"];
  const child = spawn(process.execPath, ["dist/cli.js", "sandbox", ...still, ...args], {
    cwd: root,
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    const { base_url, api_key } = await printedConfig(child);
    return await use({ base_url, api_key });
  } finally {
    child.kill("SIGTERM");
    await once(child, "close");
  }
}

async function printedConfig({ stdout }: ChildProcess): Promise<Record<string, unknown>> {
  if (stdout === null) throw new Error("The sandbox has no stdout.");
  let text = "";
  for await (const line of createInterface({ input: stdout })) {
    text += line;
    if (line === "}") return JSON.parse(text) as Record<string, unknown>;
  }
  throw new Error("The sandbox ended before it printed its config.");
}

/** What the tap's log says in a line of this message, or of this metric. Throws where it does not. */
function logged(stderr: string, name: string): Readonly<Record<string, unknown>> {
  for (const line of stderr.split("\n").filter((text) => text.startsWith("{"))) {
    const entry = JSON.parse(line) as Record<string, unknown>;
    const metric = entry["metric_info"] as Record<string, unknown> | undefined;
    if (metric?.["metric"] === name) return metric;
    if (entry["message"] === name) return entry;
  }
  throw new Error(`The tap's log has no "${name}":\n${stderr.slice(-2000)}`);
}

function report(figures: readonly Figures[], { profiles, scale }: Size): void {
  const least = profiles / (pageSize * limit * scale);
  const rate = `${show(limit * scale)} requests/s of ${pageSize} rows`;
  print(`## API: ${show(profiles)} profiles at ${rate}, ${show(scale)} times an account's speed`);
  print();
  print(
    `The limit: rows / (${pageSize} x requests/s) = ${show(least, 2)} s. The latencies are those at an account's speed,`,
  );
  print(
    `${show(scale)} times shorter here. No reader has its last answer before the limit and one latency are over.`,
  );
  print();
  const header = ["latency ms", "requests", "429", "seconds", "limit / seconds"];
  printTable(
    [...header, "(limit + latency) / seconds"],
    figures.map(({ latency, seconds, requests, throttled }) => [
      latency.from === latency.to ? show(latency.from) : `${latency.from}-${latency.to}`,
      show(requests),
      show(throttled),
      show(seconds, 2),
      show(least / seconds, 3),
      show((least + (latency.from + latency.to) / 2 / 1000 / scale) / seconds, 3),
    ]),
  );
}
