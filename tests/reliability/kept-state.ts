import type { JsonObject } from "../support/meltano-merge.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import { nameRow, streamNames, type StreamName } from "../support/truth-rows.js";
import type { Kill } from "./kill-plan.js";

/** What a target holds of a run that was killed: the rows that its states cover, and the state that it hands back. */
export interface Kept {
  /** Names of the rows, by stream. */
  readonly rows: Readonly<Record<StreamName, readonly string[]>>;
  /** Names of all rows that came, also of those that no STATE covers. */
  readonly all: Readonly<Record<StreamName, readonly string[]>>;
  /** Every STATE that came. */
  readonly states: readonly StateValue[];
  /** Undefined where no STATE came. */
  readonly state: StateValue | undefined;
}

interface Message {
  readonly type: string;
  readonly stream?: StreamName;
  readonly record?: JsonObject;
  readonly value?: StateValue;
}

/**
 * Reads the whole lines that came before the kill, as a target does that flushes each stream on its own: a stream's rows
 * count up to the STATE that its bookmark is taken from.
 */
export function keep(stdout: string, behind: Kill["behind"]): Kept {
  const lines = stdout
    .slice(0, stdout.lastIndexOf("\n") + 1)
    .split("\n")
    .slice(0, -1);
  const messages = lines.map((line) => JSON.parse(line) as Message);
  const states = messages.flatMap(({ value }, line) =>
    value === undefined ? [] : [{ value, line }],
  );
  const last = states.at(-1);
  const [rows, all] = [noRows(), noRows()];
  for (const stream of streamNames) all[stream] = namesIn(messages, stream);
  if (last === undefined) return { rows, all, states: [], state: undefined };
  const bookmarks: Record<string, JsonObject> = {};
  for (const stream of streamNames) {
    const taken = states[Math.max(0, states.length - 1 - behind[stream])] ?? last;
    const bookmark = taken.value.bookmarks[stream];
    if (bookmark !== undefined) bookmarks[stream] = bookmark;
    rows[stream] = namesIn(messages.slice(0, taken.line), stream);
  }
  return {
    rows,
    all,
    states: states.map(({ value }) => value),
    state: { ...last.value, bookmarks },
  };
}

function namesIn(messages: readonly Message[], stream: StreamName): string[] {
  return messages.flatMap((message) =>
    message.stream === stream && message.record !== undefined
      ? [nameRow(stream, message.record)]
      : [],
  );
}

function noRows(): Record<StreamName, string[]> {
  return { lists: [], profiles: [], member_lists: [], unsubscribes: [], email_events: [] };
}
