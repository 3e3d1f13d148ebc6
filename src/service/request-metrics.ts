import type { Clock } from "../clock.js";
import type { Logger } from "../log.js";

// Of the mean latency, and of the mean distance from it, the last answer makes so much; as TCP estimates a round trip
// (RFC 6298).
const weight = 1 / 8;
const distanceWeight = 1 / 4;

/** Counts requests and times them. */
export class RequestMetrics {
  /** Requests by endpoint. */
  readonly endpoints = new Map<string, number>();
  readonly #clock: Clock;
  readonly #log: Logger;
  #latencyMs = 0;
  #distanceMs = 0;

  constructor(clock: Clock, log: Logger) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Milliseconds that few answers take longer than, by the last ones; 0 before the first. */
  get longLatencyMs(): number {
    return this.#latencyMs + 2 * this.#distanceMs;
  }

  /** Counts a request that is sent now; what it returns is to be called once, when it has ended. */
  begin(path: string): (code: number | undefined, status: "succeeded" | "failed") => void {
    const endpoint = endpointOf(path);
    const sentAt = this.#clock.now();
    this.endpoints.set(endpoint, (this.endpoints.get(endpoint) ?? 0) + 1);
    return (code, status) => {
      const ms = this.#clock.now() - sentAt;
      // A request that was refused or given up says nothing of how long answers take.
      if (status === "succeeded") this.#noteLatency(ms);
      this.#log.metric({
        type: "timer",
        metric: "http_request_duration",
        value: ms / 1000,
        tags: { endpoint, ...(code === undefined ? {} : { http_status_code: code }), status },
      });
    };
  }

  #noteLatency(ms: number): void {
    const distance = this.#latencyMs === 0 ? 0 : Math.abs(ms - this.#latencyMs);
    this.#distanceMs += distanceWeight * (distance - this.#distanceMs);
    this.#latencyMs =
      this.#latencyMs === 0 ? ms : this.#latencyMs + weight * (ms - this.#latencyMs);
  }
}

/** A path without the ids in it: with them there were as many endpoints as there are lists. */
function endpointOf(path: string): string {
  return path.replace(/\/[^/]*\d[^/]*/g, "/{id}");
}
