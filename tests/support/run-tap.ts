import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtProgram } from "./built-tap.js";
import { root } from "./root.js";

/** The only API key of the end-to-end tests: no run may show it, whatever else it does. */
export const secretKey = "key-that-stays-home-7f3a91";

/** What a run of the program has left behind. */
export interface TapRun {
  readonly stdout: string;
  readonly stderr: string;
  /** Null where a signal ended the process. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The program while it runs. */
export interface RunningTap {
  readonly process: ChildProcess;
  /** What has come on stdout so far. */
  readonly stdout: () => string;
  /** Resolves as soon as so many whole lines have come on stdout; rejects if the run ends before. */
  readonly lines: (count: number) => Promise<void>;
  /** Rejects if the API key stands anywhere in what the run wrote. */
  readonly ended: Promise<TapRun>;
}

/** A program that hangs is ended by force: a test must not leave one behind. Slow machines take minutes for what takes seconds. */
const longestRunMs = 300_000;

/** Starts the real program as a child process; `env` is added to the environment, `input` comes on stdin. */
export function startTap(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = "",
): RunningTap {
  const child = spawn(process.execPath, [builtProgram, ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: longestRunMs,
    killSignal: "SIGKILL",
  });
  // A program that does not read it may end before it is written.
  child.stdin.on("error", () => undefined).end(input);
  const output = collect(child.stdout);
  const log = collect(child.stderr);
  const ended = new Promise<TapRun>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode, signal) => {
      const run = { stdout: output.text(), stderr: log.text(), exitCode, signal };
      if (`${run.stdout}${run.stderr}`.includes(secretKey))
        reject(new Error("The run shows the API key."));
      else resolve(run);
    });
  });
  return {
    process: child,
    stdout: output.text,
    lines: (count) => Promise.race([output.lines(count), endsBefore(ended, count)]),
    ended,
  };
}

/** Runs the real program to its end. */
export function runTap(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<TapRun> {
  return startTap(args, env).ended;
}

/** A temporary folder for the files that a run is given. */
export interface WorkFolder {
  readonly path: string;
  /** Writes a file, a text as it is and anything else as JSON; returns its path. */
  readonly write: (name: string, content: unknown) => Promise<string>;
  readonly remove: () => Promise<void>;
}

/** Makes an empty folder. */
export async function makeWorkFolder(): Promise<WorkFolder> {
  const path = await mkdtemp(join(tmpdir(), "tap-ometria-e2e-"));
  return {
    path,
    write: async (name, content) => {
      const file = join(path, name);
      await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
      return file;
    },
    remove: () => rm(path, { recursive: true, force: true }),
  };
}

function collect(stream: NodeJS.ReadableStream): {
  readonly text: () => string;
  readonly lines: (count: number) => Promise<void>;
} {
  let text = "";
  let whole = 0;
  let waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const serve = (): void => {
    for (const { count, resolve } of waiting) if (count <= whole) resolve();
    waiting = waiting.filter(({ count }) => count > whole);
  };
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    text += chunk;
    whole += chunk.split("\n").length - 1;
    serve();
  });
  return {
    text: () => text,
    lines: (count) =>
      new Promise((resolve) => {
        waiting.push({ count, resolve });
        serve();
      }),
  };
}

async function endsBefore(ended: Promise<TapRun>, count: number): Promise<void> {
  const { stdout, stderr } = await ended;
  if (stdout.split("\n").length > count) return;
  throw new Error(`The run ended before it wrote ${count} lines. ${stderr.slice(-500)}`);
}
