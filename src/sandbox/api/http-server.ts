import { once, setMaxListeners } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { UsageError } from "../../errors.js";

/** What can be told of a request before it is answered. */
export interface SandboxRequest {
  readonly method: string;
  /** With the `/v2`, without the query and without a slash at its end. */
  readonly path: string;
  /** Whether it was sent with a slash at its end. */
  readonly endsInSlash: boolean;
  /** Where a parameter comes more than once, the last one. */
  readonly query: Readonly<Record<string, string>>;
}

/** A request that has come in. */
export type LoggedRequest = SandboxRequest & {
  /** When it came in, in milliseconds of the server's clock (which goes on where the data stand still). */
  readonly time: number;
  /** 0 until it is answered, and for good if its connection ends before. */
  readonly status: number;
};

/** A request with its entry in the log, which the server keeps up to date. */
export interface Exchange<Logged> {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly entry: { -readonly [K in keyof Logged]: Logged[K] };
  /** Aborts when the server is closed. */
  readonly signal: AbortSignal;
}

export interface HttpServerOptions<Logged> {
  /** 0 = any port that is free. */
  readonly port: number;
  /** What the log says of a request when it comes in. */
  readonly log: (request: IncomingMessage) => Logged;
  /** A rejection ends the connection. */
  readonly answer: (exchange: Exchange<Logged>) => Promise<void>;
}

export interface HttpServer<Logged> {
  readonly port: number;
  /** Oldest first; the last 100,000. */
  readonly requests: readonly Logged[];
  /** Ends every connection, answered or not. May be called again. */
  close(): Promise<void>;
}

const requestsKept = 100_000;

/** Serves on 127.0.0.1 and keeps a log. Rejects with a UsageError if the port is taken. */
export async function startHttpServer<Logged>(
  options: HttpServerOptions<Logged>,
): Promise<HttpServer<Logged>> {
  const requests: Logged[] = [];
  const closing = new AbortController();
  // Every answer that is held back listens for it, and Node takes more than ten for a leak.
  setMaxListeners(0, closing.signal);

  const server = createServer((request, response) => {
    const entry = options.log(request);
    requests.push(entry);
    requests.splice(0, requests.length - requestsKept);
    options.answer({ request, response, entry, signal: closing.signal }).catch((error: unknown) => {
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

/** The path of a request, as sent, and its query. */
export function splitTarget(
  request: IncomingMessage,
): Pick<SandboxRequest, "path" | "endsInSlash" | "query"> {
  const [sent = "", ...search] = (request.url ?? "").split("?");
  const path = sent.replace(/(?<=.)\/$/, "");
  const query = Object.fromEntries(new URLSearchParams(search.join("?")));
  return { path, endsInSlash: path !== sent, query };
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
