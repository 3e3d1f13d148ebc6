import type { Clock } from "../clock.js";
import type { LogFormat, Logger } from "../log.js";
import type { ApiClient } from "../service/client.js";
import { Metrics, type Counts } from "./metrics.js";
import { exitCodeOf } from "./outcome.js";
import { startProgress } from "./progress.js";
import type { Pump, StreamResult } from "./pump.js";
import type { SyncResult } from "./run-reads.js";
import type { StateKeeper } from "./state-keeper.js";
import { reportSummary } from "./summary.js";

interface ReportsOptions {
  readonly pump: Pump;
  readonly keeper: StateKeeper;
  /** Undefined where nothing asks the API. */
  readonly client: ApiClient | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  readonly logFormat: LogFormat;
  readonly showStatus: ((text: string) => void) | undefined;
}

/** What a run has come to, for the summary. */
interface Ending {
  readonly result: SyncResult;
  /** In the order in which people know the streams. */
  readonly results: ReadonlyMap<string, StreamResult>;
  readonly notBegun: readonly string[];
}

export interface Reports {
  /** Ends the progress; to be called whatever ends the run. */
  readonly endProgress: () => void;
  /** Logs metrics and the summary. */
  readonly end: (ending: Ending) => void;
}

/** Tells of a run while it goes on. */
export function startReports(options: ReportsOptions): Reports {
  const { pump, client, clock, log } = options;
  const startedAt = clock.now();
  const now = (): number => clock.now();
  const waitedMs = (): number => client?.budget.waitedMs ?? 0;
  const metrics = new Metrics({ counts: () => countsOf(pump, client), now, log });
  const endProgress = startProgress({
    figures: () => ({
      stream: options.keeper.state.currently_syncing,
      rows: pump.rows,
      requests: client?.figures.requests ?? 0,
      waitedMs: waitedMs(),
    }),
    now,
    log,
    showStatus: options.showStatus,
  });
  return {
    endProgress,
    end: ({ result, results, notBegun }) => {
      pump.reportExtras();
      const exitCode = exitCodeOf(pump.results.values(), { stoppedBy: result.stoppedBy });
      metrics.end(exitCode === 0 ? "succeeded" : "failed");
      reportSummary(
        {
          results,
          reads: result.reads,
          counts: pump.counts,
          isStopped: result.stoppedBy !== undefined,
          notBegun,
          api: client?.figures ?? { requests: 0, retries: 0, throttled: 0 },
          ms: clock.now() - startedAt,
          waitedMs: waitedMs(),
        },
        log,
        options.logFormat,
      );
    },
  };
}

function countsOf(pump: Pump, client: ApiClient | undefined): Counts {
  const records = [...pump.results].map(([stream, { rows }]) => [stream, rows] as const);
  return { records: new Map(records), requests: client?.metrics.endpoints ?? new Map() };
}
