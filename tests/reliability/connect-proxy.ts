import { once } from "node:events";
import { createServer, type Socket } from "node:net";

/** A proxy of a test's own. */
export interface ConnectProxy {
  readonly address: string;
  /** All bytes that came to it, as text. */
  readonly received: () => string;
}

/** Listens on a free port of 127.0.0.1 while `use` runs; `answer` is called with the first bytes of each connection. */
export async function withConnectProxy(
  answer: (socket: Socket) => void,
  use: (proxy: ConnectProxy) => Promise<void>,
): Promise<void> {
  let received = "";
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      received += bytes.toString("latin1");
    });
    socket.once("data", () => {
      answer(socket);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  try {
    await use({ address: `127.0.0.1:${address.port}`, received: () => received });
  } finally {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
}
