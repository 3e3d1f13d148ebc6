import got, { type Got, type Response } from "got";
import PQueue from "p-queue";
import type { Clock } from "../clock.js";
import { SourceError } from "../errors.js";
import type { Logger } from "../log.js";
import { RequestBudget, type Turn } from "./budget.js";
import { failureOf, faultOf, timedOut, toTapError, type Failure } from "./failure.js";
import { parseBody } from "./parse-body.js";
import { proxyAgentFor } from "./proxy.js";
import { eitherOf, type ApiReader, type GetOptions, type Query } from "./reader.js";
import { RequestMetrics } from "./request-metrics.js";
import { decideRetry } from "./retry.js";

export interface ApiSettings {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly userAgent: string;
  readonly requestsPerSecond: number;
  readonly timeoutMs: number;
  readonly maxRetries: number;
  readonly maxWaitMs: number;
  /** Requests under way at once, at most. */
  readonly maxConcurrency: number;
  /** MiB of an answer that are taken at most. */
  readonly largestAnswer: number;
}

export interface ApiDependencies {
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** Told of every answer, whatever its status. */
  readonly onAnswer?: (answer: Answered) => void;
}

/** One answer of the service, for whoever measures it. Times are in milliseconds since 1970. */
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
  readonly #settings: ApiSettings;
  readonly #deps: ApiDependencies;
  readonly #got: Got;
  /** What is under way takes a place in it before it takes its turn in the budget: none is let through to wait. */
  readonly #lanes: PQueue;
  #startedAt: number | undefined;

  constructor(settings: ApiSettings, deps: ApiDependencies) {
    this.#settings = settings;
    this.#deps = deps;
    this.metrics = new RequestMetrics(deps.clock, deps.log);
    this.budget = new RequestBudget(settings.requestsPerSecond, deps.clock);
    this.#lanes = new PQueue({ concurrency: settings.maxConcurrency });
    const proxy = proxyAgentFor(settings.baseUrl);
    this.#got = got.extend({
      ...(proxy === undefined ? {} : { agent: { https: proxy } }),
      headers: {
        "x-ometria-auth": settings.apiKey,
        "user-agent": settings.userAgent,
        accept: "application/json",
      },
      timeout: { request: settings.timeoutMs },
      // The retries are ours: each must pass the budget, and 429 counts differently.
      retry: { limit: 0 },
      throwHttpErrors: false,
      responseType: "text",
      followRedirect: (response) => isSameOrigin(response, settings.baseUrl),
    });
  }

  /**
   * When the run began by the service's clock (milliseconds since 1970): the `Date` header of the first answer less
   * the time that the answer took. Asks for one list where nothing has been asked yet.
   */
  async startedAt(): Promise<number> {
    if (this.#startedAt === undefined) {
      await this.get("/lists", { limit: 1, offset: 0 }).catch((error: unknown) => {
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
    const { mostTimeouts = Infinity } = options;
    const signal = eitherOf(this.#deps.signal, options.signal);
    let waitedMs = 0;
    let timeouts = 0;
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await this.#lanes.add(() => this.#attempt(path, query, signal), { signal });
      if ("body" in outcome) return outcome.body;
      signal.throwIfAborted();
      if (outcome.isTimeout === true) timeouts += 1;
      if (timeouts >= mostTimeouts) throw timedOut(path, timeouts);
      const delay = decideRetry(
        { attempt, waitedMs, ...outcome },
        { maxRetries: this.#settings.maxRetries, maxWaitMs: this.#settings.maxWaitMs },
        // A date in Retry-After is one of the service's clock, which may be another than ours.
        { now: outcome.answeredAt ?? this.#deps.clock.now(), random: Math.random() },
      );
      if (typeof delay === "string") throw toTapError(path, outcome, delay);
      await this.#waitForRetry({ path, delay, attempt, outcome, signal });
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

  async #waitForRetry(retry: {
    readonly path: string;
    readonly delay: number;
    readonly attempt: number;
    readonly outcome: Failure;
    readonly signal: AbortSignal;
  }): Promise<void> {
    const { path, delay, attempt, outcome, signal } = retry;
    this.figures.retries += 1;
    this.#deps.log.warning(`GET ${path}: ${outcome.reason}; trying again`, {
      attempt: attempt + 1,
      in_seconds: Math.round(delay / 100) / 10,
    });
    if (outcome.status === 429) {
      this.figures.throttled += 1;
      this.budget.hold(delay);
      return;
    }
    await this.#deps.clock.sleep(delay, signal);
  }

  async #attempt(
    path: string,
    query: Query,
    signal: AbortSignal,
  ): Promise<{ readonly body: unknown } | Failure> {
    const { clock, log } = this.#deps;
    const turn = await this.budget.gate(signal);
    const sentAt = clock.now();
    this.figures.requests += 1;
    const measure = this.metrics.begin(path);
    try {
      const response = await this.#send(path, query, { signal, turn });
      this.#note(response, { sentAt, tookMs: clock.now() - sentAt });
      log.debug(`GET ${path}`, {
        query: Object.entries(query)
          .map((entry) => entry.join("="))
          .join("&"),
        status: response.statusCode,
        ms: clock.now() - sentAt,
      });
      if (response.statusCode >= 300) {
        measure(response.statusCode, "failed");
        return failureOf(response, this.#settings.baseUrl);
      }
      const body = parseBody(response.body);
      measure(response.statusCode, "succeeded");
      return { body };
    } catch (error) {
      measure(undefined, "failed");
      if (error instanceof SourceError) throw error;
      return faultOf(error);
    }
  }

  async #send(
    path: string,
    query: Query,
    { signal, turn }: { readonly signal: AbortSignal; readonly turn: Turn },
  ): Promise<Response<string>> {
    const url = `${this.#settings.baseUrl.replace(/\/$/, "")}${path}`;
    const request = this.#got(url, { searchParams: query, signal });
    const { largestAnswer } = this.#settings;
    const body = { isTooLarge: false };
    void request.on("request", (outgoing) => outgoing.once("finish", turn.sent));
    void request.on("downloadProgress", ({ transferred }) => {
      if (transferred <= largestAnswer * 1024 * 1024 || body.isTooLarge) return;
      body.isTooLarge = true;
      request.cancel();
    });
    try {
      return await request;
    } catch (error) {
      if (!body.isTooLarge) throw error;
      throw new SourceError(`GET ${path} answered with more than ${largestAnswer} MiB.`, {
        hint: "Set a smaller page_size; if that changes nothing, the service ignores it: please report it.",
      });
    }
  }

  #note(response: Response<string>, times: Omit<Answered, "date">): void {
    const parsed = Date.parse(response.headers.date ?? "");
    const date = Number.isNaN(parsed) ? undefined : parsed;
    this.#startedAt ??= (date ?? this.#deps.clock.now()) - times.tookMs;
    this.#deps.onAnswer?.({ ...times, date });
  }
}

function isSameOrigin(
  response: { readonly headers: { location?: string | undefined } },
  base: string,
): boolean {
  const { location } = response.headers;
  return (
    location !== undefined &&
    URL.canParse(location, base) &&
    new URL(location, base).origin === new URL(base).origin
  );
}
