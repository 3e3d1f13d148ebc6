import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { builtProgram } from "../support/built-tap.js";
import { checkSingerOutput } from "../support/singer-checker.js";
import { lastLogLine, withScene, type Scene } from "../support/tap-scene.js";
import { namesIn, rowsOfTruth, nameRows } from "../support/truth-rows.js";
import { keep } from "./kept-state.js";

const inScene = (use: (scene: Scene) => Promise<void>): Promise<void> =>
  withScene(use, { events: 8000 });

const eventsOnly = ["--streams", "email_events"];

describe("a run whose reader takes nothing", () => {
  test("ends at once on the second signal, with the code of a signal", async () => {
    await inScene(async ({ start }) => {
      const tap = start(...eventsOnly);
      await tap.lines(20);
      tap.process.stdout?.pause();
      const exited = once(tap.process, "exit");

      tap.process.kill("SIGINT");
      tap.process.kill("SIGTERM");

      const [exitCode] = (await exited) as [number | null];
      tap.process.stdout?.resume();
      const { stderr } = await tap.ended;
      // Two signals sent together may come in either order.
      expect([130, 143]).toContain(exitCode);
      // A run that the first signal has ended says so.
      expect(stderr).not.toMatch(/Stopped by|^\s+at |Error:/m);
    });
  });

  test("ends with a STATE on the first one, once the reader has taken what was queued", async () => {
    await inScene(async ({ sandbox, start }) => {
      const tap = start(...eventsOnly);
      await tap.lines(20);
      tap.process.stdout?.pause();

      tap.process.kill("SIGTERM");
      tap.process.stdout?.resume();

      const run = await tap.ended;
      const { records } = checkSingerOutput(run.stdout);
      expect(run.exitCode).toBe(143);
      expect(lastLogLine(run)).toMatch(/^CRITICAL Stopped by SIGTERM/);
      expect(records.get("email_events")?.length).toBeLessThan(sandbox.truth().events.length);
    });
  });
});

test("a run whose reader is a pipe that closes ends with 141 and one line that says so", async () => {
  await inScene(async ({ config }) => {
    const script = '{ "$@"; echo "exit code $?" >&2; } | head -n 3';
    const words = [process.execPath, builtProgram, "--config", config];
    const shell = spawn("sh", ["-c", script, "sh", ...words], {
      stdio: ["ignore", "ignore", "pipe"],
    });

    const [log] = await Promise.all([textOf(shell.stderr), once(shell, "close")]);

    expect(log).toMatch(/CRITICAL The program that reads the tap's output.*\nexit code 141\n$/);
    expect(log).not.toMatch(/^\s+at |EPIPE|Error:/m);
  });
});

describe("an export object that is another one when a killed run goes on", () => {
  const changes = [
    { when: "at another time", secondsLater: 60 },
    { when: "at the same time, with another size", secondsLater: 0 },
  ];
  test.each(changes)("is read again from its start: written $when", async ({ secondsLater }) => {
    await inScene(async ({ sandbox, start, runFrom }) => {
      const { rows, state } = await killInside(start);
      const key = sandbox.truth().exportKeys[0] ?? "";
      const added = await addRow(join(sandbox.exportFolder, key), secondsLater);

      const run = await runFrom(state, ...eventsOnly);

      const sent = namesIn(checkSingerOutput(run.stdout), "email_events");
      const truth = nameRows("email_events", rowsOfTruth(sandbox.truth(), "").email_events);
      expect(run.exitCode).toBe(0);
      expect(rows.length).toBeGreaterThan(0);
      expect(sent.filter((name) => name.includes(added))).toHaveLength(1);
      expect(sent.filter((name) => !name.includes(added))).toEqual(truth);
    });
  });

  test("unless it is the same: then none of its rows is sent again", async () => {
    await inScene(async ({ sandbox, start, runFrom }) => {
      const { rows, state } = await killInside(start);

      const run = await runFrom(state, ...eventsOnly);

      const sent = namesIn(checkSingerOutput(run.stdout), "email_events");
      const truth = nameRows("email_events", rowsOfTruth(sandbox.truth(), "").email_events);
      expect(rows.length).toBeGreaterThan(0);
      expect([...rows, ...sent].sort()).toEqual(truth);
    });
  });
});

/** What a target keeps of a run that was killed in the middle of the first object. */
async function killInside(start: Scene["start"]) {
  const tap = start(...eventsOnly);
  await tap.lines(1500);
  tap.process.kill("SIGKILL");
  const { stdout } = await tap.ended;
  const behind = { lists: 0, profiles: 0, member_lists: 0, unsubscribes: 0, email_events: 0 };
  const { rows, state } = keep(stdout, behind);
  const open = state?.bookmarks["email_events"]?.["open"];
  if (state === undefined || !Array.isArray(open) || open.length === 0)
    throw new Error("the run was not killed inside an object");
  return { rows: rows.email_events, state };
}

/** Writes an object anew with one row more at its end; returns what tells that row from others. */
async function addRow(path: string, secondsLater: number): Promise<string> {
  const { mtimeMs } = await stat(path);
  const text = gunzipSync(await readFile(path)).toString("utf8");
  const [header = "", first = ""] = text.split("\r\n");
  const email = first.split(",")[header.split(",").indexOf("to_address")] ?? "";
  await writeFile(path, `${text}${first.replace(email, "added@example.com")}\r\n`);
  const time = mtimeMs / 1000 + secondsLater;
  await utimes(path, time, time);
  return "added@example.com";
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return text;
}
