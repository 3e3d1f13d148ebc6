import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../src/config/load.js";
import { checks } from "../../src/doctor/checks.js";
import { streams } from "../../src/ometria/streams/registry.js";
import { examineSandbox } from "../support/doctor-scene.js";
import {
  otherNames,
  syncStart,
  withSyncScene,
  type SyncRun,
  type SyncScene,
} from "../support/sync-scene.js";
import {
  nameRow,
  namesIn,
  rowsOfTruth,
  streamNames,
  type StreamName,
} from "../support/truth-rows.js";
import { brokenAssumptions, type BrokenAssumption } from "./broken-assumptions.js";

/** Enough for three pages of profiles, and for what a year has of unsubscribes. */
const middling = { profiles: 170, events: 60 };

describe("doctor names what is wrong, and nothing else, where the service", () => {
  test.each(brokenAssumptions)("$does ($check)", async (assumption) => {
    await withSyncScene(
      async (scene) => {
        const streams = streamsOf(assumption);
        const honest = await scene.run({ streams });
        breakIt(scene, assumption);

        const { report, wrong, finding } = await examineSandbox(scene.sandbox, assumption);

        const { stops = [], change } = assumption;
        expect(wrong).toEqual([assumption.check]);
        expect(report.streams.filter(({ can_run }) => !can_run)).toEqual(
          streamNames
            .filter((stream) => stops.includes(stream))
            .map((stream) => expect.objectContaining({ stream })),
        );
        expect(report.exit_code).toBe(stops.length === 0 ? 0 : 4);
        expect(finding(assumption.check).change).toEqual(change);
        expect(report.requests).toBeLessThan(40);
        const asIs = await runTwice(scene, honest, assumption.config);
        expect(asIs.exitCode).toBe(report.exit_code);
        if (change === undefined) return;
        const changed = await runTwice(scene, honest, { ...assumption.config, ...change });
        expect(changed.exitCode).toBe(0);
        expect(missing(scene, changed.first, streams)).toEqual([]);
      },
      { ...middling, ...otherNames },
    );
  });
});

/** The streams that what is broken can do something to. */
function streamsOf({ check }: BrokenAssumption): readonly StreamName[] {
  const found = checks.find(({ id }) => id === check);
  if (found?.asks === "export") return ["email_events"];
  const concerned = streams.filter((stream) => found?.concerns?.(stream) ?? true);
  return streamNames.filter((name) => concerned.some((stream) => stream.name === name));
}

/** A first run, and one that goes on from a run against an honest service; the exit code is that of the worse one. */
async function runTwice(scene: SyncScene, honest: SyncRun, config: Partial<Config> = {}) {
  const streams = [...honest.output.records.keys()];
  const common = { streams, config: { ...config, lookback_window: "P30D" } };
  const first = await scene.run(common);
  const second = await scene.run({ ...common, state: honest.output.lastState });
  return { first, exitCode: Math.max(first.exitCode, second.exitCode) };
}

function breakIt({ sandbox }: SyncScene, { transform, faults = [] }: BrokenAssumption): void {
  sandbox.setTransform(transform?.(() => sandbox.truth()));
  sandbox.faults.add(...faults);
}

/** Rows of the sandbox that a first run has not sent. */
function missing(
  { sandbox }: SyncScene,
  { output }: Pick<SyncRun, "output">,
  streams: readonly StreamName[],
): string[] {
  const truth = rowsOfTruth(sandbox.truth(), syncStart);
  return streams.flatMap((stream) => {
    const sent = new Set(namesIn(output, stream));
    return truth[stream].map((row) => nameRow(stream, row)).filter((name) => !sent.has(name));
  });
}
