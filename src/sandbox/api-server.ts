import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Clock } from "../clock.js";
import { UsageError } from "../errors.js";
import type { FaultAction, Faults, SandboxRequest } from "./faults.js";
import { createRateWindow } from "./rate-window.js";
import { answerRoute, type RouteOptions } from "./routes.js";

/** A request that has come in. */
export type LoggedRequest = SandboxRequest & {
  /** When it came in, in milliseconds of the server's clock (which goes on where the data stand still). */
  readonly time: number;
  /** 0 until it is answered, and for good if its connection ends before. */
  readonly status: number;
};

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
  readonly faults: Faults;
}

export interface ApiServer {
  readonly port: number;
  /** Oldest first; the last 100,000. */
  readonly requests: readonly LoggedRequest[];
  /** Ends every connection, answered or not. */
  close(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

type Entry = { -readonly [K in keyof LoggedRequest]: LoggedRequest[K] };

const requestsKept = 100_000;

/** Serves the API on 127.0.0.1. Rejects with a UsageError if the port is taken. */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const requests: Entry[] = [];
  const closing = new AbortController();
  const handle = createHandler(options, closing.signal);

  const server = createServer((request, response) => {
    const entry = logRequest(request, options.clock.now());
    requests.push(entry);
    requests.splice(0, requests.length - requestsKept);
    handle(request, response, entry).catch((error: unknown) => {
      // Closed in mid-answer, or a mistake of the sandbox or of a test's hook: either way the client must not hang.
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  // Node's five seconds would end connections that a throttled client is about to use again.
  server.keepAliveTimeout = 60_000;
  const port = await listen(server, options.port);

  return {
    port,
    requests,
    close: async () => {
      closing.abort();
      if (server.listening) {
        const closed = once(server, "close");
        server.close();
        server.closeAllConnections();
        await closed;
      }
    },
  };
}

function createHandler(options: ApiServerOptions, signal: AbortSignal) {
  const { apiKey, clock, faults, latencyMs } = options;
  const admit = createRateWindow(options.rate);
  const refuse = (request: IncomingMessage, { time }: Entry) =>
    refuseStranger(request, apiKey) ?? (admit(time) ? undefined : tooMany(options));

  return async (request: IncomingMessage, response: ServerResponse, entry: Entry) => {
    const refusal = refuse(request, entry);
    const fault = refusal === undefined ? faults.take(entry) : undefined;
    if (fault?.kind === "reset") {
      response.destroy();
      return;
    }
    // The data are those of the moment when the request came in, the `Date` header is that of the answer: as
    // far apart as they can be, so that a client that takes them for one is found out.
    const reply = refusal ?? applyFault(fault) ?? answer(options.routes(), entry);
    const waitMs = latencyMs + delayOf(fault);
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

function delayOf(fault: FaultAction | undefined): number {
  return fault?.kind === "delay" ? fault.ms : 0;
}

function logRequest(request: IncomingMessage, time: number): Entry {
  const [path = "", ...search] = (request.url ?? "").split("?");
  const query = Object.fromEntries(new URLSearchParams(search.join("?")));
  return { time, method: request.method ?? "", path, query, status: 0 };
}

function refuseStranger(request: IncomingMessage, apiKey: string): Reply | undefined {
  if (request.method !== "GET") {
    return { status: 405, headers: { allow: "GET" }, body: describe("Method not allowed") };
  }
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

async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    throw new UsageError(`The sandbox cannot listen on port ${port} of 127.0.0.1.`, {
      hint: "Choose another port; without one, any that is free is taken.",
      cause: error,
    });
  }
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}
