import { exitCodes, RefusedError, TapError } from "../errors.js";
import type { StreamResult } from "./pump.js";

/** What ended a run before its reads were through. */
export interface Ending {
  /** A signal, a closed reader, a bug: whatever stopped the run as a whole. */
  readonly stoppedBy: unknown;
}

/**
 * The exit code of a run: of several reasons the one with the smallest number (1, 2, 3, 4, 5); a run that was stopped
 * has the code of what stopped it. 3 only if nothing at all could be read because of refused credentials, else 4.
 */
export function exitCodeOf(results: Iterable<StreamResult>, { stoppedBy }: Ending): number {
  if (stoppedBy !== undefined)
    return stoppedBy instanceof TapError ? stoppedBy.exitCode : exitCodes.bug;
  const streams = [...results];
  const errors = streams.flatMap((stream) => stream.errors);
  const codes = errors.map((error) =>
    error instanceof RefusedError && !isAllRefused(streams) ? exitCodes.source : error.exitCode,
  );
  if (streams.some(({ rejected }) => rejected > 0)) codes.push(exitCodes.rejected);
  return codes.length === 0 ? exitCodes.done : Math.min(...codes);
}

function isAllRefused(streams: readonly StreamResult[]): boolean {
  return streams.every(
    ({ rows, rejected, errors }) =>
      rows + rejected === 0 && errors.some((error) => error instanceof RefusedError),
  );
}
