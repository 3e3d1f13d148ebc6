import { spawn, type ChildProcess } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/clock.js";
import { startSimulator, type Simulator } from "../simulator/simulator.js";
import { builtProgram } from "../support/built-tap.js";
import { root } from "../support/root.js";
import { secretKey } from "../support/run-tap.js";

/** The folder that `.ci/meltano` has installed Meltano and the targets into. */
export const home = given("TEST_MELTANO");

/** What a command has left behind. */
export interface CommandRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number | null;
}

export interface RunningCommand {
  readonly process: ChildProcess;
  readonly ended: Promise<CommandRun>;
  /** Kills the command and all that it has started, as a machine that goes down does. */
  readonly kill: () => void;
}

type Env = Readonly<Record<string, string>>;

/** A copy of examples/meltano whose tap reads a sandbox of the test's own. */
export interface MeltanoProject {
  readonly folder: string;
  readonly sandbox: Simulator;
  /** Moves the sandbox's data, and its clock, on to a moment. */
  readonly moveTo: (moment: string) => void;
  readonly start: (command: readonly string[], env?: Env) => RunningCommand;
  /** Runs `meltano` to its end; `env` is added to the environment. */
  readonly meltano: (args: readonly string[], env?: Env) => Promise<CommandRun>;
}

/** Makes the project, and takes everything down after its use, the commands that still run included. */
export function withProject(use: (project: MeltanoProject) => Promise<void>): Promise<void> {
  return withEmptyProject(async (project) => {
    await fill(project.folder);
    await use(project);
  });
}

/** The same without the tap and its meltano.yml; the targets are there, since their installation takes minutes. */
export async function withEmptyProject(
  use: (project: MeltanoProject) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tap-ometria-meltano-"));
  let moment = Date.parse("2026-01-05T12:00:00Z");
  const sandbox = await startSimulator({
    profiles: 300,
    events: 300,
    rate: 0,
    apiKey: secretKey,
    clock: { now: () => moment, sleep: (ms, signal) => systemClock.sleep(ms, signal) },
  });
  const running: RunningCommand[] = [];
  const start = (command: readonly string[], env: Env = {}): RunningCommand => {
    const started = startCommand(command, folder, { ...settingsFor(sandbox), ...env });
    running.push(started);
    return started;
  };
  try {
    await mkdir(join(folder, ".meltano"));
    await symlink(join(home, "project/.meltano/loaders"), join(folder, ".meltano/loaders"));
    await use({
      folder,
      sandbox,
      moveTo: (next) => {
        moment = Date.parse(next);
      },
      start,
      meltano: (args, env) => start(["meltano", ...args], env).ended,
    });
  } finally {
    for (const { kill } of running) kill();
    await Promise.allSettled(running.map(({ ended }) => ended));
    await sandbox.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a user has after `npm install` and `meltano install`. */
async function fill(folder: string): Promise<void> {
  await copyFile(join(root, "examples/meltano/meltano.yml"), join(folder, "meltano.yml"));
  await mkdir(join(folder, "node_modules/.bin"), { recursive: true });
  const program = join(folder, "node_modules/.bin/tap-ometria");
  const words = [process.execPath, builtProgram].map((word) => `'${word}'`);
  await writeFile(program, `#!/bin/sh\nexec ${words.join(" ")} "$@"\n`);
  await chmod(program, 0o755);
}

function settingsFor(sandbox: Simulator): Env {
  const { s3 } = sandbox;
  return {
    TAP_OMETRIA_API_KEY: sandbox.apiKey,
    TAP_OMETRIA_BASE_URL: sandbox.baseUrl,
    // Not its folder: files are dated by this machine's clock, and the data are of another time.
    TAP_OMETRIA_EXPORT_URL: `s3://${s3.bucket}`,
    TAP_OMETRIA_AWS_ENDPOINT_URL: s3.endpoint,
    TAP_OMETRIA_AWS_REGION: s3.region,
    TAP_OMETRIA_AWS_ACCESS_KEY_ID: s3.accessKeyId,
    TAP_OMETRIA_AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    TAP_OMETRIA_REQUESTS_PER_SECOND: "1000",
    TAP_OMETRIA_PAGE_SIZE: "50",
    TAP_OMETRIA_START_DATE: "2025-12-01",
    MELTANO_AUTO_INSTALL: "false",
    // As .ci/meltano does.
    MELTANO_VENV_BACKEND: "virtualenv",
    NO_COLOR: "1",
    PATH: `${join(home, "venv/bin")}:${process.env["PATH"] ?? ""}`,
  };
}

function startCommand(
  [name = "", ...args]: readonly string[],
  folder: string,
  env: Env,
): RunningCommand {
  // A group of its own: what Meltano starts has to go with it.
  const child = spawn(name, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const output = { stdout: "", stderr: "" };
  for (const kind of ["stdout", "stderr"] as const) {
    child[kind].setEncoding("utf8");
    child[kind].on("data", (text: string) => {
      output[kind] += text;
    });
  }
  const ended = new Promise<CommandRun>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => {
      if (`${output.stdout}${output.stderr}`.includes(secretKey))
        reject(new Error("The command shows the API key."));
      else resolve({ ...output, exitCode });
    });
  });
  const kill = (): void => {
    killGroup(child);
  };
  return { process: child, ended, kill };
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended before.
  }
}

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run these tests by .ci/meltano`);
  return value;
}
