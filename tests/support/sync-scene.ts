import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { Config } from "../../src/config/load.js";
import { startSandbox, type Sandbox, type SandboxOptions } from "../../src/sandbox/sandbox.js";
import { LineWriter } from "../../src/singer/writer.js";
import { runSync } from "../../src/tap.js";
import { createLogLines } from "./log-lines.js";
import { configWith, createSkippingClock } from "./read-scene.js";
import type { StateValue } from "./singer-checker-messages.js";
import { checkSingerOutput, type SingerOutput } from "./singer-checker.js";

/** The moment at which the sandbox stands still. */
export const syncAt = Date.parse("2026-01-05T12:00:00Z");

/** The `start_date` of every run. */
export const syncStart = "2025-12-20T00:00:00Z";

export interface SyncRun {
  readonly exitCode: number;
  readonly output: SingerOutput;
  /** Every line of the log, as `LEVEL message`. */
  readonly log: string;
}

/** What a run is asked to do. */
export interface RunOptions {
  readonly streams: readonly string[];
  readonly config?: Partial<Config>;
  readonly state?: StateValue;
  readonly catalog?: Record<string, unknown>;
}

export interface SyncScene {
  readonly sandbox: Sandbox;
  /** Runs the whole tap in this process, with waits that are over at once. */
  readonly run: (options: RunOptions) => Promise<SyncRun>;
}

/** A sandbox, and the whole tap in this process against it. */
export async function withSyncScene(
  use: (scene: SyncScene) => Promise<void>,
  options: SandboxOptions = {},
): Promise<void> {
  const sandbox = await startSandbox({
    profiles: 300,
    events: 300,
    rate: 0,
    at: syncAt,
    ...options,
  });
  try {
    await use({ sandbox, run: (asked) => runOnce(sandbox, asked) });
  } finally {
    await sandbox.close();
  }
}

async function runOnce(sandbox: Sandbox, asked: RunOptions): Promise<SyncRun> {
  let stdout = "";
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      stdout += chunk.toString("utf8");
      done();
    },
  });
  const logged = createLogLines();
  const config = configWith({
    base_url: sandbox.baseUrl,
    api_key: sandbox.apiKey,
    export_url: pathToFileURL(sandbox.exportFolder).href,
    start_date: syncStart,
    requests_per_second: 1000,
    page_size: 50,
    ...asked.config,
  });
  const exitCode = await runSync(
    {
      config,
      state: asked.state === undefined ? undefined : { ...asked.state },
      catalog: asked.catalog,
      streams: asked.streams,
      fullRefresh: [],
    },
    {
      clock: createSkippingClock(Date.now()),
      log: logged.log,
      logFormat: "json",
      writer: new LineWriter(output),
      signal: new AbortController().signal,
      showStatus: undefined,
    },
  );
  const log = logged
    .lines()
    .map((line) => JSON.stringify(line))
    .join("\n");
  return { exitCode, output: checkSingerOutput(stdout, { allowRepeatedKeys: true }), log };
}
