import { utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { interruptible } from "../exports/s3-interruptible.js";
import { eventsCsv } from "../exports/s3-run.js";
import { keep } from "../reliability/kept-state.js";
import { startS3Server } from "../simulator/s3/server.js";
import type { Simulator, SimulatorOptions } from "../simulator/simulator.js";
import { s3Config } from "../support/s3-env.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import { checkSingerOutput } from "../support/singer-checker.js";
import { lastLogLine, sceneAt, sceneStart, withScene, type Scene } from "../support/tap-scene.js";
import { nameRows, namesIn, rowsOfTruth, streamNames } from "../support/truth-rows.js";

const inScene = (use: (scene: Scene) => Promise<void>, options?: SimulatorOptions): Promise<void> =>
  withScene(use, options);

const eventsOnly = ["--streams", "email_events"];
const day = 86_400_000;

describe("a run whose export lies in S3", () => {
  test("sends every row of the five streams, and then only what is new", async () => {
    await inScene(async ({ sandbox, configWith, run, runFrom, moveTo }) => {
      const before = sandbox.truth();
      const first = await run("--config", await configWith(s3Config(sandbox.s3)));
      const whole = checkSingerOutput(first.stdout);
      const config = await configWith(s3Config(sandbox.s3));
      const unchanged = await runFrom(whole.lastState, "--config", config, ...eventsOnly);
      const later = await moveTo(sceneAt + 2 * day);
      const moved = await configWith(s3Config(later.s3));
      touch(later, before.exportKeys);

      const increment = await runFrom(whole.lastState, "--config", moved, ...eventsOnly);

      const truth = rowsOfTruth(before, sceneStart);
      const added = rowsOfTruth(later.truth(), sceneStart).email_events.slice(before.events.length);
      const sent = checkSingerOutput(increment.stdout);
      expect([first.exitCode, unchanged.exitCode, increment.exitCode]).toEqual([0, 0, 0]);
      for (const stream of streamNames) {
        expect(namesIn(whole, stream)).toEqual(nameRows(stream, truth[stream]));
      }
      expect(namesIn(checkSingerOutput(unchanged.stdout), "email_events")).toEqual([]);
      expect(added.length).toBeGreaterThan(0);
      expect(namesIn(sent, "email_events")).toEqual(nameRows("email_events", added));
      expect(urlIn(sent.lastState)).toBe("s3://ometria-export");
    });
  });

  test("loses no row, and sends none twice, when it is killed inside an object and resumed", async () => {
    await inScene(
      async ({ sandbox, configWith, start, runFrom }) => {
        const config = await configWith(s3Config(sandbox.s3));
        const tap = start("--config", config, ...eventsOnly);
        await tap.lines(1_500);
        tap.process.kill("SIGKILL");
        const { stdout, signal } = await tap.ended;
        const kept = keep(stdout, noneBehind);
        if (kept.state === undefined) throw new Error("the run was killed before its first STATE");

        const resumed = await runFrom(kept.state, "--config", config, ...eventsOnly);

        const sent = namesIn(checkSingerOutput(resumed.stdout), "email_events");
        const truth = rowsOfTruth(sandbox.truth(), sceneStart).email_events;
        expect([signal, resumed.exitCode]).toEqual(["SIGKILL", 0]);
        expect(kept.state.bookmarks["email_events"]?.["open"]).toHaveLength(1);
        expect(kept.rows.email_events.length).toBeGreaterThan(0);
        expect([...kept.rows.email_events, ...sent].sort()).toEqual(
          nameRows("email_events", truth),
        );
      },
      { events: 8_000 },
    );
  });
});

describe("a signal ends a run at once, with a STATE,", () => {
  test("while an object comes, of which nothing more comes", async () => {
    const { objects, meet, met } = interruptible();
    const server = await startS3Server({ objects });
    try {
      await inScene(async ({ configWith, start, runFrom }) => {
        const settings = { ...s3Config(server), request_timeout: 3_600 };
        const config = await configWith(settings);
        objects.put("1_email_events.csv", eventsCsv("first"));
        const many = Array.from({ length: 20_000 }, (_, index) => `second-${index}`);
        objects.put("2_email_events.csv", eventsCsv(...many), Date.UTC(2026, 0, 2));
        meet({ key: "2_email_events.csv", kind: "stall", afterBytes: 600_000 });
        const tap = start("--config", config, ...eventsOnly);
        await met();

        tap.process.kill("SIGTERM");

        const stopped = await tap.ended;
        const output = checkSingerOutput(stopped.stdout);
        const resumed = await runFrom(output.lastState, "--config", config, ...eventsOnly);
        const ids = [output, checkSingerOutput(resumed.stdout)]
          .flatMap(({ records }) => records.get("email_events") ?? [])
          .map((row) => row["email_id"]);
        expect([stopped.exitCode, resumed.exitCode]).toEqual([143, 0]);
        expect(lastLogLine(stopped)).toMatch(/^CRITICAL Stopped by SIGTERM/);
        expect(ids).toEqual(["first", ...many]);
      });
    } finally {
      await server.close();
    }
  });

  test("while the list does not come", async () => {
    await inScene(async ({ sandbox, configWith, start }) => {
      const config = await configWith({ ...s3Config(sandbox.s3), request_timeout: 3_600 });
      const asked = new Promise<void>((resolve) => {
        const match = (): boolean => {
          resolve();
          return true;
        };
        sandbox.s3.faults.add({ match, action: { kind: "delay", ms: 3_600_000 } });
      });
      const tap = start("--config", config, ...eventsOnly);
      await asked;

      tap.process.kill("SIGINT");

      const stopped = await tap.ended;
      expect(stopped.exitCode).toBe(130);
      expect(checkSingerOutput(stopped.stdout).states.length).toBeGreaterThan(0);
    });
  });
});

describe("a store that cannot be reached", () => {
  test("is named in one sentence", async () => {
    await inScene(async ({ sandbox, configWith, run }) => {
      const settings = {
        aws_endpoint_url: "http://localhost:1",
        max_retries: 1,
        max_retry_wait: 1,
      };
      const config = await configWith({ ...s3Config(sandbox.s3), ...settings });

      const failed = await run("--config", config, ...eventsOnly, "--log-level", "debug");

      expect(failed.exitCode).toBe(4);
      expect(lastLogLine(failed)).toMatch(
        /^CRITICAL Incomplete: email_events\. s3:\/\/ometria-export\/ could not be read: the connection failed \(ECONNREFUSED\), and it was retried 1 times/,
      );
      expect(failed.stderr).not.toMatch(/^\s+at |AggregateError/m);
    });
  });
});

const noneBehind = { lists: 0, profiles: 0, member_lists: 0, unsubscribes: 0, email_events: 0 };

/** The age of a file goes by the clock of this machine, which does not stand still with the sandbox. */
function touch(sandbox: Simulator, older: readonly string[]): void {
  const now = new Date();
  for (const key of sandbox.truth().exportKeys.filter((name) => !older.includes(name)))
    utimesSync(join(sandbox.exportFolder, key), now, now);
}

function urlIn(state: StateValue): unknown {
  return state.bookmarks["email_events"]?.["export_url"];
}
