import { text } from "node:stream/consumers";
import { withServer } from "../support/http-server.js";

/** A request and its answer, as they went over the wire. */
export interface RecordedExchange {
  readonly method: string;
  /** Path and query below the base of the API. */
  readonly target: string;
  readonly status: number;
  readonly body: string;
}

/** Stands between a client and an API while `use` runs, and writes down what goes through. */
export async function withRecorder(
  baseUrl: string,
  use: (recorder: {
    /** In the place of the API's. */
    readonly baseUrl: string;
    /** What has gone through since the last call. */
    readonly take: () => readonly RecordedExchange[];
  }) => Promise<void>,
): Promise<void> {
  const { origin, pathname: base } = new URL(baseUrl);
  const exchanges: RecordedExchange[] = [];
  await withServer(
    (request, response) => {
      const { method = "", url = "", headers } = request;
      const pass = async () => {
        const sent = await text(request);
        const answer = await fetch(origin + url, {
          method,
          headers: { "x-ometria-auth": String(headers["x-ometria-auth"]) },
          redirect: "manual",
          ...(sent === "" ? {} : { body: sent }),
        });
        const body = await answer.text();
        const target = url.startsWith(`${base}/`) ? url.slice(base.length) : url;
        exchanges.push({ method, target, status: answer.status, body });
        const date = answer.headers.get("date");
        response.writeHead(answer.status, {
          "content-type": answer.headers.get("content-type") ?? "",
          ...(date === null ? {} : { date }),
        });
        response.end(body);
      };
      pass().catch((error: unknown) => response.destroy(error as Error));
    },
    (server) => use({ baseUrl: server.origin + base, take: () => exchanges.splice(0) }),
  );
}
