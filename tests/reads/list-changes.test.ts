import { describe, expect, test } from "@jest/globals";
import type { Sandbox } from "../../src/sandbox/sandbox.js";
import { syncAt, withSyncScene, type SyncRun } from "../support/sync-scene.js";

const small = { profiles: 100, events: 0 };
const day = 86_400_000;
const streams = ["profiles", "member_lists", "list_changes"];
const config = { start_date: undefined } as never;

/** The log as the service has it, oldest first within each list. */
function truthOf(sandbox: Sandbox): string[] {
  return sandbox
    .truth()
    .listChanges.map((one) => [one.list_id, one.profile_id, one.event, utc(one.timestamp)].join())
    .sort();
}

function logOf({ output }: SyncRun): string[] {
  return (output.records.get("list_changes") ?? [])
    .map((one) => [one["list_id"], one["profile_id"], one["event"], one["timestamp"]].join())
    .sort();
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

  test("that was interrupted goes on behind the lists that it has read", async () => {
    await withSyncScene(async ({ sandbox, run }) => {
      sandbox.faults.add({
        match: ({ path }) => path === "/v2/lists/1018/changes",
        times: Infinity,
        action: { kind: "status", status: 400 },
      });
      const broken = await run({ streams: ["list_changes"], config });
      sandbox.faults.clear();

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
