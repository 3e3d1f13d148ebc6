import type { Clock } from "../../clock.js";
import { TapError } from "../../errors.js";
import type { Logger } from "../../log.js";
import { decideRetry, type RetryPolicy } from "../../service/retry.js";
import { faultOfS3, toTapError } from "./s3-errors.js";

export interface RetryDependencies {
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly policy: RetryPolicy;
}

/** As if the store had refused: credentials that are not there will not come. */
const notRetried = 400;

/** Tries until it works, by the same rule as requests to the API. Throws a TapError that names `place`. */
export async function retryS3<T>(
  place: string,
  deps: RetryDependencies,
  attempt: () => Promise<T>,
): Promise<T> {
  const retries = new S3Retries(place, deps);
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      await retries.waitAfter(error);
    }
  }
}

/** The retries of one request, or of one body that comes in several. */
export class S3Retries {
  readonly #place: string;
  readonly #deps: RetryDependencies;
  #attempt = 0;
  #waitedMs = 0;

  constructor(place: string, deps: RetryDependencies) {
    this.#place = place;
    this.#deps = deps;
  }

  /** Something came: the next failure is the first one again. */
  reset(): void {
    this.#attempt = 0;
    this.#waitedMs = 0;
  }

  /** Waits before the next attempt. Throws TapError where there is to be none, and the signal's reason. */
  async waitAfter(error: unknown): Promise<void> {
    const { clock, log, signal, policy } = this.#deps;
    signal.throwIfAborted();
    if (error instanceof TapError) throw error;
    const fault = faultOfS3(error);
    this.#attempt += 1;
    const delay = decideRetry(
      {
        attempt: this.#attempt,
        status: fault.isTransient ? undefined : (fault.status ?? notRetried),
        retryAfter: undefined,
        waitedMs: this.#waitedMs,
      },
      policy,
      { now: clock.now(), random: Math.random() },
    );
    if (typeof delay === "string") throw toTapError(this.#place, fault, delay);
    log.warning(`${this.#place}: ${fault.reason}; trying again`, {
      attempt: this.#attempt + 1,
      in_seconds: Math.round(delay / 100) / 10,
    });
    this.#waitedMs += delay;
    await clock.sleep(delay, signal);
  }
}
