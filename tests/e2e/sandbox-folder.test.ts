import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { makeWorkFolder, startTap, type RunningTap } from "../support/run-tap.js";

/** Where a program that is told of it has its temporary files, and nothing else does. */
interface Place {
  /** Starts the program, which is killed when the test ends. */
  readonly start: (...args: string[]) => RunningTap;
  /** Path of a config for the embedded sandbox. */
  readonly config: string;
  readonly write: (name: string, content: unknown) => Promise<string>;
  /** Names of what lies there. */
  readonly found: () => Promise<string[]>;
}

async function withPlace(use: (place: Place) => Promise<void>): Promise<void> {
  const files = await makeWorkFolder();
  const temporary = await makeWorkFolder();
  const running: RunningTap[] = [];
  try {
    await use({
      start: (...args) => {
        const tap = startTap(args, { TMPDIR: temporary.path });
        running.push(tap);
        return tap;
      },
      config: await files.write("config.json", { api_key: "sandbox" }),
      write: files.write,
      found: () => readdir(temporary.path),
    });
  } finally {
    for (const { process } of running) process.kill("SIGKILL");
    await Promise.allSettled(running.map(({ ended }) => ended));
    await Promise.all([files.remove(), temporary.remove()]);
  }
}

const serve = ["sandbox", "--profiles", "5", "--events", "20"];

test("no folder is left by a sandbox that a signal ends", async () => {
  await withPlace(async ({ start, found }) => {
    const signals = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;
    const taps = signals.map((signal) => ({ signal, tap: start(...serve) }));
    await Promise.all(taps.map(({ tap }) => tap.lines(1)));
    const before = await found();

    for (const { signal, tap } of taps) tap.process.kill(signal);

    const ended = await Promise.all(taps.map(({ tap }) => tap.ended));
    expect(before).toHaveLength(4);
    expect(ended.map(({ exitCode, signal }) => exitCode ?? signal)).toEqual([
      130,
      143,
      "SIGHUP",
      "SIGQUIT",
    ]);
    expect(await found()).toEqual([]);
  });
});

test("no folder is left by a run that is done, that fails, whose reader goes, that hangs up, or that is told twice to stop", async () => {
  await withPlace(async ({ start, config, write, found }) => {
    const state = await write("state.json", { version: 2, source: "elsewhere", bookmarks: {} });
    const done = start("--config", config, "--streams", "lists");
    const failed = start("--config", config, "--state", state);
    const unread = start("--config", config);
    const hungUp = start("--config", config);
    const impatient = start("--config", config);
    await Promise.all([unread, hungUp, impatient].map((tap) => tap.lines(1)));

    unread.process.stdout?.destroy();
    hungUp.process.kill("SIGHUP");
    impatient.process.kill("SIGINT");
    impatient.process.kill("SIGTERM");

    const runs = await Promise.all([done, failed, unread, hungUp].map((tap) => tap.ended));
    const { exitCode } = await impatient.ended;
    expect(runs.map((run) => run.exitCode ?? run.signal)).toEqual([0, 2, 141, "SIGHUP"]);
    // Which of two that come at the same time is the first is not ours to say.
    expect([130, 143]).toContain(exitCode);
    expect(await found()).toEqual([]);
  });
});

test("the next sandbox removes the folder of one that was killed, and none of one that still runs", async () => {
  await withPlace(async ({ start, found }) => {
    const [killed, alive] = [start(...serve), start(...serve)];
    await Promise.all([killed.lines(1), alive.lines(1)]);
    killed.process.kill("SIGKILL");
    await killed.ended;
    const left = await found();

    const next = start(...serve);
    await next.lines(6);

    const own = [alive, next].map(({ process }) => `-${process.pid ?? 0}-`);
    const now = await found();
    const { export_url: url } = JSON.parse(alive.stdout()) as { export_url: string };
    expect(left).toHaveLength(2);
    expect(now.map((name) => own.filter((pid) => name.includes(pid)).length)).toEqual([1, 1]);
    expect(await readdir(fileURLToPath(url))).toEqual(["email_events"]);
  });
});
