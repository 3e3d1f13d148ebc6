import { expect } from "@jest/globals";
import { isJsonObject } from "../support/meltano-merge.js";
import { syncStart } from "../support/sync-scene.js";
import { nameRows, rowsOfTruth, type StreamName } from "../support/truth-rows.js";
import type { FaultRun, RunScene } from "./fault-scene.js";

/** The names of the rows of a stream that the sandbox holds. */
export function truthOf({ sandbox }: RunScene, stream: StreamName): string[] {
  return nameRows(stream, rowsOfTruth(sandbox.truth(), syncStart)[stream]);
}

/** Where the run failed, its last line is the only critical one and says the last of what is to be said. */
export function expectToSay({ log, exitCode }: FaultRun, says: readonly RegExp[]): void {
  const lines = log.flatMap((line) => [line.message, JSON.stringify(line)]);
  for (const said of says) expect(lines).toContainEqual(expect.stringMatching(said));
  const critical = log.filter(({ level }) => level === "critical");
  if (exitCode === 0) {
    expect(critical).toEqual([]);
    return;
  }
  expect(critical).toHaveLength(1);
  expect(log.at(-1)).toBe(critical[0]);
  const last = says.at(-1);
  if (last !== undefined && exitCode !== 5) expect(critical[0]?.message).toMatch(last);
}

/** Each retry is one warning with its reason, and the summary counts as many. */
export function expectRetries({ log }: FaultRun, retries: number | "any", throttled: number): void {
  const said = log.filter(({ level, message }) => level === "warning" && message.includes("again"));
  const summary = log.find(({ message }) => message === "run finished");
  expect(summary).toMatchObject({ retries: said.length });
  if (retries === "any") {
    expect(said.length).toBeGreaterThan(0);
    return;
  }
  expect(said).toHaveLength(retries);
  expect(summary).toMatchObject({ retries, throttled });
}

/** The log lines of rejected records. */
export function rejections({ log }: FaultRun): unknown[] {
  return log.filter(({ message }) => message.includes("a record was rejected"));
}

/** Objects of the export that the last state names as failed. */
export function failedIn({ output }: FaultRun): unknown {
  const bookmark = output.lastState.bookmarks["email_events"];
  return isJsonObject(bookmark) ? bookmark["failed"] : undefined;
}
