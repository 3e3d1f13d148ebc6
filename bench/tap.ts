import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { runNode, type Usage } from "./child.js";

export interface TapRun {
  /** The folder of the export. */
  readonly folder: string;
  readonly core?: string | undefined;
  readonly read: (stdout: Readable) => Promise<void>;
}

/** Runs the built tap over an export; the API is neither configured nor asked. */
export async function runTap({ folder, core, read }: TapRun): Promise<Usage> {
  const own = await mkdtemp(join(tmpdir(), "tap-ometria-bench-"));
  try {
    const config = join(own, "config.json");
    await writeFile(
      config,
      JSON.stringify({
        export_url: pathToFileURL(folder).href,
        export_patterns: { email_events: "**/*.csv.gz" },
      }),
    );
    const args = ["dist/cli.js", "--config", config, "--streams", "email_events"];
    return await runNode(args, { core, read });
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** Fails where the tap did not end in the way that is expected of it. */
export function expectExit({ exitCode, stderr }: Usage, expected: number): void {
  if (exitCode === expected) return;
  throw new Error(`The tap ended with ${exitCode}, not ${expected}:\n${stderr.slice(-2000)}`);
}
