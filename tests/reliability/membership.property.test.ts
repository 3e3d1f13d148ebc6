import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Config } from "../../src/config/load.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import { syncAt, withSyncScene, type SyncScene } from "../support/sync-scene.js";
import { tries } from "../support/tries.js";
import { MemberTable } from "./member-table.js";

const hour = 3_600_000;
const streams = ["profiles", "member_lists"];
const seed = Number(process.env["TAP_OMETRIA_TEST_SEED"] ?? 20260101);

/** A run: how long after the one before, with which settings, and after which of its STATEs it is killed. */
interface Step {
  readonly hours: number;
  readonly killedAfter: number;
  readonly config: Partial<Config>;
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    hours: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 100, max: 400 })),
    killedAfter: fc.oneof(fc.constant(Infinity), fc.integer({ min: 0, max: 6 })),
    config: fc.record({
      page_size: fc.constantFrom(8, 20, 50),
      full_refresh_interval: fc.constantFrom("P7D", "P7D", "PT0S", "never"),
      list_mode: fc.constantFrom("all", "active"),
      lookback_window: fc.constantFrom("P1D", "PT0S"),
    }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Runs the steps, and then two whole runs: one goes on with whatever was broken, the next is up to date. */
async function follow(
  scene: SyncScene,
  plan: readonly Step[],
  shared: Partial<Config>,
): Promise<{ table: MemberTable; state: StateValue }> {
  const table = new MemberTable();
  let state: StateValue | undefined;
  let moment = syncAt;
  const whole = { hours: 5, killedAfter: Infinity, config: { full_refresh_interval: "P7D" } };
  for (const { hours, killedAfter, config } of [...plan, whole, whole]) {
    moment += hours * hour;
    scene.moveTo(moment);
    const run = await scene.run({
      streams,
      config: { ...config, ...shared },
      ...(state === undefined ? {} : { state }),
    });
    expect(run.exitCode).toBe(0);
    state = table.take(run.output, killedAfter);
  }
  return { table, state: state ?? { bookmarks: {} } };
}

const truthOf = ({ sandbox }: SyncScene): string[] =>
  sandbox
    .truth()
    .memberships.map(({ list_id, profile_id }) => `${list_id} ${profile_id}`)
    .sort();

/** Another world for each plan: small, so that days make a difference. */
const worlds = fc.record({ seed: fc.nat(1000), profiles: fc.integer({ min: 20, max: 60 }) });

test("after any sequence of runs the table of members is the service's, but for profiles that were merged", async () => {
  await fc.assert(
    fc.asyncProperty(worlds, steps, async (world, plan) => {
      await withSyncScene(
        async (scene) => {
          const { table, state } = await follow(scene, plan, {});

          const merged = new Set(scene.sandbox.truth().mergedIds);
          const isMerged = (pair: string): boolean => merged.has(pair.split(" ")[1] ?? "");
          expect(table.members.filter((pair) => !isMerged(pair))).toEqual(truthOf(scene));
          // A last full pass shows who is gone: by when they were last seen.
          scene.moveTo(scene.sandbox.now() + hour);
          const full = await scene.run({
            streams,
            state,
            config: { full_refresh_interval: "PT0S" },
          });
          const after = table.take(full.output);
          const { full_pass_at: fullPassAt } = after.bookmarks["member_lists"] ?? {};
          expect(table.membersSeenSince(String(fullPassAt))).toEqual(truthOf(scene));
        },
        { ...world, events: 0 },
      );
    }),
    { numRuns: tries(8), seed },
  );
});

test("after any sequence of runs and a full pass, a target that activates versions holds nobody else", async () => {
  await fc.assert(
    fc.asyncProperty(worlds, steps, async (world, plan) => {
      await withSyncScene(
        async (scene) => {
          const shared = { emit_activate_version_messages: true };
          const { table, state } = await follow(scene, plan, shared);
          scene.moveTo(scene.sandbox.now() + hour);
          const full = await scene.run({
            streams,
            state,
            config: { ...shared, full_refresh_interval: "PT0S" },
          });
          table.take(full.output);

          expect(table.members).toEqual(truthOf(scene));
        },
        { ...world, events: 0 },
      );
    }),
    { numRuns: tries(8), seed },
  );
});
