import type { Logger } from "../log.js";
import { formatInstant, parseInstant } from "../values/timestamp.js";

/** How far ahead of a run's start a bookmark may be and still be believed: clocks differ. */
export const futureToleranceMs = 3_600_000;

/**
 * Whether a bookmark lies more than an hour ahead of the moment the run began, so that it would hide rows; says so once
 * in the log.
 */
export function isInFuture(
  value: unknown,
  run: { readonly startedAt: number; readonly stream: string; readonly log: Logger },
): boolean {
  const bookmark = typeof value === "string" ? parseInstant(value) : undefined;
  if (bookmark === undefined || bookmark <= run.startedAt + futureToleranceMs) return false;
  run.log.warning(
    `${run.stream} starts over: its bookmark ${formatInstant(bookmark)} lies ahead of the run's start.`,
    { started_at: formatInstant(run.startedAt) },
  );
  return true;
}
