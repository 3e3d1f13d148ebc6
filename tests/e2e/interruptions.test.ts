import { expect, test } from "@jest/globals";
import type { Simulator } from "../simulator/simulator.js";
import { isJsonObject, type JsonObject } from "../support/meltano-merge.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import { checkSingerOutput } from "../support/singer-checker.js";
import { lastLogLine, sceneStart, withScene } from "../support/tap-scene.js";
import {
  nameRow,
  nameRows,
  rowsOfTruth,
  streamNames,
  type StreamName,
} from "../support/truth-rows.js";

test("loses no row when it is killed after any number of lines and goes on from the last STATE", async () => {
  await withScene(
    async ({ sandbox, configWith, start, runFrom }) => {
      const config = await configWith({ page_size: 50 });
      const killAndResume = async (count: number) => {
        const killed = start("--config", config);
        await killed.lines(count);
        killed.process.kill("SIGKILL");
        const { signal } = await killed.ended;
        const kept = keptByTarget(killed.stdout(), count);
        const resumed = await runFrom(kept.state, "--config", config);
        const { records } = checkSingerOutput(resumed.stdout, { allowRepeatedKeys: true });
        return { signal, kept, exitCode: resumed.exitCode, records };
      };

      const runs = await Promise.all([1, 250, 900].map(killAndResume));

      for (const { signal, kept, exitCode, records } of runs) {
        expect([signal, exitCode]).toEqual(["SIGKILL", 0]);
        expectWhole(sandbox, kept.rows, records);
      }
      // Else nothing was resumed: every run would have begun anew.
      expect(runs.filter(({ kept }) => kept.rows.length > 0)).toHaveLength(2);
      expect(runs.some(({ kept }) => isOpen(kept.state, "profiles"))).toBe(true);
    },
    { events: 2000 },
  );
});

test("goes on inside an export object after it was killed in the middle of it", async () => {
  await withScene(
    async ({ sandbox, start, runFrom }) => {
      const killed = start("--streams", "email_events");
      await killed.lines(700);
      killed.process.kill("SIGKILL");
      const { signal } = await killed.ended;
      const kept = keptByTarget(killed.stdout(), 700);

      const resumed = await runFrom(kept.state, "--streams", "email_events");

      const { records } = checkSingerOutput(resumed.stdout);
      const sent = records.get("email_events") ?? [];
      const names = [...kept.rows.map(({ name }) => name), ...nameRows("email_events", sent)];
      expect(signal).toBe("SIGKILL");
      expect(isOpen(kept.state, "email_events")).toBe(true);
      expect(names.sort()).toEqual(
        nameRows("email_events", rowsOfTruth(sandbox.truth(), sceneStart).email_events),
      );
    },
    { events: 2000 },
  );
});

test("ends with a STATE and an exit code of its own on SIGTERM and SIGINT, and can be resumed", async () => {
  await withScene(async ({ sandbox, configWith, start, runFrom }) => {
    const config = await configWith({ page_size: 50 });
    // Pages are asked for ahead, in any order: what a run has written tells how far it is.
    sandbox.faults.add({
      match: ({ path, query }) => path === "/v2/profiles" && Number(query["offset"]) >= 100,
      times: 100,
      action: { kind: "delay", ms: 600_000 },
    });
    const [terminated, interrupted] = [start("--config", config), start("--config", config)];
    // The pass has sent its first page, and cannot come to its end.
    await Promise.all([terminated.lines(200), interrupted.lines(200)]);

    terminated.process.kill("SIGTERM");
    interrupted.process.kill("SIGINT");

    const runs = await Promise.all([terminated.ended, interrupted.ended]);
    sandbox.faults.clear();
    const [first, second] = runs.map(({ stdout }) => checkSingerOutput(stdout));
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([143, 130]);
    expect(runs.map(lastLogLine)).toEqual(
      ["SIGTERM", "SIGINT"].map(
        (name) => `CRITICAL Stopped by ${name}. The next run goes on from the last STATE.`,
      ),
    );
    expect(second?.lastState["currently_syncing"]).toBe("profiles");
    if (first === undefined) throw new Error("a run is missing");
    const resumed = await runFrom(first.lastState, "--config", config);
    const whole = checkSingerOutput(resumed.stdout, { allowRepeatedKeys: true });
    expect(resumed.exitCode).toBe(0);
    expect(isOpen(first.lastState, "profiles")).toBe(true);
    expect(isBefore("profiles", "lists", [...whole.schemas.keys()])).toBe(true);
    expectWhole(sandbox, namedRows(first.records), whole.records);
    expect(whole.records.get("profiles")?.length).toBeLessThan(sandbox.truth().profiles.length);
  });
});

test("says in one line that the reader has closed stdout, and exits 141", async () => {
  await withScene(
    async ({ start }) => {
      const tap = start();
      await tap.lines(20);

      tap.process.stdout?.destroy();

      const run = await tap.ended;
      expect(run.exitCode).toBe(141);
      expect(lastLogLine(run)).toMatch(/^CRITICAL The program that reads the tap's output/);
      expect(run.stderr).not.toMatch(/^\s+at |EPIPE|ECONNRESET|Error:/m);
    },
    { events: 2000 },
  );
});

interface NamedRow {
  readonly stream: string;
  readonly name: string;
  /** Whoever left a list is told of, and is not in it. */
  readonly isGone: boolean;
}

/** What a target has that stores rows only with the STATE behind them: everything up to the last whole STATE. */
function keptByTarget(
  stdout: string,
  count: number,
): { readonly state: StateValue; readonly rows: readonly NamedRow[] } {
  const messages = stdout.split("\n").slice(0, count).map(parseObject);
  const last = messages.findLastIndex(({ type }) => type === "STATE");
  const rows = messages
    .slice(0, last)
    .filter(({ type }) => type === "RECORD")
    .map(({ stream, record }) => toNamedRow(stream as StreamName, record as JsonObject));
  return { state: messages[last]?.["value"] as StateValue, rows };
}

function namedRows(records: ReadonlyMap<string, readonly JsonObject[]>): NamedRow[] {
  return [...records].flatMap(([stream, rows]) =>
    rows.map((row) => toNamedRow(stream as StreamName, row)),
  );
}

function toNamedRow(stream: StreamName, row: JsonObject): NamedRow {
  return { stream, name: nameRow(stream, row), isGone: row["is_member"] === false };
}

/** Every row of the sandbox, and no other, is among those kept and those sent afterwards. */
function expectWhole(
  sandbox: Simulator,
  kept: readonly NamedRow[],
  sent: ReadonlyMap<string, readonly JsonObject[]>,
): void {
  const truth = rowsOfTruth(sandbox.truth(), sceneStart);
  const rows = [...kept, ...namedRows(sent)];
  for (const stream of streamNames) {
    const table = new Map(
      rows.filter((row) => row.stream === stream).map((row) => [row.name, row]),
    );
    const names = [...table.values()].filter(({ isGone }) => !isGone).map(({ name }) => name);
    expect(names.sort()).toEqual(nameRows(stream, truth[stream]));
  }
}

function isBefore(one: StreamName, other: StreamName, streams: readonly string[]): boolean {
  return streams.indexOf(one) < streams.indexOf(other);
}

function isOpen(state: StateValue, stream: StreamName): boolean {
  const open = state.bookmarks[stream]?.["open"];
  return Array.isArray(open) && open.length > 0;
}

function parseObject(line: string): JsonObject {
  const value: unknown = JSON.parse(line);
  if (!isJsonObject(value)) throw new Error("a line is no object");
  return value;
}
