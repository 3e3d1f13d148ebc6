import type { Clock } from "../clock.js";

const windowMs = 1000;

/** Requests take a different time to arrive: at the limit itself, some would come too close. */
const spacing = 1.02;
const recoveryMs = 20_000;
const slowdown = 0.8;

/** The turn of one request. */
export interface Turn {
  /** MUST be called once the request has gone out, or will not any more: until there is a connection it may wait for long. */
  readonly sent: () => void;
}

interface Begun {
  at: number;
  isSent: boolean;
}

/**
 * The one budget of a run: no more than `perSecond` requests begin in any second, evenly spaced; what is late because
 * the tap was busy is caught up with, within that. A 429 holds everyone and slows the rate, which grows back to the setting
 * over twenty seconds: with requests of others at the same account each 429 after it slows it further.
 *
 * Our own and not p-queue: its rate can neither fall nor recover, and it does not run on the tap's clock.
 */
export class RequestBudget {
  readonly #clock: Clock;
  readonly #perSecond: number;
  /** The requests of the last second, and those that have not gone out yet. */
  #begun: Begun[] = [];
  #latest = 0;
  #nextAt = 0;
  #heldUntil = 0;
  #slowedAt = 0;
  #lastRefusal = 0;
  #slowedTo = 1;
  #turn: Promise<void> = Promise.resolve();
  /** Milliseconds that requests have waited for the budget in all. */
  waitedMs = 0;

  constructor(perSecond: number, clock: Clock) {
    this.#perSecond = perSecond;
    this.#clock = clock;
  }

  /** Resolves when a request may begin, first come first served; rejects when `signal` aborts. */
  async gate(signal: AbortSignal): Promise<Turn> {
    const askedAt = this.#now();
    const turn = this.#turn.then(() => this.#wait(askedAt, signal));
    // The next in line waits for this one to be over, however it ended.
    this.#turn = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  /** Lets nobody begin for `ms` milliseconds, and slows down: the service has refused a request that began at `begunAt`. */
  hold(ms: number, begunAt: number): void {
    const now = this.#now();
    // What was under way when the first was refused says nothing new.
    if (begunAt >= this.#lastRefusal) {
      this.#slowedTo = Math.max(0.1, this.#share(now) * slowdown);
      this.#lastRefusal = now;
    }
    this.#heldUntil = Math.max(this.#heldUntil, now + ms);
    // Recovery begins when the hold is over: else a long one would end at the full rate.
    this.#slowedAt = this.#heldUntil;
  }

  /** Requests per second as allowed now. */
  rate(): number {
    return this.#perSecond * this.#share(this.#now());
  }

  #share(now: number): number {
    const recovered = Math.min(1, Math.max(0, now - this.#slowedAt) / recoveryMs);
    return this.#slowedTo + (1 - this.#slowedTo) * recovered;
  }

  async #wait(askedAt: number, signal: AbortSignal): Promise<Turn> {
    signal.throwIfAborted();
    let due: number;
    for (;;) {
      const now = this.#now();
      due = Math.max(Math.min(askedAt, now), this.#nextAt, this.#heldUntil);
      const ready = Math.max(due, this.#roomAt(now));
      if (ready <= now) break;
      this.waitedMs += ready - now;
      await this.#clock.sleep(ready - now, signal);
    }
    const now = this.#now();
    const begun = { at: now, isSent: false };
    this.#begun.push(begun);
    // From when it was due: a tap that is busy for a moment would lose that moment with each request.
    this.#nextAt = Math.max(due, now - windowMs) + (windowMs * spacing) / this.rate();
    return {
      sent: () => {
        if (begun.isSent) return;
        begun.isSent = true;
        begun.at = this.#now();
      },
    };
  }

  /** The time; where the clock was set back, what has been noted goes back with it, or everyone would wait for it. */
  #now(): number {
    const now = this.#clock.now();
    const back = this.#latest - now;
    this.#latest = now;
    if (back <= 0) return now;
    this.#nextAt -= back;
    this.#heldUntil -= back;
    this.#slowedAt -= back;
    this.#lastRefusal -= back;
    for (const begun of this.#begun) begun.at -= back;
    return now;
  }

  /** When one more may begin by those that have begun; what has not gone out yet may do so at any time from now on. */
  #roomAt(now: number): number {
    const most = Math.ceil(this.#perSecond);
    const span = (windowMs * spacing * most) / this.#perSecond;
    this.#begun = this.#begun.filter(({ at, isSent }) => !isSent || at + span > now);
    const times = this.#begun.map(({ at, isSent }) => (isSent ? at : now));
    const first = times.sort((one, other) => one - other).at(-most);
    return first === undefined ? 0 : first + span;
  }
}
