import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { Simulator } from "../simulator/simulator.js";
import type { Truth } from "../simulator/truth.js";
import { builtProgram } from "../support/built-tap.js";
import type { JsonObject } from "../support/meltano-merge.js";
import { root } from "../support/root.js";
import { forgetAws, s3Config } from "../support/s3-env.js";
import { checkSingerOutput } from "../support/singer-checker.js";
import { sceneAt, sceneStart, settingsFor, withScene } from "../support/tap-scene.js";
import { nameRow, nameRows, rowsOfTruth, type StreamName } from "../support/truth-rows.js";
import { programs, run } from "./pipe.js";

const day = 86_400_000;

test("the commands of the README sync into target-jsonl, go on from its last state, and read with a catalog", async () => {
  forgetAws();
  await withScene(async ({ sandbox, folder, moveTo }) => {
    const job = await makeJob(join(folder.path, "job"));
    const [first, next, withCatalog, ...others] = await commandsOf("Use it with a target");
    await job.configure(sandbox);

    await job.sh(first);
    const firstState = await job.read("state.json");
    await expectRows(job.rows, sandbox.truth());
    const later = await moveTo(sceneAt + 2 * day);
    await job.configure(later);
    await job.sh(next);
    const nextState = await job.read("state.json");
    const printed = await job.sh(withCatalog);

    expect(others).toEqual([]);
    await expectRows(job.rows, later.truth());
    expect(JSON.parse(firstState)).toMatchObject({ currently_syncing: null });
    expect(await job.read("states.jsonl")).toBe(firstState + nextState);
    expect(nextState).not.toBe(firstState);
    expect(checkSingerOutput(printed).schemas.size).toBe(5);
  });
});

/** The blocks of commands in a section of the README. */
async function commandsOf(title: string): Promise<string[]> {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const section = readme.split(/^## /m).find((part) => part.startsWith(`${title}\n`)) ?? "";
  const upToNext = section.split(/^### /m)[0] ?? "";
  return [...upToNext.matchAll(/^ *```(?:ba)?sh\n(.*?)^ *```$/gms)].map(([, block = ""]) => block);
}

/** A folder that a user's jobs run in, with the tap installed and target-jsonl on the PATH. */
async function makeJob(folder: string) {
  const bin = join(folder, "node_modules/.bin");
  await mkdir(bin, { recursive: true });
  const tap = join(bin, "tap-ometria");
  await writeFile(tap, `#!/bin/sh\nexec "${process.execPath}" "${builtProgram}" "$@"\n`);
  await chmod(tap, 0o755);
  const env = { PATH: `${programs}/target-jsonl/bin:${process.env["PATH"] ?? ""}` };
  const read = (name: string): Promise<string> => readFile(join(folder, name), "utf8");
  return {
    read,
    configure: (sandbox: Simulator) =>
      writeFile(
        join(folder, "config.json"),
        JSON.stringify({ ...settingsFor(sandbox), ...s3Config(sandbox.s3) }),
      ),
    sh: async (commands = "") => {
      const { stdout } = await run("bash", ["-ec", commands], { cwd: folder, env });
      return stdout;
    },
    /** The rows of a stream that target-jsonl has written so far: of each the last one. */
    rows: async (stream: StreamName): Promise<readonly JsonObject[]> => {
      const files = (await readdir(folder)).filter((file) => file.startsWith(`${stream}-`));
      const texts = await Promise.all(files.sort().map(read));
      const rows = texts
        .flatMap((text) => text.trimEnd().split("\n"))
        .map((line) => JSON.parse(line) as JsonObject);
      return [...new Map(rows.map((row) => [nameRow(stream, row), row])).values()];
    },
  };
}

/** The files hold the rows of the sandbox; whom a list has lost is called no member. */
async function expectRows(
  rowsOf: (stream: StreamName) => Promise<readonly JsonObject[]>,
  truth: Truth,
): Promise<void> {
  const expected = rowsOfTruth(truth, sceneStart);
  for (const stream of ["lists", "unsubscribes", "email_events"] as const) {
    expect(nameRows(stream, await rowsOf(stream))).toEqual(nameRows(stream, expected[stream]));
  }
  const profiles = (await rowsOf("profiles")).filter(({ id }) => isThere(id, truth));
  expect(nameRows("profiles", profiles)).toEqual(nameRows("profiles", expected.profiles));
  const members = (await rowsOf("member_lists")).filter(
    (row) => row["is_member"] === true && isThere(row["profile_id"], truth),
  );
  expect(nameRows("member_lists", members)).toEqual(
    nameRows("member_lists", expected.member_lists),
  );
}

/** Who was merged into another stays in the files until a full pass. */
function isThere(profile: unknown, { mergedIds }: Truth): boolean {
  return !mergedIds.includes(String(profile));
}
