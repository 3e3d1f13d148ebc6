import { spawn } from "node:child_process";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import { builtProgram } from "../support/built-tap.js";
import { root } from "../support/root.js";
import { settingsFor, withScene } from "../support/tap-scene.js";

// A target that stores what it is told to store: it says each state that comes, and ends as `dies` says.
const target = `
import { existsSync, readFileSync, rmSync, appendFileSync } from "node:fs";
import { createInterface } from "node:readline";
const dies = existsSync("dies") ? readFileSync("dies", "utf8") : "";
rmSync("dies", { force: true });
let rows = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  if (message.type === "STATE") process.stdout.write(JSON.stringify(message.value) + "\\n");
  else if (message.type === "RECORD") rows += 1;
  if (dies === "killed" && rows === 1500) process.kill(process.ppid, "SIGKILL");
  if (dies === "half" && rows === 1500) { process.stdout.write('{"bookmarks":'); process.exit(2); }
  if (dies === "term" && rows === 1500) process.kill(process.ppid, "SIGTERM");
}
appendFileSync("loads", rows + "\\n");
`;

interface Loaded {
  readonly exitCode: unknown;
  readonly log: string;
}

interface Job {
  /** Runs the script; `dies` says how the target, or the script, ends this time. */
  readonly load: (dies?: "killed" | "half" | "term") => Promise<Loaded>;
  readonly file: (name: string) => string;
  /** Rows of each load that the target has seen to its end. */
  readonly loads: () => Promise<readonly number[]>;
}

async function withJob(use: (job: Job) => Promise<void>): Promise<void> {
  await withScene(
    async ({ folder, sandbox }) => {
      const path = join(folder.path, "job");
      const bin = join(path, "bin");
      const file = (name: string): string => join(path, name);
      await mkdir(bin, { recursive: true });
      await copyFile(join(root, "examples/airflow/load"), file("load"));
      await writeFile(file("config.json"), JSON.stringify(settingsFor(sandbox)));
      await writeFile(file("target.mjs"), target);
      const mode = 0o755;
      const [node, tap] = [process.execPath, builtProgram];
      await writeFile(
        join(bin, "tap-ometria"),
        `#!/bin/sh\nexec "${node}" "${tap}" --streams email_events "$@"\n`,
        { mode },
      );
      await writeFile(join(bin, "target-postgres"), `#!/bin/sh\nexec "${node}" target.mjs\n`, {
        mode,
      });
      const PATH = [bin, process.env["PATH"] ?? ""].join(delimiter);
      await use({
        file,
        loads: async () => (await readFile(file("loads"), "utf8")).trim().split("\n").map(Number),
        load: async (dies) => {
          if (dies !== undefined) await writeFile(file("dies"), dies);
          return run(path, { ...process.env, PATH });
        },
      });
    },
    { events: 4000 },
  );
}

async function run(cwd: string, env: NodeJS.ProcessEnv): Promise<Loaded> {
  const child = spawn("./load", [], { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  const ended = new Promise((resolve) => {
    child.on("close", (code, signal) => {
      resolve(code ?? signal);
    });
  });
  // Stderr ends when the tap and the target, which outlive a script that is killed, have ended too.
  const [exitCode, log] = await Promise.all([ended, text(child.stderr)]);
  return { exitCode, log };
}

test("a load that is killed goes on from what the target had said", async () => {
  await withJob(async ({ load, loads }) => {
    const killed = await load("killed");
    const again = await load();

    const [first = 0, second = 0] = await loads();
    expect([killed.exitCode, again.exitCode]).toEqual(["SIGKILL", 0]);
    expect([first > 1500, second]).toEqual([true, 0]);
  });
});

test("a load whose target dies in the middle of a line ends with 1, and goes on from the line before", async () => {
  await withJob(async ({ load, loads, file }) => {
    const half = await load("half");
    const kept: unknown = JSON.parse(await readFile(file("state.json"), "utf8"));
    const again = await load();

    const [rows = 0] = await loads();
    expect([half.exitCode, again.exitCode]).toEqual([1, 0]);
    expect(kept).toHaveProperty("bookmarks.email_events");
    expect(rows).toBeGreaterThan(0);
  });
});

test("a load that is told to end stores what came, and ends as the tap does", async () => {
  await withJob(async ({ load, loads, file }) => {
    const told = await load("term");
    const again = await load();

    const [first = 0, second = 0] = await loads();
    expect([told.exitCode, again.exitCode]).toEqual([143, 0]);
    expect(JSON.parse(await readFile(file("state.json"), "utf8"))).toHaveProperty("bookmarks");
    expect([first >= 1500, second > 0]).toEqual([true, true]);
  });
});

test("a state that is taken away is not brought back by an older load", async () => {
  await withJob(async ({ load, loads, file }) => {
    await load();
    await rm(file("state.json"));
    await load();

    const [first = 0, second] = await loads();
    expect(first).toBeGreaterThan(3000);
    expect(second).toBe(first);
  });
});
