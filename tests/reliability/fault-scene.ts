import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { Config } from "../../src/config/load.js";
import { createLogger, type Logger } from "../../src/log.js";
import { runSync } from "../../src/run/tap.js";
import { LineWriter } from "../../src/singer/writer.js";
import { startSimulator } from "../simulator/simulator.js";
import { withServer } from "../support/http-server.js";
import type { LogLine } from "../support/log-lines.js";
import { configWith, createSkippingClock } from "../support/read-scene.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import { checkSingerOutput, type SingerOutput } from "../support/singer-checker.js";
import { syncAt, syncStart } from "../support/sync-scene.js";
import { secretSettings } from "./fault-secrets.js";
import type { FaultScene, FrontAnswer } from "./fault.js";
import { passOn } from "./front-server.js";

/** What a run of the tap has come to. */
export interface FaultRun {
  readonly exitCode: number;
  readonly output: SingerOutput;
  readonly log: readonly LogLine[];
  /** Everything that it wrote, nothing struck out. */
  readonly text: string;
}

export interface RunScene extends FaultScene {
  readonly run: (asked: {
    readonly streams: readonly string[];
    readonly config?: Partial<Config> | undefined;
    readonly state?: StateValue;
  }) => Promise<FaultRun>;
}

/** A small sandbox behind `front`, and the whole tap in this process against it, with waits that are over at once. */
export async function withFaultScene(
  use: (scene: RunScene) => Promise<void>,
  front?: FrontAnswer,
): Promise<void> {
  const options = { profiles: 60, events: 80, rate: 0, at: syncAt, apiKey: secretSettings.api_key };
  const sandbox = await startSimulator(options);
  const listing = { act: (): void => undefined };
  const noRequest = (): never => {
    throw new Error("nobody has asked yet");
  };
  let answer: (...asked: Parameters<typeof passOn>) => void = noRequest;
  try {
    await withServer(
      (_request, response) => response.end("[]"),
      (elsewhere) =>
        withServer(
          (request, response) => {
            answer(request, response, sandbox.baseUrl);
          },
          async ({ origin }) => {
            const scene = sceneOf({ sandbox, elsewhere, listing });
            answer = (request, response, target) => {
              if (front?.(request, response, scene) !== true) passOn(request, response, target);
            };
            const base = front === undefined ? sandbox.baseUrl : `${origin}/v2`;
            await use({ ...scene, run: (asked) => runOnce({ base, sandbox, listing }, asked) });
          },
        ),
    );
  } finally {
    await sandbox.close();
  }
}

interface Listing {
  act: () => void;
}

function sceneOf({
  sandbox,
  elsewhere,
  listing,
}: Pick<FaultScene, "sandbox" | "elsewhere"> & { readonly listing: Listing }): FaultScene {
  const pathOf = (key: string): string => join(sandbox.exportFolder, key);
  return {
    sandbox,
    elsewhere,
    pathOf,
    put: (key, content) => {
      mkdirSync(dirname(pathOf(key)), { recursive: true });
      // What stands there may be a link.
      rmSync(pathOf(key), { force: true });
      writeFileSync(pathOf(key), content);
      utimesSync(pathOf(key), syncAt / 1000, syncAt / 1000);
    },
    afterListing: (act) => {
      listing.act = act;
    },
  };
}

async function runOnce(
  {
    base,
    sandbox,
    listing,
  }: Pick<FaultScene, "sandbox"> & { readonly base: string; readonly listing: Listing },
  { streams, config, state }: Parameters<RunScene["run"]>[0],
): Promise<FaultRun> {
  const written = { stdout: "", log: "" };
  const log = keepLog((line) => {
    written.log += line;
    if (!line.includes("objects are to be read")) return;
    listing.act();
    listing.act = () => undefined;
  });
  const settings = configWith({
    ...secretSettings,
    base_url: base,
    export_url: pathToFileURL(sandbox.exportFolder).href,
    start_date: syncStart,
    requests_per_second: 1000,
    page_size: 40,
    ...config,
  });
  const exitCode = await runSync(
    {
      config: settings,
      state: state === undefined ? undefined : { ...state },
      catalog: undefined,
      streams,
      fullRefresh: [],
    },
    {
      clock: createSkippingClock(syncAt),
      log,
      logFormat: "json",
      writer: new LineWriter(keepText((text) => (written.stdout += text))),
      signal: new AbortController().signal,
      showStatus: undefined,
    },
  );
  return {
    exitCode,
    output: checkSingerOutput(written.stdout, { allowRepeatedKeys: true }),
    log: written.log
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as LogLine),
    text: written.stdout + written.log,
  };
}

/** A log of all levels, with nothing to strike out: what it does not show must never have come to it. */
function keepLog(write: (text: string) => void): Logger {
  const options = { level: "debug", format: "json", color: false, secrets: [] } as const;
  return createLogger({ ...options, write, now: () => syncAt });
}

function keepText(write: (text: string) => void): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      write(chunk.toString("utf8"));
      done();
    },
  });
}
