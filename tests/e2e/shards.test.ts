import { expect, test } from "@jest/globals";
import { runTap, type TapRun } from "../support/run-tap.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import { checkSingerOutput, type SingerOutput } from "../support/singer-checker.js";
import { lastLogLine, sceneAt, sceneStart, withScene, type Scene } from "../support/tap-scene.js";
import { namesIn, nameRows, rowsOfTruth } from "../support/truth-rows.js";

const shards = ["1/3", "2/3", "3/3"];
const day = 86_400_000;

test("reads in three shards, one of them killed and resumed, what is read in one, and goes on as one", async () => {
  await withScene(
    async (scene) => {
      const runs = await Promise.all(shards.map((shard) => runShard(scene, shard)));

      const truth = rowsOfTruth(scene.sandbox.truth(), sceneStart);
      const events = runs.flatMap(({ events }) => events).sort();
      expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
      expect(events).toEqual(nameRows("email_events", truth.email_events));
      expect(runs.every(({ events }) => events.length > 0)).toBe(true);
      expect(runs.map(({ lists }) => lists)).toEqual([truth.lists.length, 0, 0]);

      const joined = await joinStates(
        scene,
        runs.map(({ state }) => state),
      );
      const later = await scene.moveTo(sceneAt + 2 * day);
      const whole = await scene.runFrom(joined, "--streams", "email_events");

      const { records, lastState } = checkSingerOutput(whole.stdout);
      const all = nameRows("email_events", rowsOfTruth(later.truth(), sceneStart).email_events);
      expect(whole.exitCode).toBe(0);
      expect(lastState).not.toHaveProperty("shard");
      expect([...events, ...namesIn({ records }, "email_events")].sort()).toEqual(all);
    },
    { events: 3000, tapClock: "sandbox" },
  );
});

test("asks the service nothing in a shard that is not the first, and says so", async () => {
  await withScene(async ({ sandbox, run }) => {
    const { exitCode, stdout, stderr } = await run("--shard", "2/3");

    const { lastState, records } = checkSingerOutput(stdout);
    expect([exitCode, sandbox.requests.length]).toEqual([0, 0]);
    expect([...records.keys()]).toEqual(["email_events"]);
    expect(lastState).toMatchObject({ shard: "2/3" });
    expect(Object.keys(lastState.bookmarks)).toEqual(["email_events"]);
    expect(stderr).toContain("the streams of the API are left to shard 1/3");
  });
});

test("refuses the state of another shard before anything is read", async () => {
  await withScene(async ({ sandbox, run, runFrom }) => {
    const { lastState } = checkSingerOutput((await run("--shard", "2/3")).stdout);

    const refused = [
      await runFrom(lastState, "--shard", "1/3"),
      await runFrom(lastState, "--shard", "2/4"),
      await runFrom(lastState),
    ];

    for (const { exitCode, stdout, stderr } of refused) {
      expect([exitCode, stdout]).toEqual([2, ""]);
      expect(stderr).toContain("The state is that of shard 2/3, but this run reads");
    }
    expect(sandbox.requests.length).toBe(0);
  });
});

test("takes the shard from the config, from the environment or from the command line, which wins", async () => {
  await withScene(async ({ configWith, run, config }) => {
    const second = await configWith({ shard: "2/3" });
    const shardOf = async (stdout: Promise<{ readonly stdout: string }>): Promise<unknown> =>
      (checkSingerOutput((await stdout).stdout).lastState as { readonly shard?: string }).shard;
    const only = ["--streams", "email_events"];

    expect(await shardOf(run("--config", second, ...only))).toBe("2/3");
    expect(await shardOf(run("--config", second, "--shard", "3/3", ...only))).toBe("3/3");
    const args = ["--config", config, "--config", "ENV", ...only];
    expect(await shardOf(runTap(args, { TAP_OMETRIA_SHARD: "1/3" }))).toBe("1/3");
  });
});

test("says what a shard has to be", async () => {
  await withScene(async ({ run }) => {
    const result = await run("--shard", "9/8");

    expect(result.exitCode).toBe(2);
    expect(lastLogLine(result)).toContain("shard (TAP_OMETRIA_SHARD)");
    expect(lastLogLine(result)).toContain("2/8");
  });
});

test("wants an export to read a shard of", async () => {
  await withScene(async ({ configWith, run }) => {
    const config = await configWith({ export_url: undefined });

    const result = await run("--config", config, "--shard", "2/3");

    expect([result.exitCode, result.stdout]).toEqual([2, ""]);
    expect(lastLogLine(result)).toContain("is a part of the export, and export_url is not set");
  });
});

test("joins no states of which one is missing", async () => {
  await withScene(async ({ folder, run }) => {
    const { lastState } = checkSingerOutput((await run("--shard", "2/3")).stdout);
    const file = await folder.write("shard-2.json", lastState);

    const joined = await runTap(["join-states", file]);

    expect([joined.exitCode, joined.stdout]).toEqual([2, ""]);
    expect(joined.stderr).toContain("The states of these shards are missing: 1/3, 3/3.");
  });
});

interface ShardRun {
  readonly exitCode: number | null;
  readonly events: readonly string[];
  readonly lists: number;
  readonly state: StateValue;
}

/** Of whose streams one is the API's. */
const streams = ["--streams", "lists,email_events"];

/** Runs a shard; the one that has the large object is killed in the middle of it, and goes on from its last STATE. */
async function runShard(scene: Scene, shard: string): Promise<ShardRun> {
  const run = scene.start("--shard", shard, ...streams);
  const isLarge = await run.lines(1500).then(
    () => true,
    () => false,
  );
  if (!isLarge) return resultOf(await run.ended);
  run.process.kill("SIGKILL");
  const { stdout } = await run.ended;
  const kept = checkSingerOutput(uptoLastState(stdout));
  return resultOf(await scene.runFrom(kept.lastState, "--shard", shard, ...streams), kept);
}

function uptoLastState(stdout: string): string {
  const lines = stdout.slice(0, stdout.lastIndexOf("\n") + 1);
  return lines.slice(0, lines.indexOf("\n", lines.lastIndexOf('{"type":"STATE"')) + 1);
}

function resultOf({ exitCode, stdout }: TapRun, kept?: SingerOutput): ShardRun {
  const output = checkSingerOutput(stdout);
  const before = kept === undefined ? [] : namesIn(kept, "email_events");
  return {
    exitCode,
    events: [...before, ...namesIn(output, "email_events")],
    lists: output.records.get("lists")?.length ?? 0,
    state: output.lastState,
  };
}

/** The state that the program makes of those of all shards. */
async function joinStates(scene: Scene, states: readonly StateValue[]): Promise<StateValue> {
  const files = states.map((state, index) => scene.folder.write(`shard-${index + 1}.json`, state));
  const { exitCode, stdout } = await runTap(["join-states", ...(await Promise.all(files))]);
  expect(exitCode).toBe(0);
  return JSON.parse(stdout) as StateValue;
}
