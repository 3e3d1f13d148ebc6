import type { Logger } from "../log.js";

/** What a run counts, each from its beginning on. */
export interface Counts {
  /** Records sent, by stream. */
  readonly records: ReadonlyMap<string, number>;
  /** Requests, by endpoint. */
  readonly requests: ReadonlyMap<string, number>;
}

interface MetricsOptions {
  readonly counts: () => Counts;
  readonly now: () => number;
  readonly log: Logger;
}

const everyMs = 60_000;

const metrics = { records: "record_count", requests: "http_request_count" } as const;
const tags = { records: "stream", requests: "endpoint" } as const;

/** The counters of a run: each of their lines says what has come since the one before. */
export class Metrics {
  readonly #options: MetricsOptions;
  readonly #startedAt: number;
  readonly #told = { records: new Map<string, number>(), requests: new Map<string, number>() };
  readonly #timer: NodeJS.Timeout;

  constructor(options: MetricsOptions) {
    this.#options = options;
    this.#startedAt = options.now();
    this.#timer = setInterval(() => {
      this.tell();
    }, everyMs);
    this.#timer.unref();
  }

  /** Logs the counters that have moved. */
  tell(): void {
    this.#tell((count, told) => count > told);
  }

  /** Logs all counters that have come up, those of 0 too, and how long the run took. */
  end(status: "succeeded" | "failed"): void {
    clearInterval(this.#timer);
    this.#tell((count, told) => count > told || count === 0);
    this.#options.log.metric({
      type: "timer",
      metric: "job_duration",
      value: (this.#options.now() - this.#startedAt) / 1000,
      tags: { job_type: "sync", status },
    });
  }

  #tell(isDue: (count: number, told: number) => boolean): void {
    const counts = this.#options.counts();
    for (const kind of ["records", "requests"] as const) {
      for (const [name, count] of counts[kind]) {
        const told = this.#told[kind].get(name) ?? 0;
        if (!isDue(count, told)) continue;
        this.#told[kind].set(name, count);
        this.#options.log.metric({
          type: "counter",
          metric: metrics[kind],
          value: count - told,
          tags: { [tags[kind]]: name },
        });
      }
    }
  }
}
