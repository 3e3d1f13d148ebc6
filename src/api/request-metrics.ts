import type { Clock } from "../clock.js";
import type { Logger } from "../log.js";

/** Of the mean latency the last answer makes so much. */
const weight = 0.2;

/** Counts requests and times them. */
export class RequestMetrics {
  /** Requests by endpoint. */
  readonly endpoints = new Map<string, number>();
  /** Milliseconds that an answer takes: a mean in which the last ones count most; 0 before the first. */
  latencyMs = 0;
  readonly #clock: Clock;
  readonly #log: Logger;

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Counts a request that is sent now; what it returns is to be called once, when it has ended. */
  begin(path: string): (code: number | undefined, status: "succeeded" | "failed") => void {
    const endpoint = endpointOf(path);
    const sentAt = this.#clock.now();
    this.endpoints.set(endpoint, (this.endpoints.get(endpoint) ?? 0) + 1);
    return (code, status) => {
      const ms = this.#clock.now() - sentAt;
      // A request that was given up says nothing of how long answers take.
      if (code !== undefined) this.#noteLatency(ms);
      this.#log.metric({
        type: "timer",
        metric: "http_request_duration",
        value: ms / 1000,
        tags: { endpoint, ...(code === undefined ? {} : { http_status_code: code }), status },
      });
    };
  }

  #noteLatency(ms: number): void {
    this.latencyMs = this.latencyMs === 0 ? ms : (1 - weight) * this.latencyMs + weight * ms;
  }
}

/** A path without the ids in it: with them there were as many endpoints as there are lists. */
function endpointOf(path: string): string {
  return path.replace(/\/[^/]*\d[^/]*/g, "/{id}");
}
