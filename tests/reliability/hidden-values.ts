import type { SyncRun } from "../support/sync-scene.js";

export const salt = "a salt for these tests";

export type Row = Readonly<Record<string, unknown>>;

/** Everything that a run writes, in small letters: no spelling of a value may be in it. */
export function textOf({ output, log }: SyncRun): string {
  return `${JSON.stringify(output.messages)}\n${log}`.toLowerCase();
}

/** Which of the values, however spelled, a run has written. */
export function found(run: SyncRun, values: readonly unknown[]): readonly string[] {
  const text = textOf(run);
  const texts = values.filter((value) => typeof value === "string" && value.length > 5);
  return [...new Set(texts.map(String))].filter((value) => text.includes(value.toLowerCase()));
}

export function recordsOf({ output }: SyncRun, stream: string): readonly Row[] {
  return output.records.get(stream) ?? [];
}
