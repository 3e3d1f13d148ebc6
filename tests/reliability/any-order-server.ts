import type { IncomingMessage, ServerResponse } from "node:http";
import { createRandom } from "../../src/sandbox/data/random.js";
import { withServer } from "../support/http-server.js";
import { passOn } from "./front-server.js";

/** Turns of the event loop that a request may wait: several times as many as it takes to come in. */
const mostTurns = 20;

export interface AnyOrderServer {
  readonly origin: string;
  /** Most requests that have been under way at once. */
  readonly mostAtOnce: () => number;
}

/** Stands before a service and lets requests that are under way at the same time through in any order. */
export async function withAnyOrderServer(
  origin: string,
  use: (front: AnyOrderServer) => Promise<void>,
): Promise<void> {
  const random = createRandom("any order");
  let underWay = 0;
  let most = 0;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    underWay += 1;
    most = Math.max(most, underWay);
    response.on("close", () => (underWay -= 1));
    let turns = random.integer(0, mostTurns);
    const wait = (): void => {
      if (turns === 0) {
        // What nobody waits for any more would change the service's rows all the same.
        if (!response.destroyed) passOn(request, response, origin);
        return;
      }
      turns -= 1;
      setImmediate(wait);
    };
    wait();
  };
  await withServer(answer, (front) => use({ origin: front.origin, mostAtOnce: () => most }));
}
