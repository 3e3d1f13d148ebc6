import type { Logger } from "../log.js";

/** What a run is doing. */
export interface ProgressFigures {
  readonly stream: string | null;
  readonly rows: number;
  readonly requests: number;
  /** Milliseconds spent waiting for the rate limit so far. */
  readonly waitedMs: number;
}

interface ProgressOptions {
  readonly figures: () => ProgressFigures;
  readonly now: () => number;
  readonly log: Logger;
  /** Shows a line that the next one replaces; undefined where stderr is no terminal. */
  readonly showStatus: ((text: string) => void) | undefined;
}

const statusEveryMs = 250;
const logEveryMs = 30_000;

/** Shows one line on a terminal, or logs one every 30 seconds elsewhere. Returns the function that ends it. */
export function startProgress(options: ProgressOptions): () => void {
  const { showStatus, log } = options;
  const startedAt = options.now();
  const describe = (): string => describeProgress(options.figures(), options.now() - startedAt);
  const timer =
    showStatus === undefined
      ? setInterval(() => {
          log.info(describe());
        }, logEveryMs)
      : setInterval(() => {
          showStatus(describe());
        }, statusEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    showStatus?.("");
  };
}

/** The line for people. */
export function describeProgress(figures: ProgressFigures, ms: number): string {
  const perSecond = ms > 0 ? Math.round((figures.rows * 1000) / ms) : 0;
  const waited = Math.round(figures.waitedMs / 1000);
  return `${figures.stream ?? "starting"}: ${figures.rows} rows, ${perSecond} rows/s, ${figures.requests} requests, ${waited} s waiting for the rate limit`;
}
