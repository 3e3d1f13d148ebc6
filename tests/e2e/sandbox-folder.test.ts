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

test.each(["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const)(
  "%s leaves no folder behind, of a sandbox that is served and of one that is read",
  async (signal) => {
    await withPlace(async ({ start, config, found }) => {
      const taps = [start(...serve), start("--config", config)];
      await Promise.all(taps.map((tap) => tap.lines(1)));
      const before = await found();

      for (const { process } of taps) process.kill(signal);

      const ended = await Promise.all(taps.map((tap) => tap.ended));
      const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: null, SIGQUIT: null };
      expect(before).toHaveLength(2);
      expect(ended.map(({ exitCode }) => exitCode)).toEqual([codes[signal], codes[signal]]);
      expect(await found()).toEqual([]);
    });
  },
);

test("no folder is left by a run that is done, that fails, whose reader goes, or that is told twice to stop", async () => {
  await withPlace(async ({ start, config, write, found }) => {
    const state = await write("state.json", { version: 1, source: "elsewhere", bookmarks: {} });
    const done = start("--config", config, "--streams", "lists");
    const failed = start("--config", config, "--state", state);
    const unread = start("--config", config);
    const impatient = start("--config", config);
    await Promise.all([unread.lines(1), impatient.lines(1)]);

    unread.process.stdout?.destroy();
    impatient.process.kill("SIGINT");
    impatient.process.kill("SIGTERM");

    const runs = await Promise.all([done, failed, unread, impatient].map((tap) => tap.ended));
    const [first, second, third, fourth] = runs.map(({ exitCode }) => exitCode);
    expect([first, second, third]).toEqual([0, 2, 141]);
    expect([130, 143]).toContain(fourth);
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
