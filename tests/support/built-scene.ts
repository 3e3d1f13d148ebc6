import { afterAll, beforeAll } from "@jest/globals";
import { buildTap, type BuiltTap } from "./built-tap.js";
import { startTap, type TapRun } from "./run-tap.js";
import { withScene, type Scene } from "./tap-scene.js";

/** Builds the program once for all tests of a file, and runs it in a scene or by itself. */
export function useBuiltTap() {
  let built: BuiltTap | undefined;
  beforeAll(async () => {
    built = await buildTap();
  });
  afterAll(() => built?.remove());
  return {
    withBuilt: (use: (scene: Scene) => Promise<void>): Promise<void> =>
      withScene(use, {}, built?.program),
    runTap: (args: readonly string[], env?: Readonly<Record<string, string>>): Promise<TapRun> =>
      startTap(args, env, built?.program).ended,
  };
}
