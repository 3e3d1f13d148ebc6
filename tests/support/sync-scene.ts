import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { systemClock } from "../../src/clock.js";
import type { Config } from "../../src/config/load.js";
import { runSync } from "../../src/run/tap.js";
import { LineWriter } from "../../src/singer/writer.js";
import { startSimulator, type Simulator, type SimulatorOptions } from "../simulator/simulator.js";
import { expectNoViolations, type Allowed } from "../simulator/violations.js";
import { createLogLines } from "./log-lines.js";
import { configWith, createSkippingClock } from "./read-scene.js";
import type { StateValue } from "./singer-checker-messages.js";
import { checkSingerOutput, type SingerOutput } from "./singer-checker.js";

/** The moment at which the sandbox stands still, until it is moved. */
export const syncAt = Date.parse("2026-01-05T12:00:00Z");

/** The `start_date` of every run. */
export const syncStart = "2025-12-20T00:00:00Z";

/** For scenes in which `/changes` does not understand its parameter: then the doctor tries others, and a setting may name one. */
export const otherNames = { allowed: ["/lists/{list_id}/changes: "] };

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
  readonly fullRefresh?: readonly string[];
  /** At most one record of each stream. */
  readonly isTest?: boolean;
  /** Our own clock (milliseconds); what it says only shows in `time_extracted` where the service has one. */
  readonly ourClock?: number;
  /** What goes by whenever the tap looks at its clock (milliseconds): 20 and more make the service look slow. */
  readonly tickMs?: number;
  /** Stops the run when it aborts. */
  readonly signal?: AbortSignal;
}

/** Where a run reads. */
export type SyncService = Pick<Simulator, "baseUrl" | "apiKey"> &
  Partial<Pick<Simulator, "exportFolder">>;

export interface SyncScene {
  readonly sandbox: Simulator;
  /** Runs the whole tap in this process, with waits that are over at once. */
  readonly run: (options: RunOptions) => Promise<SyncRun>;
  /** Moves the sandbox to a moment: its `Date` header, and its data, which never go back. */
  readonly moveTo: (at: number) => void;
}

/** A sandbox, and the whole tap in this process against it: it may ask only what the vendor describes, and what is `allowed`. */
export async function withSyncScene(
  use: (scene: SyncScene) => Promise<void>,
  options: Omit<SimulatorOptions, "clock"> & { readonly allowed?: Allowed } = {},
): Promise<void> {
  const { at = syncAt, allowed, ...others } = options;
  let moment = at;
  const sandbox = await startSimulator({
    profiles: 300,
    events: 300,
    rate: 0,
    clock: { now: () => moment, sleep: (ms, signal) => systemClock.sleep(ms, signal) },
    ...others,
  });
  try {
    await use({
      sandbox,
      run: (asked) => runAgainst(sandbox, asked),
      moveTo: (next) => {
        moment = next;
      },
    });
    expectNoViolations(sandbox, allowed);
  } finally {
    await sandbox.close();
  }
}

/** Runs the whole tap in this process against a service, with waits that are over at once. */
export async function runAgainst(service: SyncService, asked: RunOptions): Promise<SyncRun> {
  let stdout = "";
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      stdout += chunk.toString("utf8");
      done();
    },
  });
  const logged = createLogLines();
  const { exportFolder } = service;
  const config = configWith({
    base_url: service.baseUrl,
    api_key: service.apiKey,
    ...(exportFolder === undefined ? {} : { export_url: pathToFileURL(exportFolder).href }),
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
      fullRefresh: asked.fullRefresh ?? [],
      isTest: asked.isTest ?? false,
    },
    {
      clock: createSkippingClock(asked.ourClock ?? Date.now(), asked.tickMs),
      log: logged.log,
      logFormat: "json",
      writer: new LineWriter(output),
      signal: asked.signal ?? new AbortController().signal,
      showStatus: undefined,
    },
  );
  const log = logged
    .lines()
    .map((line) => JSON.stringify(line))
    .join("\n");
  return { exitCode, output: checkSingerOutput(stdout, { allowRepeatedKeys: true }), log };
}
