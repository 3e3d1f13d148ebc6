import { expect } from "@jest/globals";
import type { Config } from "../../src/config/load.js";
import { parseState } from "../../src/singer/state.js";
import { meltanoMerge } from "../support/meltano-merge.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import { syncAt, type SyncScene } from "../support/sync-scene.js";

const day = 86_400_000;

/** One of consecutive runs. */
export interface MergedRun {
  /** Days since the first one. */
  readonly days: number;
  /** A path that is refused in this run: behind its first page, or at once where it is one of changes. */
  readonly breaks?: string;
  readonly config?: Partial<Config>;
}

/** The path of a list's changes, by the number that people know it by. */
export function changesOf({ sandbox }: SyncScene, publicId: number): string {
  const list = sandbox.truth().lists.find(({ public_id: number }) => number === publicId);
  if (list === undefined) throw new Error(`the sandbox has no list ${publicId}`);
  return `/v2/lists/${list.id}/changes`;
}

/**
 * Runs one after the other, each from the last STATE of the one before. Each STATE, merged as Meltano does into all that were
 * before it, must be what it was itself, and one that a run takes up; `check` sees it too.
 */
export async function expectStatesToMerge(
  { sandbox, run, moveTo }: SyncScene,
  runs: readonly MergedRun[],
  asked: {
    readonly streams: readonly string[];
    readonly pageSize: number;
    readonly check?: (state: StateValue) => void;
  },
): Promise<void> {
  let merged: StateValue = { bookmarks: {} };
  let state: StateValue | undefined;
  for (const { days, breaks, config } of runs) {
    moveTo(syncAt + days * day);
    sandbox.faults.add({
      match: ({ path, query }) => path === breaks && (query["offset"] !== "0" || !isPaged(path)),
      times: Infinity,
      action: { kind: "status", status: 400 },
    });
    const { output, exitCode } = await run({
      streams: [...asked.streams],
      config: { page_size: asked.pageSize, ...config },
      ...(state === undefined ? {} : { state }),
    });
    sandbox.faults.clear();

    expect({ days, exitCode }).toEqual({ days, exitCode: breaks === undefined ? 0 : 4 });
    for (const next of output.states) {
      merged = meltanoMerge(merged, next) as StateValue;
      expect(merged).toEqual(next);
      // Throws where it is not the shape that a run takes up.
      parseState({ ...next }, String(next["source"]));
      asked.check?.(next);
    }
    state = output.lastState;
  }
}

/** The others have nothing behind their first answer that could be refused. */
function isPaged(path: string): boolean {
  return !path.endsWith("/changes") && !path.endsWith("/unsubscribes");
}
