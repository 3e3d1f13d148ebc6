import { TapError } from "../errors.js";
import { rowsIn, type EndpointFacts } from "../reads/endpoint.js";
import type { Answered, ApiClient } from "../service/client.js";
import type { Query } from "../service/reader.js";
import type { JsonObject } from "../values/json.js";

/** Requests that an examination makes at most: whoever checks an account takes nothing away from what reads it. */
export const mostRequests = 40;

/** Where an answer has its rows; an array by default. */
type Shape = Pick<EndpointFacts, "rowsIn">;

/** The service as checks ask it: each question once, however many checks want to know. */
export class Service {
  readonly answers: readonly Answered[];
  readonly #client: ApiClient;
  readonly #asked = new Map<string, Promise<readonly JsonObject[]>>();
  /** Why there is no service to ask: it has not answered once. */
  #silence: TapError | undefined;

  /** `answers` is what the client notes its answers in. */
  constructor(client: ApiClient, answers: readonly Answered[]) {
    this.#client = client;
    this.answers = answers;
  }

  get figures(): ApiClient["figures"] {
    return this.#client.figures;
  }

  /** The rows of an answer, asked for now or before. */
  rows(path: string, query: Query, shape: Shape = {}): Promise<readonly JsonObject[]> {
    const key = JSON.stringify([path, query]);
    const known = this.#asked.get(key);
    if (known !== undefined) return known;
    const rows = this.again(path, query, shape);
    this.#asked.set(key, rows);
    return rows;
  }

  /** The rows of an answer that is asked for now, whatever was answered before. */
  async again(path: string, query: Query, shape: Shape = {}): Promise<readonly JsonObject[]> {
    return rowsIn(shape, await this.#ask(() => this.#client.get(path, query)), path);
  }

  /** The time of the service's clock (milliseconds), as its first answer gave it. */
  now(): Promise<number> {
    return this.#ask(() => this.#client.startedAt());
  }

  /** Where nothing answers, each question more would only be another wait. */
  async #ask<T>(question: () => Promise<T>): Promise<T> {
    if (this.#silence !== undefined) throw this.#silence;
    if (this.#client.figures.requests >= mostRequests) {
      throw new Error(`the doctor makes ${mostRequests} requests at most`);
    }
    try {
      return await question();
    } catch (error) {
      if (this.answers.length === 0 && error instanceof TapError) this.#silence = error;
      throw error;
    }
  }
}
