import { describeError, TapError } from "../errors.js";
import type { ReadContext } from "../reads/contract.js";
import type { PlannedRead } from "./plan.js";
import type { Pump } from "./pump.js";
import type { StateKeeper } from "./state-keeper.js";

/** What one read cost. */
export interface ReadFigures {
  readonly streams: readonly string[];
  readonly requests: number;
  readonly ms: number;
}

export interface ReadsDependencies {
  readonly pump: Pump;
  readonly keeper: StateKeeper;
  readonly context: ReadContext;
  /** Requests made so far. */
  readonly requests: () => number;
}

/** What a run came to, beside the results that the pump holds. */
export interface SyncResult {
  readonly reads: readonly ReadFigures[];
  /** What stopped the run as a whole: a signal, a closed reader, a bug. */
  readonly stoppedBy: unknown;
}

/**
 * Runs the reads one after the other. A read that fails does not stop the others (unless `on_stream_error` says so);
 * the last line is always a STATE, where there is still a reader.
 */
export async function sync(
  reads: readonly PlannedRead[],
  deps: ReadsDependencies,
): Promise<SyncResult> {
  const figures: ReadFigures[] = [];
  const { keeper, context } = deps;
  const write = (): Promise<void> => keeper.write();
  let stoppedBy: unknown;
  try {
    await write();
    for (const planned of reads) {
      const hasFailed = await runRead(planned, deps, figures);
      if (hasFailed && context.config.on_stream_error === "stop") break;
    }
    keeper.setCurrent(null);
  } catch (error) {
    stoppedBy = context.signal.aborted ? context.signal.reason : error;
  }
  await write().catch((error: unknown) => {
    stoppedBy ??= error;
  });
  return { reads: figures, stoppedBy };
}

/** True where the read failed; throws what must stop the whole run. */
async function runRead(
  planned: PlannedRead,
  deps: ReadsDependencies,
  figures: ReadFigures[],
): Promise<boolean> {
  const { pump, keeper, context } = deps;
  const streams = planned.participants.map(({ stream }) => stream.definition.name);
  const [startedAt, requests] = [context.clock.now(), deps.requests()];
  keeper.setCurrent(streams[0] ?? null);
  try {
    await pump.run(planned, context);
    return streams.some((stream) => pump.resultOf(stream).errors.length > 0);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof TapError)) throw error;
    for (const stream of streams) pump.resultOf(stream).errors.push(error);
    context.log.error(`${streams.join(", ")}: ${describeError(error)}`);
    return true;
  } finally {
    figures.push({
      streams,
      requests: deps.requests() - requests,
      ms: context.clock.now() - startedAt,
    });
  }
}
