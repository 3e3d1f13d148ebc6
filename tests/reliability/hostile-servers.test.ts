import { describe, expect, test } from "@jest/globals";
import { isJsonObject } from "../support/meltano-merge.js";
import type { SyncScene, SyncRun } from "../support/sync-scene.js";
import { syncStart, withSyncScene } from "../support/sync-scene.js";
import { nameRow, rowsOfTruth, type StreamName } from "../support/truth-rows.js";
import { hostileServers, type HostileServer } from "./hostile-servers.js";
import { isWithin, manyUnsubscribes } from "./many-unsubscribes.js";

describe("a server that", () => {
  test.each(hostileServers)("$does", async (server) => {
    await withSyncScene(async (scene) => {
      const honest =
        server.isSecondRun === true ? await scene.run({ streams: server.streams }) : undefined;
      makeHostile(scene, server);

      const run = await scene.run({
        streams: server.streams,
        config: { lookback_window: "P30D" },
        ...(honest === undefined ? {} : { state: honest.output.lastState }),
      });

      if (server.outcome !== "whole") {
        expect(run.log).toMatch(server.outcome);
        expect(run.exitCode).toBe(4);
        return;
      }
      expect(missing(scene, server, run)).toEqual([]);
      expect(run.exitCode).toBe(0);
    });
  });
});

function makeHostile({ sandbox }: SyncScene, server: HostileServer): void {
  const transform = server.transform(() => sandbox.truth());
  sandbox.setTransform((path, query, rows) =>
    transform(
      path,
      query,
      path.endsWith("/unsubscribes") ? manyUnsubscribes.filter(isWithin(query)) : rows,
    ),
  );
  const { status } = server;
  if (status === undefined) return;
  sandbox.faults.add({
    match: ({ path }) => status.path.test(path),
    times: Infinity,
    action: { kind: "status", status: status.status },
  });
}

/** Rows that the run should have sent and has not: of an increment of memberships, everybody who left. */
function missing({ sandbox }: SyncScene, server: HostileServer, { output }: SyncRun): string[] {
  const truth = sandbox.truth();
  const expected = {
    ...rowsOfTruth(truth, syncStart),
    unsubscribes: manyUnsubscribes.filter(isJsonObject),
  };
  return server.streams.flatMap((name) => {
    const stream = name as StreamName;
    const sent = (output.records.get(stream) ?? []).filter(
      (row) => server.isSecondRun !== true || row["is_member"] === false,
    );
    const names = new Set(sent.map((row) => nameRow(stream, row)));
    const wanted = server.isSecondRun === true ? leavers(truth.listChanges) : expected[stream];
    return wanted.map((row) => nameRow(stream, row)).filter((row) => !names.has(row));
  });
}

type Change = ReturnType<SyncScene["sandbox"]["truth"]>["listChanges"][number];

/** Pairs whose last change is an exit. */
function leavers(changes: readonly Change[]): { list_id: string; profile_id: string }[] {
  const last = new Map(changes.map((change) => [`${change.list_id} ${change.profile_id}`, change]));
  return [...last.values()]
    .filter(({ event, timestamp }) => event === "list_exit" && timestamp >= "2026-01-01")
    .map(({ list_id, profile_id }) => ({ list_id, profile_id }));
}
