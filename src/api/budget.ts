import type { Clock } from "../clock.js";

const windowMs = 1000;

/** Requests take a different time to arrive: evenly spaced at the limit itself, some would come too close. */
const spacing = 1.02;
const recoveryMs = 30_000;

/**
 * The one budget of a run: no more than `perSecond` requests begin in any second. A 429 holds everyone, halves
 * the rate, and the rate grows back to the setting over half a minute.
 *
 * Our own and not p-queue: its rate can neither fall nor recover, and it does not run on the tap's clock.
 */
export class RequestBudget {
  readonly #clock: Clock;
  readonly #perSecond: number;
  #nextAt = 0;
  #heldUntil = 0;
  #slowedAt = 0;
  #slowedTo = 1;
  #turn: Promise<void> = Promise.resolve();
  /** Milliseconds that requests have waited for the budget in all. */
  waitedMs = 0;

  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#clock = clock;
  }

  /** Resolves when a request may begin, first come first served; rejects when `signal` aborts. */
  async gate(signal: AbortSignal): Promise<void> {
    const turn = this.#turn.then(() => this.#wait(signal));
    // The next in line waits for this one to be over, however it ended.
    this.#turn = turn.catch(() => undefined);
    await turn;
  }

  /** Lets nobody begin for `ms` milliseconds, and slows down: the service has said that it is too much. */
  hold(ms: number): void {
    const now = this.#clock.now();
    this.#slowedTo = Math.max(0.1, this.#share(now) / 2);
    this.#heldUntil = Math.max(this.#heldUntil, now + ms);
    // Recovery begins when the hold is over: else a long one would end at the full rate.
    this.#slowedAt = this.#heldUntil;
  }

  /** Requests per second as allowed now. */
  rate(): number {
    return this.#perSecond * this.#share(this.#clock.now());
  }

  #share(now: number): number {
    const recovered = Math.min(1, Math.max(0, now - this.#slowedAt) / recoveryMs);
    return this.#slowedTo + (1 - this.#slowedTo) * recovered;
  }

  async #wait(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    for (;;) {
      const now = this.#clock.now();
      const ready = Math.max(this.#nextAt, this.#heldUntil);
      if (ready <= now) break;
      this.waitedMs += ready - now;
      await this.#clock.sleep(ready - now, signal);
    }
    this.#nextAt = this.#clock.now() + (windowMs * spacing) / this.rate();
  }
}
