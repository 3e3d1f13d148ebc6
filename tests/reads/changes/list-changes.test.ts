import { describe, expect, test } from "@jest/globals";
import type { Simulator } from "../../simulator/simulator.js";
import type { StateValue } from "../../support/singer-checker-messages.js";
import { otherNames, syncAt, withSyncScene, type SyncRun } from "../../support/sync-scene.js";

const small = { profiles: 100, events: 0 };
const day = 86_400_000;
const streams = ["profiles", "member_lists", "list_changes"];
const config = { start_date: undefined } as never;

/** The log as the service has it, oldest first within each list. */
function truthOf(sandbox: Simulator): string[] {
  return sandbox
    .truth()
    .listChanges.map((one) => [one.list_id, one.profile_id, one.event, utc(one.timestamp)].join())
    .sort();
}

function logOf({ output }: SyncRun): string[] {
  return logIn(output.records);
}

function logIn(records: SyncRun["output"]["records"]): string[] {
  return (records.get("list_changes") ?? [])
    .map((one) => [one["list_id"], one["profile_id"], one["event"], one["timestamp"]].join())
    .sort();
}

/** The id of a list in the middle. */
function listOf(sandbox: Simulator): string {
  return String(sandbox.truth().lists.find(({ public_id: number }) => number === 1018)?.id);
}

/** A run that is broken off at one list. */
async function breakAt(
  sandbox: Simulator,
  list: string,
  run: () => Promise<SyncRun>,
): Promise<SyncRun> {
  sandbox.faults.add({
    match: ({ path }) => path === `/v2/lists/${list}/changes`,
    times: Infinity,
    action: { kind: "status", status: 400 },
  });
  const broken = await run();
  sandbox.faults.clear();
  return broken;
}

const utc = (timestamp: string): string => new Date(timestamp).toISOString().replace(".000Z", "Z");

describe("list_changes", () => {
  test("is the whole history at first, then what is new, and each list is asked once for all streams", async () => {
    await withSyncScene(async ({ sandbox, run, moveTo }) => {
      const first = await run({ streams, config });
      const history = truthOf(sandbox);
      moveTo(syncAt + 3 * day);
      const before = sandbox.requests.length;

      const second = await run({ streams, config, state: first.output.lastState });

      const asked = sandbox.requests.slice(before).map(({ path }) => path);
      const changes = asked.filter((path) => path.endsWith("/changes"));
      expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
      expect(logOf(first)).toEqual(history);
      expect([...new Set([...logOf(first), ...logOf(second)])].sort()).toEqual(truthOf(sandbox));
      expect(logOf(second).length).toBeLessThan(history.length / 2);
      expect(changes.length).toBe(new Set(changes).size);
      expect(second.output.lastState.bookmarks["list_changes"]).toEqual({
        changes_through: "2026-01-08T12:00:00Z",
        from: null,
        lists: [],
        changes_open: [],
      });
    }, small);
  });

  test("that comes later has its history, and memberships beside it only what is theirs", async () => {
    await withSyncScene(async ({ sandbox, run, moveTo }) => {
      const members = ["profiles", "member_lists"];
      const first = await run({ streams: members });
      moveTo(syncAt + day);
      const alone = await run({ streams: members, state: first.output.lastState });

      const both = await run({ streams, config, state: first.output.lastState });

      expect(logOf(both)).toEqual(truthOf(sandbox));
      expect(both.output.records.get("member_lists")).toEqual(
        alone.output.records.get("member_lists"),
      );
    }, small);
  });

  test("begins at start_date", async () => {
    await withSyncScene(async ({ sandbox, run }) => {
      const { output } = await run({
        streams: ["list_changes"],
        config: { start_date: "2026-01-02" },
      });

      const times = (output.records.get("list_changes") ?? []).map((row) => row["timestamp"]);
      expect(times.length).toBeGreaterThan(0);
      expect(times.length).toBeLessThan(sandbox.truth().listChanges.length);
    }, small);
  });

  test("starts over where start_date is earlier than the one that it began with, and says so once", async () => {
    await withSyncScene(async ({ sandbox, run }) => {
      const asking = (start_date: string, state?: StateValue) =>
        run({
          streams: ["list_changes"],
          config: { start_date },
          ...(state === undefined ? {} : { state }),
        });
      const first = await asking("2026-01-02");

      const later = await asking("2026-01-03", first.output.lastState);
      const earlier = await asking("2013-01-01", later.output.lastState);

      expect(later.log).not.toContain("starts over");
      expect(earlier.log.match(/list_changes starts over/g)).toHaveLength(1);
      expect(logOf(earlier)).toEqual(truthOf(sandbox));
      expect(earlier.output.lastState.bookmarks["list_changes"]).toMatchObject({
        from: "2013-01-01T00:00:00Z",
      });
    }, small);
  });

  test("ends before end_date, and goes on there once it is taken away, also where it was interrupted", async () => {
    await withSyncScene(async ({ sandbox, run }) => {
      const end = "2026-01-03T00:00:00Z";
      const bounded = { ...(config as object), end_date: end };
      const { exitCode, output } = await breakAt(sandbox, listOf(sandbox), () =>
        run({ streams: ["list_changes"], config: bounded }),
      );
      const rest = await run({ streams: ["list_changes"], config, state: output.lastState });
      const whole = await run({ streams: ["list_changes"], config: bounded });
      const next = await run({ streams: ["list_changes"], config, state: whole.output.lastState });

      const sent = (runs: readonly Pick<SyncRun, "output">[]): string[] =>
        [...new Set(runs.flatMap(({ output: { records } }) => logIn(records)))].sort();
      const truth = truthOf(sandbox);
      const early = truth.filter((name) => String(name.split(",")[3]) < end);
      expect(exitCode).toBe(4);
      expect(early.length).toBeLessThan(truth.length);
      expect(sent([whole])).toEqual(early);
      expect(whole.output.lastState.bookmarks["list_changes"]).toMatchObject({
        changes_through: end,
      });
      expect(sent([whole, next])).toEqual(truth);
      // What was resumed ends where it was to end: of the lists before it nothing later is known.
      expect(rest.output.lastState.bookmarks["list_changes"]).toMatchObject({
        changes_through: end,
      });
    }, small);
  });

  test("is not begun where the parameter is not understood: nothing would tell what is missing", async () => {
    await withSyncScene(
      async ({ run }) => {
        const refused = await run({
          streams: ["list_changes"],
          config: { endpoints: { list_changes: { since_param: "sinceWhenever" } } },
        });

        expect(refused.exitCode).toBe(4);
        expect(refused.log).toContain("endpoints.list_changes.since_param");
        expect(logOf(refused)).toEqual([]);
      },
      { ...small, ...otherNames },
    );
  });

  test("that was interrupted goes on behind the lists that it has read", async () => {
    await withSyncScene(async ({ sandbox, run }) => {
      const broken = await breakAt(sandbox, listOf(sandbox), () =>
        run({ streams: ["list_changes"], config }),
      );

      const rest = await run({ streams: ["list_changes"], config, state: broken.output.lastState });

      expect([broken.exitCode, rest.exitCode]).toEqual([4, 0]);
      expect([...logOf(broken), ...logOf(rest)].sort()).toEqual(truthOf(sandbox));
    }, small);
  });

  test("is left out, with a warning, where its endpoint is switched off", async () => {
    await withSyncScene(async ({ run }) => {
      const { exitCode, log } = await run({
        streams: ["list_changes"],
        config: { endpoints: { list_changes: null } },
      });

      expect(exitCode).toBe(0);
      expect(log).toContain("list_changes is left out: endpoints.list_changes is null");
    }, small);
  });
});
