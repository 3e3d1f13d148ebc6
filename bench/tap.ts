import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { runNode, type ChildOptions, type Usage } from "./child.js";

export interface TapRun {
  /** The folder of the export. */
  readonly folder: string;
  readonly core?: string | undefined;
  readonly read: (stdout: Readable) => Promise<void>;
}

/** Runs the built tap over an export; the API is neither configured nor asked. */
export function runTap({ folder, ...options }: TapRun): Promise<Usage> {
  const config = {
    export_url: pathToFileURL(folder).href,
    export_patterns: { email_events: "**/*.csv.gz" },
  };
  return runWith(config, ["--streams", "email_events"], options);
}

/** Runs the built tap with a config. */
export async function runWith(
  config: Readonly<Record<string, unknown>>,
  args: readonly string[],
  options: ChildOptions,
): Promise<Usage> {
  const own = await mkdtemp(join(tmpdir(), "tap-ometria-bench-"));
  try {
    const file = join(own, "config.json");
    await writeFile(file, JSON.stringify(config));
    return await runNode(["dist/cli.js", "--config", file, ...args], options);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** Fails where the tap did not end in the way that is expected of it. */
export function expectExit({ exitCode, stderr }: Usage, expected: number): void {
  if (exitCode === expected) return;
  throw new Error(`The tap ended with ${exitCode}, not ${expected}:\n${stderr.slice(-2000)}`);
}
