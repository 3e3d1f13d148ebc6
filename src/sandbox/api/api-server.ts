import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Clock } from "../../clock.js";
import { createRandom } from "../data/random.js";
import { createActions, type Actions } from "./actions.js";
import { delayOf, type FaultAction, type Faults, type SandboxRequest } from "./faults.js";
import {
  splitTarget,
  startHttpServer,
  type Exchange,
  type HttpServer,
  type LoggedRequest,
} from "./http-server.js";
import { createRateWindow } from "./rate-window.js";
import type { RouteOptions } from "./route.js";
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
  readonly faults: Faults;
}

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

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
  const { apiKey, clock, faults, latencyMs, jitterMs } = options;
  const actions = createActions(options.now);
  const random = createRandom("jitter");
  const admit = createRateWindow(options.rate);
  const refuse = (request: IncomingMessage, { time }: LoggedRequest) =>
    refuseStranger(request, apiKey) ?? (admit(time) ? undefined : tooMany(options));

  return async ({ request, response, entry, signal }: Exchange<LoggedRequest>) => {
    const refusal = refuse(request, entry);
    const fault = refusal === undefined ? faults.take(entry) : undefined;
    if (fault?.kind === "reset") {
      response.destroy();
      return;
    }
    // The data are those of the moment when the request came in, the `Date` header is that of the answer: as
    // far apart as they can be, so that a client that takes them for one is found out.
    const reply =
      refusal ??
      applyFault(fault) ??
      answerAction(actions, entry, entry.method === "GET" ? "" : await text(request)) ??
      answer(options.routes(), entry);
    const waitMs = latencyMs + Math.round(random.fraction() * jitterMs) + delayOf(fault);
    if (waitMs > 0) {
      await clock.sleep(waitMs, signal);
    }
    if (response.destroyed) {
      return;
    }
    entry.status = reply.status;
    send(response, reply, { date: options.now(), fault });
  };
}

function refuseStranger(request: IncomingMessage, apiKey: string): Reply | undefined {
  if (request.headers["x-ometria-auth"] !== apiKey) {
    return { status: 403, body: describe("Not authorised") };
  }
  return undefined;
}

function tooMany({ retryAfter }: ApiServerOptions): Reply {
  return {
    status: 429,
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
    body: describe("Too many requests"),
  };
}

function applyFault(fault: FaultAction | undefined): Reply | undefined {
  if (fault?.kind === "status") {
    return {
      status: fault.status,
      headers: fault.headers ?? {},
      body: fault.body ?? describe("As scripted"),
    };
  }
  return fault?.kind === "body" ? { status: 200, body: fault.body } : undefined;
}

/** What a request that is no mere GET comes to; undefined for those that the routes answer. */
function answerAction(actions: Actions, request: SandboxRequest, body: string): Reply | undefined {
  const found = actions(request, body);
  if (found !== undefined) return { status: found.status, body: JSON.stringify(found.body) };
  if (request.method === "GET") return undefined;
  return { status: 405, headers: { allow: "GET" }, body: describe("Method not allowed") };
}

function answer(routes: RouteOptions, request: SandboxRequest): Reply {
  const { status, body } = answerRoute(routes, request);
  return { status, body: JSON.stringify(body) };
}

function send(
  response: ServerResponse,
  reply: Reply,
  { date, fault }: { date: number; fault: FaultAction | undefined },
): void {
  const body = Buffer.from(reply.body);
  response.writeHead(reply.status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": body.length,
    date: new Date(date).toUTCString(),
    ...reply.headers,
  });
  if (fault?.kind !== "cut") {
    response.end(body);
    return;
  }
  response.flushHeaders();
  response.write(body.subarray(0, fault.afterBytes), () => response.destroy());
}

function describe(error: string): string {
  return JSON.stringify({ error });
}
