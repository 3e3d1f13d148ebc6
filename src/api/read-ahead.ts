import type { ApiReader, GetOptions, Query } from "./client.js";

/** A request that somebody will ask for, as far as can be known. */
export interface ExpectedRequest {
  readonly path: string;
  readonly query: Query;
  readonly options?: GetOptions;
}

interface BegunRequest {
  readonly answer: Promise<unknown>;
  readonly stop: AbortController;
}

/**
 * Begins requests before their answers are asked for, so that the latency of one does not hold up the next. Whoever asks
 * gets what he would have got; what nobody asks for is stopped.
 */
export class ReadAhead implements ApiReader {
  readonly #client: ApiReader;
  readonly #begun = new Map<string, BegunRequest>();

  constructor(client: ApiReader) {
    this.#client = client;
  }

  get depth(): number {
    return this.#client.depth;
  }

  /** Sees to it that exactly these requests, and no more of them than are worth it, are under way. */
  expect(requests: Iterable<ExpectedRequest>): void {
    const wanted = new Map<string, ExpectedRequest>();
    for (const request of requests) {
      if (wanted.size >= this.depth) break;
      wanted.set(keyOf(request.path, request.query), request);
    }
    for (const [key, begun] of this.#begun) {
      if (wanted.has(key)) continue;
      this.#begun.delete(key);
      begun.stop.abort();
    }
    for (const [key, request] of wanted) {
      if (!this.#begun.has(key)) this.#begun.set(key, this.#begin(request));
    }
  }

  /** The answer to a request, which may have been begun already. Each that was begun answers one asker. */
  get(path: string, query: Query, options?: GetOptions): Promise<unknown> {
    const key = keyOf(path, query);
    const begun = this.#begun.get(key);
    if (begun === undefined) return this.#client.get(path, query, options);
    this.#begun.delete(key);
    return begun.answer;
  }

  /** Stops what nobody has asked for. */
  close(): void {
    this.expect([]);
  }

  #begin({ path, query, options }: ExpectedRequest): BegunRequest {
    const stop = new AbortController();
    const answer = this.#client.get(path, query, { ...options, signal: stop.signal });
    // Its failure is that of whoever asks for it.
    answer.catch(() => undefined);
    return { answer, stop };
  }
}

function keyOf(path: string, query: Query): string {
  return JSON.stringify([path, query]);
}
