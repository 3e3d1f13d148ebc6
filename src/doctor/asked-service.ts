import { TapError } from "../errors.js";
import type { Answered, ApiClient } from "../service/client.js";
import type { ApiReader, GetOptions, Query } from "../service/reader.js";

/**
 * Requests that an examination makes at most, and for each endpoint where there are many. A run may be reading the same account:
 * its requests come first.
 */
const [mostRequests, mostForEach] = [40, 10];

/** The service as checks ask it: each question once, however many checks want to know. */
export class Service {
  readonly answers: readonly Answered[];
  readonly #client: ApiClient;
  /** Asks now, whatever was answered before. */
  readonly anew: Pick<ApiReader, "get">;
  readonly #asked = new Map<string, Promise<unknown>>();
  readonly #mostRequests: number;
  /** Why there is no service to ask: it has not answered once. */
  #silence: TapError | undefined;

  /** `answers` is what the client notes its answers in; `endpoints` = how many of them are to be checked. */
  constructor(client: ApiClient, answers: readonly Answered[], endpoints: number) {
    this.#client = client;
    this.answers = answers;
    this.#mostRequests = Math.max(mostRequests, mostForEach * endpoints);
    this.anew = {
      get: (path, query, options) => this.#ask(() => client.get(path, query, options)),
    };
  }

  get figures(): ApiClient["figures"] {
    return this.#client.figures;
  }

  /** Paths that the service knows by another spelling than the documented one. */
  get respelled(): ReadonlyMap<string, string> {
    return this.#client.ways.respelled;
  }

  /** The body of an answer, asked for now or before. */
  get(path: string, query: Query, options?: GetOptions): Promise<unknown> {
    const key = JSON.stringify([path, query]);
    const known = this.#asked.get(key);
    if (known !== undefined) return known;
    const body = this.anew.get(path, query, options);
    this.#asked.set(key, body);
    return body;
  }

  /** The time of the service's clock (milliseconds), as its first answer gave it. */
  now(): Promise<number> {
    return this.#ask(() => this.#client.startedAt());
  }

  /** Throws the first failure again where nothing has answered: each further question would only be another wait. */
  async #ask<T>(question: () => Promise<T>): Promise<T> {
    if (this.#silence !== undefined) throw this.#silence;
    if (this.#client.figures.requests >= this.#mostRequests)
      throw new Error(`the doctor makes ${this.#mostRequests} requests at most`);
    try {
      return await question();
    } catch (error) {
      if (this.answers.length === 0 && error instanceof TapError) this.#silence = error;
      throw error;
    }
  }
}
