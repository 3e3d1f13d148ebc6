import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { StateValue } from "../support/singer-checker-messages.js";
import { checkSingerOutput } from "../support/singer-checker.js";
import { sceneStart, withScene, type Scene } from "../support/tap-scene.js";
import { nameRow, rowsOfTruth, streamNames, type StreamName } from "../support/truth-rows.js";
import { keep } from "./kept-state.js";
import { killPlans, type KillPlan } from "./kill-plan.js";

/** Kills to try; `npm run test:long` tries a thousand. */
const numRuns = Number(process.env["TAP_OMETRIA_TEST_KILLS"] ?? 20);
const seed = Number(process.env["TAP_OMETRIA_TEST_SEED"] ?? 20260101);

test(
  "whatever run is killed and resumed, the union of all runs holds every row",
  async () => {
    await withScene(
      async (scene) => {
        const whole = await scene.run();
        const lines = whole.stdout.split("\n").length;
        const truth = rowsOfTruth(scene.sandbox.truth(), sceneStart);

        await fc.assert(
          fc.asyncProperty(killPlans, async (plan) => {
            const union = await runPlan(scene, plan, lines);

            for (const stream of streamNames) {
              const missing = truth[stream]
                .map((row) => nameRow(stream, row))
                .filter((name) => !union[stream].has(name));
              expect({ stream, missing }).toEqual({ stream, missing: [] });
            }
          }),
          { numRuns, seed, endOnFailure: true },
        );
      },
      { profiles: 160, events: 250 },
    );
  },
  20_000 + numRuns * 30_000,
);

/** Runs the chain; returns the names of the rows that a target holds in the end. */
async function runPlan(
  scene: Scene,
  plan: KillPlan,
  lines: number,
): Promise<Record<StreamName, Set<string>>> {
  const union = Object.fromEntries(streamNames.map((name) => [name, new Set()])) as Record<
    StreamName,
    Set<string>
  >;
  const config = await scene.configWith(plan.settings);
  let state: StateValue | undefined;
  for (const { after, behind } of plan.kills) {
    const stdout = await runUntil(
      scene,
      await argsFor(scene, config, state),
      Math.ceil(lines * after),
    );
    const kept = keep(stdout, behind);
    for (const stream of streamNames) for (const name of kept.rows[stream]) union[stream].add(name);
    state = kept.state ?? state;
  }
  const last = await scene.run(...(await argsFor(scene, config, state)));
  expect(last.stderr).not.toContain("CRITICAL");
  expect(last.exitCode).toBe(0);
  const { records } = checkSingerOutput(last.stdout, { allowRepeatedKeys: true });
  for (const stream of streamNames) {
    for (const record of records.get(stream) ?? []) union[stream].add(nameRow(stream, record));
  }
  return union;
}

async function argsFor(
  scene: Scene,
  config: string,
  state: StateValue | undefined,
): Promise<string[]> {
  if (state === undefined) return ["--config", config];
  return ["--config", config, "--state", await scene.folder.write("kept-state.json", state)];
}

/** Kills the run after so many lines; a resumed run may have fewer, and ends by itself. */
async function runUntil(scene: Scene, args: readonly string[], lines: number): Promise<string> {
  const tap = scene.start(...args);
  await tap.lines(lines).catch(() => undefined);
  tap.process.kill("SIGKILL");
  return (await tap.ended).stdout;
}
