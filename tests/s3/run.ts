import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { makeWorkFolder, startTap, type TapRun } from "../support/run-tap.js";
import { forgetAws, noAws } from "../support/s3-env.js";
import { gateway } from "./gateway.js";

/** Runs of the program, as child processes in an environment that knows nothing of AWS. */
export interface Runs {
  /** Writes a file, and returns its path. */
  readonly write: (name: string, content: unknown) => Promise<string>;
  /** Reads the e-mail events with these settings, in an environment with `env`; rejects if the run shows a secret. */
  readonly run: (
    config: Readonly<Record<string, unknown>>,
    more?: { readonly env?: Readonly<Record<string, string>>; readonly state?: unknown },
  ) => Promise<TapRun>;
}

/** Secrets that are wrong, and none the less nobody's business. */
export const wrongSecret = "wrong-secret-that-stays-home-c7d3";

const secrets = [gateway.owner, gateway.stranger]
  .map(({ secretAccessKey }) => secretAccessKey)
  .concat(wrongSecret);

/** Gives a test a folder, and runs. */
export async function withRuns(use: (runs: Runs) => Promise<void>): Promise<void> {
  forgetAws();
  const folder = await makeWorkFolder();
  const home = join(folder.path, "home");
  await mkdir(home);
  try {
    await use({
      write: folder.write,
      run: async (config, { env = {}, state } = {}) => {
        const path = await folder.write("config.json", {
          aws_endpoint_url: gateway.endpoint,
          max_retries: 3,
          ...config,
        });
        const args = ["--config", path, "--streams", "email_events", "--log-level", "debug"];
        if (state !== undefined) args.push("--state", await folder.write("state.json", state));
        const run = await startTap(args, { ...noAws(home), ...env }).ended;
        for (const secret of secrets) expect(run.stdout + run.stderr).not.toContain(secret);
        return run;
      },
    });
  } finally {
    await folder.remove();
  }
}
