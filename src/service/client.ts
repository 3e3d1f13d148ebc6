import type { Response } from "got";
import PQueue from "p-queue";
import type { Clock } from "../clock.js";
import { SourceError, type TapError } from "../errors.js";
import type { Logger } from "../log.js";
import { RequestBudget } from "./budget.js";
import {
  failureOf,
  faultOf,
  reasonToSendOnce,
  timedOut,
  toTapError,
  type Failure,
} from "./failure.js";
import { parseBody } from "./parse-body.js";
import { eitherOf, type ApiReader, type GetOptions, type Query } from "./reader.js";
import { RequestMetrics } from "./request-metrics.js";
import { nameOf, type ApiAnswer, type ApiRequest } from "./request.js";
import { decideRetry, type FailedAttempt } from "./retry.js";
import { createSender, type Sender, type SenderSettings } from "./sender.js";
import { WaysToAsk } from "./ways-to-ask.js";

export interface ApiSettings extends SenderSettings {
  readonly requestsPerSecond: number;
  readonly maxRetries: number;
  readonly maxWaitMs: number;
  /** Requests under way at once, at most. */
  readonly maxConcurrency: number;
  /** Paths, and how else they may be spelled. */
  readonly otherSpellings: ReadonlyMap<string, string>;
  /** The request that costs the service least. */
  readonly smallest: { readonly path: string; readonly query: Query };
}

export interface ApiDependencies {
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Told of every answer, whatever its status. */
  readonly onAnswer?: (answer: Answered) => void;
}

/** One answer of the service, for those who measure it. Times are in milliseconds since 1970. */
export interface Answered {
  readonly sentAt: number;
  readonly tookMs: number;
  /** By the service's clock, in whole seconds. */
  readonly date: number | undefined;
}

/** What the run's requests have come to. */
export interface ApiFigures {
  requests: number;
  retries: number;
  throttled: number;
}

/**
 * The one way to the service: adds the key, keeps the budget, retries, and turns every fault into a TapError that
 * names the path (never the query, which can hold an address, and never the key).
 */
export class ApiClient implements ApiReader {
  readonly figures: ApiFigures = { requests: 0, retries: 0, throttled: 0 };
  readonly metrics: RequestMetrics;
  readonly budget: RequestBudget;
  readonly ways: WaysToAsk;
  readonly #settings: ApiSettings;
  readonly #deps: ApiDependencies;
  readonly #sender: Sender;
  /** What is under way takes a place in it before it takes its turn in the budget: none is let through to wait. */
  readonly #lanes: PQueue;
  #startedAt: number | undefined;

  constructor(settings: ApiSettings, deps: ApiDependencies) {
    this.#settings = settings;
    this.#deps = deps;
    this.metrics = new RequestMetrics(deps.clock, deps.log);
    this.ways = new WaysToAsk(settings.otherSpellings, deps.log);
    this.budget = new RequestBudget(settings.requestsPerSecond, deps.clock);
    this.#lanes = new PQueue({ concurrency: settings.maxConcurrency });
    this.#sender = createSender(settings);
  }

  /**
   * When the run began by the service's clock (milliseconds since 1970): the `Date` header of the first answer less
   * the time that the answer took. Makes the smallest request where nothing has been asked yet.
   */
  async startedAt(): Promise<number> {
    if (this.#startedAt === undefined) {
      const { path, query } = this.#settings.smallest;
      await this.get(path, query).catch((error: unknown) => {
        if (this.#startedAt === undefined) throw error;
      });
    }
    return this.#startedAt ?? this.#deps.clock.now();
  }

  /**
   * GETs a path below the base URL and returns its parsed JSON. Throws RefusedError (401, 403), NotFoundError (404),
   * TimeoutError, SourceError (all else, after the retries), or the signal's reason once it aborts.
   */
  async get(path: string, query: Query, options: GetOptions = {}): Promise<unknown> {
    return this.ways.get({ path, query }, options, (asked, least) =>
      this.read({ method: "GET", path: asked, query: least }, options),
    );
  }

  /**
   * As `get`, for a request that is more than a path and a query. What `parse` throws is retried, but for a SourceError.
   */
  async read(
    request: ApiRequest,
    options: GetOptions = {},
    parse: (text: string) => unknown = parseBody,
  ): Promise<unknown> {
    const ended = await this.#repeat(request, ({ body }) => parse(body), options);
    if ("error" in ended) throw ended.error;
    return ended.value;
  }

  /**
   * Sends a request and returns the answer. Where the service refused it, the error comes with the answer. Throws as `get` does
   * where no answer came. A write is sent again only where the service cannot have carried it out.
   */
  async send(request: ApiRequest): Promise<{ answer: ApiAnswer; error?: TapError }> {
    const take = ({ statusCode: status, rawBody: body }: Response<string>) => ({ status, body });
    const ended = await this.#repeat(request, take, {});
    if (!("error" in ended)) return { answer: ended.value };
    const { error, failure } = ended;
    const { status = 0, body } = failure;
    if (status < 400 || body === undefined) throw error;
    return { answer: { status, body }, error };
  }

  async #repeat<T>(
    request: ApiRequest,
    take: (response: Response<string>) => T,
    { mostTimeouts = Infinity, signal: own }: GetOptions,
  ): Promise<{ readonly value: T } | { readonly error: TapError; readonly failure: Failure }> {
    const signal = eitherOf(this.#deps.signal, own);
    const attemptIt = () => this.#attempt(request, take, signal);
    let waitedMs = 0;
    let timeouts = 0;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#lanes.add(attemptIt, { signal });
      if ("value" in outcome) return outcome;
      signal.throwIfAborted();
      if (outcome.isTimeout === true) timeouts += 1;
      if (timeouts >= mostTimeouts) throw timedOut(request, timeouts);
      const delay =
        reasonToSendOnce(request, outcome) ?? this.#decideRetry({ attempt, waitedMs, ...outcome });
      if (typeof delay === "string")
        return { error: toTapError(request, outcome, delay), failure: outcome };
      await this.#waitForRetry({ request, delay, attempt, outcome, signal });
      waitedMs += delay;
    }
  }

  now(): number {
    return this.#deps.clock.now();
  }

  /** One more than are sent while a slow one is answered, so that the next can go as soon as the budget lets it. */
  get depth(): number {
    const sent = Math.ceil((this.metrics.longLatencyMs / 1000) * this.budget.rate());
    return Math.min(this.#settings.maxConcurrency, sent + 1);
  }

  #decideRetry(failed: FailedAttempt & Failure): number | string {
    const { maxRetries, maxWaitMs } = this.#settings;
    // A date in Retry-After is one of the service's clock, which may be another than ours.
    const now = failed.answeredAt ?? this.#deps.clock.now();
    return decideRetry(failed, { maxRetries, maxWaitMs }, { now, random: Math.random() });
  }

  async #waitForRetry(retry: {
    readonly request: ApiRequest;
    readonly delay: number;
    readonly attempt: number;
    readonly outcome: Failure;
    readonly signal: AbortSignal;
  }): Promise<void> {
    const { request, delay, attempt, outcome, signal } = retry;
    this.figures.retries += 1;
    this.#deps.log.warning(`${nameOf(request)}: ${outcome.reason}; trying again`, {
      attempt: attempt + 1,
      in_seconds: Math.round(delay / 100) / 10,
    });
    if (outcome.status === 429) {
      this.figures.throttled += 1;
      this.budget.hold(delay, outcome.begunAt ?? this.now());
      return;
    }
    await this.#deps.clock.sleep(delay, signal);
  }

  async #attempt<T>(
    request: ApiRequest,
    take: (response: Response<string>) => T,
    signal: AbortSignal,
  ): Promise<{ readonly value: T } | Failure> {
    const { clock } = this.#deps;
    const turn = await this.budget.gate(signal);
    const sentAt = clock.now();
    this.figures.requests += 1;
    const measure = this.metrics.begin(request.name ?? request.path);
    const progress = { hasGoneOut: false };
    try {
      const response = await this.#sender(request, { signal, turn, progress });
      const ms = clock.now() - sentAt;
      this.#note(response, { sentAt, tookMs: ms });
      this.#logAnswer(request, response.statusCode, ms);
      if (response.statusCode >= 300) {
        measure(response.statusCode, "failed");
        return { ...failureOf(response, this.#settings.baseUrl), begunAt: sentAt };
      }
      const value = take(response);
      measure(response.statusCode, "succeeded");
      return { value };
    } catch (error) {
      // What is not wanted any more has not failed.
      if (!signal.aborted) measure(undefined, "failed");
      if (error instanceof SourceError) throw error;
      return faultOf(error, progress.hasGoneOut);
    } finally {
      turn.sent();
    }
  }

  #logAnswer(request: ApiRequest, status: number, ms: number): void {
    const { name, query } = request;
    const pairs = Object.entries(query).map((entry) => entry.join("="));
    // What a person asks for can name somebody.
    const shown = name === undefined ? { query: pairs.join("&") } : {};
    this.#deps.log.debug(nameOf(request), { ...shown, status, ms });
  }

  #note(response: Response<string>, times: Omit<Answered, "date">): void {
    const parsed = Date.parse(response.headers.date ?? "");
    const date = Number.isNaN(parsed) ? undefined : parsed;
    this.#startedAt ??= (date ?? this.#deps.clock.now()) - times.tookMs;
    this.#deps.onAnswer?.({ ...times, date });
  }
}
