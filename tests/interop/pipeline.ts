import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@jest/globals";
import type { Truth } from "../simulator/truth.js";
import { s3Config } from "../support/s3-env.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import { checkSingerOutput, type SingerOutput } from "../support/singer-checker.js";
import { withScene, type Scene } from "../support/tap-scene.js";
import { pipeInto } from "./pipe.js";
import type { Place, Reader } from "./reader.js";
import type { Variant } from "./variants.js";

/** Early enough for unsubscribes of some years. */
export const startDate = "2023-01-01T00:00:00Z";

/** The runs so far, oldest first. */
export interface Story {
  readonly reader: Reader;
  readonly variant: Variant;
  readonly place: Place;
  readonly outputs: readonly SingerOutput[];
  /** What the sandbox held in each run. */
  readonly truths: readonly Truth[];
}

/** Pipes the tap into a reader as a variant says, each run from the state that the reader printed. */
export async function playStory(
  { reader, variant }: Pick<Story, "reader" | "variant">,
  afterRun: (story: Story) => Promise<void>,
): Promise<void> {
  const use = async (scene: Scene): Promise<void> => {
    const folder = join(scene.folder.path, "stored");
    await mkdir(folder);
    const place = { folder, schema: `stored_${randomUUID().replaceAll("-", "")}` };
    let story: Story = { reader, variant, place, outputs: [], truths: [] };
    let state: StateValue | undefined;
    for (const moment of variant.moments) {
      const sandbox = moment === variant.moments[0] ? scene.sandbox : await scene.moveTo(moment);
      const run = await runOnce(scene, story, {
        settings: { ...s3Config(sandbox.s3), start_date: startDate, ...variant.settings },
        state,
      });
      ({ state } = run);
      story = {
        ...story,
        outputs: [...story.outputs, run.output],
        truths: [...story.truths, sandbox.truth()],
      };
      await afterRun(story);
    }
  };
  await withScene(use);
}

interface RunInput {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly state: StateValue | undefined;
}

async function runOnce(
  scene: Scene,
  { reader, variant, place, outputs }: Story,
  { settings, state }: RunInput,
): Promise<{ readonly output: SingerOutput; readonly state: StateValue }> {
  const { folder } = scene;
  const args = ["--config", await scene.configWith(settings)];
  if (variant.catalog !== undefined)
    args.push("--catalog", await folder.write("catalog.json", variant.catalog));
  if (state !== undefined) args.push("--state", await folder.write("state.json", state));
  const tap = scene.start(...args);

  const { tap: ended, answer } = await pipeInto(
    tap,
    reader.program,
    await readerArgs(scene, { reader, variant, place }, outputs.length + 1),
  );

  const output = checkSingerOutput(ended.stdout, { allowRepeatedKeys: outputs.length > 0 });
  if (reader.says !== undefined) expect(answer).toContain(reader.says);
  if (reader.tables === undefined) return { output, state: output.lastState };
  const printed = JSON.parse(answer.trimEnd().split("\n").at(-1) ?? "") as StateValue;
  expect(printed).toEqual(output.lastState);
  return { output, state: printed };
}

async function readerArgs(
  { folder }: Scene,
  { reader, variant, place }: Pick<Story, "reader" | "variant" | "place">,
  run: number,
): Promise<string[]> {
  if (reader.config === undefined) return [];
  const isActivating = variant.settings["emit_activate_version_messages"] === true;
  const config = {
    ...reader.config(place, run),
    ...(isActivating ? reader.activating : {}),
  };
  return ["--config", await folder.write("reader.json", config)];
}
