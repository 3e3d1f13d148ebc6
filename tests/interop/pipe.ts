import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { RunningTap, TapRun } from "../support/run-tap.js";
import { given } from "./environment.js";

/** The folder that `.ci/interop-programs` has filled. */
export const programs = given("TEST_INTEROP_PROGRAMS");

/** A run of the tap into a program. */
export interface PipedRun {
  readonly tap: TapRun;
  /** What the program wrote to stdout. */
  readonly answer: string;
}

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
}

/** Pipes the tap into a program of the folder. Rejects, with the program's last words, unless both end with 0. */
export async function pipeInto(
  tap: RunningTap,
  program: string,
  args: readonly string[],
): Promise<PipedRun> {
  const [ended, answer] = await Promise.allSettled([
    tap.ended,
    run(join(programs, program), args, { input: tap.process.stdout ?? undefined }),
  ]);
  // The program first: where it ends early, the tap's complaint is that its reader is gone.
  if (answer.status === "rejected") throw answer.reason;
  if (ended.status === "rejected") throw ended.reason;
  const { exitCode, stderr } = ended.value;
  if (exitCode !== 0) throw new Error(`the tap ended with ${exitCode}: ${tail(stderr)}`);
  return { tap: ended.value, answer: answer.value.stdout };
}

interface RunOptions {
  readonly input?: NodeJS.ReadableStream | undefined;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program to its end. Rejects, with its last words, unless it ends with 0. */
export async function run(
  program: string,
  args: readonly string[],
  { input, cwd, env }: RunOptions = {},
): Promise<Ended> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: 300_000,
    killSignal: "SIGKILL",
  });
  // What it did not read is told by its exit code.
  child.stdin.on("error", () => undefined);
  if (input === undefined) child.stdin.end();
  else input.pipe(child.stdin);
  const code = new Promise<number | string>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode, signal) => {
      resolve(exitCode ?? String(signal));
    });
  });
  const [ended, stdout, stderr] = await Promise.all([code, text(child.stdout), text(child.stderr)]);
  if (ended !== 0) throw new Error(`${program} ended with ${ended}: ${tail(stdout + stderr)}`);
  return { stdout, stderr };
}

function tail(output: string): string {
  return output.trimEnd().slice(-2_000);
}
