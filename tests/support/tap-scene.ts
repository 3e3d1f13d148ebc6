import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startSimulator, type Simulator, type SimulatorOptions } from "../simulator/simulator.js";
import { expectNoViolations, type Allowed } from "../simulator/violations.js";
import {
  makeWorkFolder,
  secretKey,
  startTap,
  type RunningTap,
  type TapRun,
  type WorkFolder,
} from "./run-tap.js";
import type { StateValue } from "./singer-checker-messages.js";
import { clockFrom } from "./tap-clock.js";

/** The moment at which the sandbox of a scene stands still. */
export const sceneAt = Date.parse("2026-01-05T12:00:00Z");

/** The `start_date` of every config of a scene. */
export const sceneStart = "2025-12-01T00:00:00Z";

/** A sandbox, a folder with a config for it, and the runs against it. */
export interface Scene {
  readonly sandbox: Simulator;
  readonly folder: WorkFolder;
  /** Path of a config with which everything works. */
  readonly config: string;
  /** Writes another config: the one above with these settings changed (undefined = left out). */
  readonly configWith: (changes: Readonly<Record<string, unknown>>) => Promise<string>;
  /** Starts a run with the config (or another one, if `args` names one). */
  readonly start: (...args: string[]) => RunningTap;
  readonly run: (...args: string[]) => Promise<TapRun>;
  /** A run that goes on from a state. */
  readonly runFrom: (state: StateValue, ...args: string[]) => Promise<TapRun>;
  /** Puts the same data, as they are at another moment, in the place of the sandbox: same address, same folder. */
  readonly moveTo: (at: number) => Promise<Simulator>;
}

/** The sandbox of a scene, and what the runs against it go by. */
export interface SceneOptions extends SimulatorOptions {
  /**
   * Whose time the tap's own clock tells when a run starts, the machine's if not given. What an export's objects are held
   * against is the tap's clock: where days of the service go by, it must go with them.
   */
  readonly tapClock?: "sandbox";
  readonly allowed?: Allowed;
}

interface Opened {
  readonly folder: WorkFolder;
  readonly options: SceneOptions;
  readonly sandboxes: Simulator[];
  readonly running: RunningTap[];
}

/** Sets the scene, and takes everything down after its use, runs that still go on included. */
export async function withScene(
  use: (scene: Scene) => Promise<void>,
  changes: SceneOptions = {},
): Promise<void> {
  const folder = await makeWorkFolder();
  const options = {
    profiles: 300,
    events: 400,
    rate: 0,
    at: sceneAt,
    apiKey: secretKey,
    // Not the sandbox's own folder, which would be gone when another takes its place.
    exportFolder: join(folder.path, "export"),
    ...changes,
  };
  const opened: Opened = { folder, options, sandboxes: [], running: [] };
  try {
    await use(await setScene(opened));
    for (const sandbox of opened.sandboxes) expectNoViolations(sandbox, changes.allowed);
  } finally {
    for (const { process } of opened.running) process.kill("SIGKILL");
    await Promise.allSettled(opened.running.map(({ ended }) => ended));
    for (const sandbox of opened.sandboxes) await sandbox.close();
    await folder.remove();
  }
}

async function setScene(opened: Opened): Promise<Scene> {
  const { folder, options, sandboxes, running } = opened;
  const sandbox = await startSimulator(options);
  sandboxes.push(sandbox);
  let files = 0;
  const write = (kind: string, content: unknown): Promise<string> => {
    files += 1;
    return folder.write(`${kind}-${files}.json`, content);
  };
  const settings = settingsFor(sandbox);
  const config = await write("config", settings);
  const start = (...args: string[]): RunningTap => {
    const all = args.includes("--config") ? args : ["--config", config, ...args];
    const latest = sandboxes.at(-1) ?? sandbox;
    const tap = startTap(all, options.tapClock === "sandbox" ? clockFrom(latest.now()) : {});
    running.push(tap);
    return tap;
  };
  return {
    sandbox,
    folder,
    config,
    configWith: (changes) => write("config", { ...settings, ...changes }),
    start,
    run: (...args) => start(...args).ended,
    runFrom: async (state, ...args) => start("--state", await write("state", state), ...args).ended,
    moveTo: async (at) => {
      await sandboxes.at(-1)?.close();
      const port = Number(new URL(sandbox.baseUrl).port);
      const other = await startSimulator({ ...options, at, port });
      sandboxes.push(other);
      return other;
    },
  };
}

/** Settings that read a sandbox whole and quickly. */
export function settingsFor(sandbox: Simulator): Readonly<Record<string, unknown>> {
  return {
    base_url: sandbox.baseUrl,
    api_key: sandbox.apiKey,
    export_url: pathToFileURL(sandbox.exportFolder).href,
    start_date: sceneStart,
    requests_per_second: 1000,
  };
}

/** The last line on stderr. */
export function lastLogLine({ stderr }: TapRun): string {
  return stderr.trimEnd().split("\n").at(-1) ?? "";
}
