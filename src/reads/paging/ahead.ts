import type { ApiReader, GetOptions, Query } from "../../service/reader.js";

/** A request that somebody will ask for, as far as can be known. */
export interface ExpectedRequest {
  readonly path: string;
  readonly query: Query;
  readonly options?: GetOptions;
}

export interface Answer {
  readonly body: unknown;
  /** When it came (milliseconds since 1970): it may have waited until it was asked for. */
  readonly at: number;
}

interface BegunRequest {
  readonly answer: Promise<Answer>;
  readonly stop: AbortController;
}

/**
 * Begins requests before their answers are asked for, so that the latency of one does not hold up the next. Whoever asks
 * gets what he would have got; what nobody asks for is stopped.
 */
export class ReadAhead {
  readonly #reader: ApiReader;
  readonly #begun = new Map<string, BegunRequest>();

  constructor(reader: ApiReader) {
    this.#reader = reader;
  }

  /** Sees to it that exactly these requests, and no more of them than are worth it, are under way. */
  expect(requests: Iterable<ExpectedRequest>): void {
    const { depth } = this.#reader;
    const wanted = new Map<string, ExpectedRequest>();
    for (const request of requests) {
      // What has been begun stays under way where fewer are worth it by now.
      if (wanted.size >= Math.max(depth, this.#begun.size)) break;
      wanted.set(keyOf(request), request);
    }
    for (const [key, begun] of this.#begun) {
      if (wanted.has(key)) continue;
      this.#begun.delete(key);
      begun.stop.abort();
    }
    for (const [key, request] of wanted) {
      if (this.#begun.size >= depth) return;
      if (!this.#begun.has(key)) this.#begun.set(key, this.#begin(request));
    }
  }

  /** The answer to a request, which may have been begun already. Each that was begun answers one asker. */
  get(request: ExpectedRequest): Promise<Answer> {
    const key = keyOf(request);
    const begun = this.#begun.get(key);
    if (begun === undefined) return this.#ask(request, request.options);
    this.#begun.delete(key);
    return begun.answer;
  }

  /** Stops what nobody has asked for. */
  close(): void {
    this.expect([]);
  }

  #begin(request: ExpectedRequest): BegunRequest {
    const stop = new AbortController();
    const answer = this.#ask(request, { ...request.options, signal: stop.signal });
    // Its failure is thrown when it is asked for. Until then it must not end the process.
    answer.catch(() => undefined);
    return { answer, stop };
  }

  async #ask({ path, query }: ExpectedRequest, options?: GetOptions): Promise<Answer> {
    const body = await this.#reader.get(path, query, options);
    return { body, at: this.#reader.now() };
  }
}

function keyOf({ path, query }: ExpectedRequest): string {
  return JSON.stringify([path, query]);
}
