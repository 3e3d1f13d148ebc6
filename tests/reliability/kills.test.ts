import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { sceneStart, withScene, type Scene } from "../support/tap-scene.js";
import { nameRow, rowsOfTruth, streamNames } from "../support/truth-rows.js";
import { KillChain, type Tally } from "./kill-chain.js";
import { daysGoBy, killPlans, type KillPlan } from "./kill-plan.js";

/** Kills to try; `npm run test:long` tries a thousand. A plan has two on the average. */
const kills = Number(process.env["TAP_OMETRIA_TEST_KILLS"] ?? 10);
const numRuns = Math.ceil(kills / 2);
const seed = Number(process.env["TAP_OMETRIA_TEST_SEED"] ?? 20260101);

test(
  "whatever run is killed and resumed, the union of all runs holds every row, and little is sent again",
  async () => {
    const tally: Tally = { planned: 0, killed: 0, resumed: 0 };
    const lines = await inScene(async (scene) => (await scene.run()).stdout.split("\n").length);

    // Two chains at once: most of the time each of them waits for a process.
    const half = (chain: number): Promise<void> =>
      fc.assert(
        fc.asyncProperty(killPlans, async (plan) => {
          const { missing, problems } = await inScene((scene) => runPlan(scene, plan));

          expect({ missing, problems }).toEqual({ missing: [], problems: [] });
        }),
        {
          numRuns: Math.ceil(numRuns / 2),
          seed: seed + chain,
          endOnFailure: true,
          examples: chain === 0 ? [[daysGoBy]] : [],
        },
      );
    await Promise.all([half(0), half(1)]);

    async function runPlan(scene: Scene, plan: KillPlan) {
      const chain = new KillChain(scene, tally);
      const sandbox = await chain.run(plan, lines);
      const truth = rowsOfTruth(sandbox.truth(), sceneStart);
      const missing = streamNames.flatMap((stream) =>
        truth[stream]
          .map((row) => nameRow(stream, row))
          .filter((name) => !chain.union[stream].has(name))
          .map((name) => `${stream} ${name}`),
      );
      return { missing, problems: chain.problems };
    }

    // Else nothing was killed: every run would have ended by itself.
    expect(tally.killed).toBeGreaterThan(tally.planned / 2);
    // Else nothing was gone on with; a few kills may all miss the pass.
    expect(tally.resumed).toBeGreaterThanOrEqual(Math.floor(numRuns / 20));
  },
  60_000 * (kills + 1),
);

async function inScene<T>(use: (scene: Scene) => Promise<T>): Promise<T> {
  const results: T[] = [];
  const keep = async (scene: Scene): Promise<void> => {
    results.push(await use(scene));
  };
  await withScene(keep, { profiles: 160, events: 1200, tapClock: "sandbox" });
  const [result] = results;
  if (result === undefined) throw new Error("the scene was not used");
  return result;
}
