import type { CommandRun } from "./project.js";

/** Throws with what a command has said, where it has failed. */
export function expectDone({ exitCode, stderr }: CommandRun): void {
  if (exitCode === 0) return;
  throw new Error(`exit code ${exitCode ?? "none"}: ${stderr.slice(-3_000)}`);
}
