import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** An answer that is to break off. */
export interface Cut {
  /** A part of the request's first line. */
  readonly asked: string;
  /** Bytes of the answer's body that still come. */
  readonly afterBytes: number;
  /** What happens before anything else can be asked. */
  readonly then?: () => Promise<void>;
}

/** A TCP proxy in front of a server, which breaks connections. */
export interface CuttingProxy {
  readonly endpoint: string;
  readonly cut: (...cuts: Cut[]) => void;
  /** The heads of all requests that came, oldest first, in lower case. */
  readonly heads: () => readonly string[];
}

/** Stands in front of `endpoint` while `use` runs. */
export async function withCuttingProxy(
  endpoint: string,
  use: (proxy: CuttingProxy) => Promise<void>,
): Promise<void> {
  const { hostname, port } = new URL(endpoint);
  const [heads, cuts]: [string[], Cut[]] = [[], []];
  const sockets = new Set<Socket>();
  let ready = Promise.resolve();

  const serve = (client: Socket): void => {
    const server = connect(Number(port), hostname);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
    }
    let limit: BodyLimit | undefined;
    client.on("data", (bytes) => {
      const head = bytes.toString("latin1");
      heads.push(head.toLowerCase());
      const cut = cuts.find(({ asked }) => (head.split("\r\n")[0] ?? "").includes(asked));
      if (cut !== undefined) {
        cuts.splice(cuts.indexOf(cut), 1);
        limit = new BodyLimit(cut);
      }
      void ready.then(() => server.write(bytes));
    });
    server.on("data", (bytes) => {
      const part = limit?.pass(bytes) ?? bytes;
      if (limit?.isReached !== true) {
        client.write(part);
        return;
      }
      server.destroy();
      ready = limit.cut.then?.() ?? ready;
      client.write(part, () => client.destroy());
    });
    client.on("close", () => server.destroy());
    server.on("close", () => client.end());
  };

  const listener = createServer(serve);
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  try {
    const here = `http://127.0.0.1:${address.port}`;
    await use({ endpoint: here, cut: (...more) => void cuts.push(...more), heads: () => heads });
  } finally {
    listener.close();
    for (const socket of sockets) socket.destroy();
  }
}

/** Lets the head of an answer pass, and so many bytes behind it. */
class BodyLimit {
  readonly cut: Cut;
  isReached = false;
  #head = "";
  #left: number;

  constructor(cut: Cut) {
    this.cut = cut;
    this.#left = cut.afterBytes;
  }

  pass(bytes: Buffer): Buffer {
    const start = this.#bodyIn(bytes);
    const end = start + this.#left;
    this.isReached = end <= bytes.length;
    this.#left = Math.max(0, end - bytes.length);
    return bytes.subarray(0, end);
  }

  /** Where the body begins or goes on in these bytes. */
  #bodyIn(bytes: Buffer): number {
    if (this.#head.includes("\r\n\r\n")) return 0;
    const before = this.#head.length;
    this.#head += bytes.toString("latin1");
    const end = this.#head.indexOf("\r\n\r\n");
    return end === -1 ? bytes.length : end + 4 - before;
  }
}
