import { isDeepStrictEqual } from "node:util";

import { meltanoMerge } from "./meltano-merge.js";
import { snakeCase, type StateValue } from "./singer-checker-messages.js";
import type { ProblemList, Report } from "./singer-checker-problems.js";

/** A STATE's value and the line it stands on. */
export interface PlacedState {
  readonly line: number;
  readonly value: StateValue;
}

/**
 * Reports bookmarks that belong to no stream, and every STATE that Meltano's merge into the one before it would crash on
 * or distort. `streams` are those with a SCHEMA in this run.
 */
export function checkStates(
  states: readonly PlacedState[],
  streams: ReadonlySet<string>,
  problems: ProblemList,
): void {
  // Bookmarks of streams that this run does not read come in with the first STATE and are passed on.
  const known = new Set([...streams, ...Object.keys(states[0]?.value.bookmarks ?? {})]);
  for (const [index, { line, value }] of states.entries()) {
    const report = problems.at(line);
    checkNames(value, known, report);
    const older = states[index - 1];
    if (older) checkMerge(older.value, value, report);
  }
}

function checkNames(state: StateValue, known: ReadonlySet<string>, report: Report): void {
  for (const name of Object.keys(state.bookmarks)) {
    if (!snakeCase.test(name) || !known.has(name))
      report(`bookmark "${name}" is not named for a stream`);
  }
  const current = state["currently_syncing"] ?? null;
  if (current !== null && (typeof current !== "string" || !snakeCase.test(current))) {
    report(`currently_syncing is ${JSON.stringify(current)}, not the name of a stream or null`);
  }
}

function checkMerge(older: StateValue, newer: StateValue, report: Report): void {
  try {
    const merged = meltanoMerge(older, newer);
    if (!isDeepStrictEqual(merged, newer)) {
      report(
        `merged by Meltano into the STATE before it, this STATE becomes ${JSON.stringify(merged).slice(0, 300)}`,
      );
    }
    // The other way round it must not crash either: an object that becomes null is met by an object in the next run.
    meltanoMerge(newer, older);
  } catch (error) {
    report(`STATE after STATE: ${error instanceof Error ? error.message : String(error)}`);
  }
}
