import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Clock } from "../../clock.js";
import { createRandom } from "../data/random.js";
import { createActions, type Actions } from "./actions.js";
import {
  splitTarget,
  startHttpServer,
  type Exchange,
  type HttpServer,
  type LoggedRequest,
  type SandboxRequest,
} from "./http-server.js";
import type { ParameterGuard } from "./parameters.js";
import type { RouteOptions, Transform } from "./route.js";
import { answerRoute } from "./routes.js";

export interface ApiServerOptions {
  readonly apiKey: string;
  readonly clock: Clock;
  /** The moment of the data, in milliseconds: what the `Date` header says. */
  readonly now: () => number;
  /** What `/v2` answers from; asked for each request, when it comes in. */
  readonly routes: () => RouteOptions;
  /** 0 = any port that is free. */
  readonly port: number;
  /** Requests in any one second; 0 = no limit. */
  readonly rate: number;
  /** Seconds to send as `Retry-After` with 429; absent = no such header, as the vendor documents none. */
  readonly retryAfter?: number | undefined;
  /** Between the coming in of a request and its answer. */
  readonly latencyMs: number;
  /** How much longer some answers take, at most. */
  readonly jitterMs: number;
  readonly guard: ParameterGuard;
  /** How a key that is not `apiKey` is answered. */
  readonly refusedKey: number;
  readonly intercept?: Intercept | undefined;
}

/** An answer before it is sent. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** The connection is closed after so many bytes of the body (0: after the headers); absent = all of it is sent. */
  readonly cutAfter?: number;
}

/**
 * Stands before the API, where somebody wants a server that answers otherwise. Gets each request that the key and the limit
 * let through, and `answer`, which makes the ordinary reply. Gives the reply to send, or undefined once it has dealt with the
 * connection.
 */
export type Intercept = (
  exchange: Exchange<LoggedRequest>,
  answer: (transform?: Transform) => Promise<Reply>,
) => Promise<Reply | undefined>;

/** Serves the API on 127.0.0.1. Rejects with a UsageError if the port is taken. */
export function startApiServer(options: ApiServerOptions): Promise<HttpServer<LoggedRequest>> {
  const { clock, port } = options;
  return startHttpServer({
    port,
    log: (request) => ({
      time: clock.now(),
      method: request.method ?? "",
      ...splitTarget(request),
      status: 0,
    }),
    answer: createHandler(options),
  });
}

function createHandler(options: ApiServerOptions) {
  const { clock, latencyMs, jitterMs, guard, intercept } = options;
  const actions = createActions(options.routes, options.now);
  const random = createRandom("jitter");
  const admit = createRateWindow(options.rate);
  const refuse = (request: IncomingMessage, { time }: LoggedRequest) =>
    refuseStranger(request, options) ?? (admit(time) ? undefined : tooMany(options));
  const answer = async (
    { request, entry }: Exchange<LoggedRequest>,
    transform?: Transform,
  ): Promise<Reply> =>
    answerAction(actions, entry, entry.method === "GET" ? "" : await text(request)) ??
    refuseMisuse(guard.check(entry)) ??
    answerFrom(options.routes(), entry, transform);
  const admitted = (exchange: Exchange<LoggedRequest>) =>
    intercept === undefined
      ? answer(exchange)
      : intercept(exchange, (transform) => answer(exchange, transform));

  return async (exchange: Exchange<LoggedRequest>) => {
    const { request, response, entry, signal } = exchange;
    // The data are those of the moment when the request came in, the `Date` header is that of the answer: as
    // far apart as they can be, so that a client that takes them for one is found out.
    const reply = refuse(request, entry) ?? (await admitted(exchange));
    if (reply === undefined) return;
    const waitMs = latencyMs + Math.round(random.fraction() * jitterMs);
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    if (response.destroyed) return;
    entry.status = reply.status;
    send(response, reply, options.now());
  };
}

function refuseStranger(
  request: IncomingMessage,
  { apiKey, refusedKey }: ApiServerOptions,
): Reply | undefined {
  if (request.headers["x-ometria-auth"] !== apiKey) {
    return { status: refusedKey, body: describe("Not authorised") };
  }
  return undefined;
}

/** In the words of those of the vendor's endpoints whose 400 is described (ometria-api 1.3). */
function refuseMisuse(detail: string | undefined): Reply | undefined {
  return detail === undefined ? undefined : { status: 400, body: JSON.stringify({ detail }) };
}

function tooMany({ retryAfter }: ApiServerOptions): Reply {
  return {
    status: 429,
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
    body: describe("Too many requests"),
  };
}

/** What a request that is no mere GET comes to; undefined for those that the routes answer. */
function answerAction(actions: Actions, request: SandboxRequest, body: string): Reply | undefined {
  const found = actions(request, body);
  if (found !== undefined) return { status: found.status, body: JSON.stringify(found.body) };
  if (request.method === "GET") return undefined;
  return { status: 405, headers: { allow: "GET" }, body: describe("Method not allowed") };
}

function answerFrom(
  routes: RouteOptions,
  request: SandboxRequest,
  transform: Transform | undefined,
): Reply {
  const { status, body, asLines, asHtml } = answerRoute(routes, request, transform);
  if (asHtml === true) {
    return { status, headers: { "content-type": "text/html; charset=utf-8" }, body: String(body) };
  }
  const isLines = asLines === true && Array.isArray(body);
  return { status, body: isLines ? writeLines(body) : JSON.stringify(body) };
}

function writeLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

function send(response: ServerResponse, reply: Reply, date: number): void {
  const body = Buffer.from(reply.body);
  response.writeHead(reply.status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": body.length,
    date: new Date(date).toUTCString(),
    ...reply.headers,
  });
  if (reply.cutAfter === undefined) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  response.write(body.subarray(0, reply.cutAfter), () => response.destroy());
}

function describe(error: string): string {
  return JSON.stringify({ error });
}

/**
 * Admits up to `perSecond` requests in any one second; 0 = all. Requests that it turns away do not count. The vendor
 * documents only the number: whether its window slides is not known.
 */
function createRateWindow(perSecond: number): (now: number) => boolean {
  let admitted: number[] = [];
  return (now) => {
    admitted = admitted.filter((time) => now - time < 1_000);
    if (perSecond > 0 && admitted.length >= perSecond) {
      return false;
    }
    admitted.push(now);
    return true;
  };
}
