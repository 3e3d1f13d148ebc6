import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A server of a test's own, for answers that the sandbox would not give. */
export interface HttpServer {
  readonly origin: string;
  /** What came in, oldest first. */
  readonly requests: readonly IncomingMessage[];
}

export type Answer = (
  request: IncomingMessage,
  response: ServerResponse,
  /** How many requests came before this one. */
  before: number,
) => void;

/** Serves `answer` on a free port of 127.0.0.1 while `use` runs. */
export async function withServer(
  answer: Answer,
  use: (server: HttpServer) => Promise<void>,
): Promise<void> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response, requests.length - 1);
  });
  // Node's five seconds would end connections that a slow client is about to use again.
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  try {
    await use({ origin: `http://127.0.0.1:${address.port}`, requests });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
