import { streams } from "../../src/ometria/streams/registry.js";
import { secretKey, type TapRun } from "../support/run-tap.js";
import { checkSingerOutput } from "../support/singer-checker.js";
import { sceneAt, withScene } from "../support/tap-scene.js";
import { askEveryRead } from "./every-read.js";
import { withRecorder, type RecordedExchange } from "./recorder.js";

/** What went over the wire between the real program and the sandbox, and where we asked each read of the description once. */
export interface Traffic {
  readonly full: readonly RecordedExchange[];
  readonly incremental: readonly RecordedExchange[];
  readonly doctor: readonly RecordedExchange[];
  readonly everyRead: readonly RecordedExchange[];
}

const day = 86_400_000;
const allStreams = streams.map(({ name }) => name).join(",");

/** Runs the tap in full, again a day later, and `doctor`, each with all streams; then asks for each of `paths`. */
export async function recordTraffic(paths: readonly string[]): Promise<Traffic> {
  let traffic: Traffic | undefined;
  await withScene(
    async ({ sandbox, configWith, run, runFrom, moveTo }) => {
      await withRecorder(sandbox.baseUrl, async ({ baseUrl, take }) => {
        const args = ["--config", await configWith({ base_url: baseUrl }), "--streams", allStreams];
        const { lastState } = checkSingerOutput(succeeded(await run(...args)).stdout);
        const full = take();
        await moveTo(sceneAt + day);
        succeeded(await runFrom(lastState, ...args));
        const incremental = take();
        succeeded(await run("doctor", ...args));
        const doctor = take();
        await askEveryRead(paths, { baseUrl, apiKey: secretKey });
        traffic = { full, incremental, doctor, everyRead: take() };
      });
    },
    { tapClock: "sandbox" },
  );
  if (traffic === undefined) throw new Error("nothing was recorded");
  return traffic;
}

function succeeded(run: TapRun): TapRun {
  if (run.exitCode !== 0) throw new Error(run.stderr);
  return run;
}
