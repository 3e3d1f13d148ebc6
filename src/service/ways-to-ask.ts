import { NotFoundError, NotTakenError } from "../errors.js";
import type { Logger } from "../log.js";
import type { GetOptions, OptionalParameters, Query } from "./reader.js";

type Ask = (path: string, query: Query) => Promise<unknown>;

/**
 * How the service has shown that it wants to be asked: paths that it knows by another spelling, and paths that refuse parameters.
 * What is learnt from one answer holds for the rest of the run.
 */
export class WaysToAsk {
  /** Paths that the service knows by their other spelling. */
  readonly respelled = new Map<string, string>();
  /** What refuses parameters that are optional. */
  readonly bare = new Set<string>();
  readonly #otherSpellings: ReadonlyMap<string, string>;
  readonly #log: Logger;

  constructor(otherSpellings: ReadonlyMap<string, string>, log: Logger) {
    this.#otherSpellings = otherSpellings;
    this.#log = log;
  }

  /** Asks in the way that the service has taken before, or in another one where it does not take the first. */
  async get(
    request: { readonly path: string; readonly query: Query },
    { optional = { names: [], of: "" } }: GetOptions,
    ask: Ask,
  ): Promise<unknown> {
    const { path, query } = request;
    const known = this.respelled.get(path) ?? path;
    const least = without(query, optional.names);
    if (this.bare.has(optional.of)) return ask(known, least);
    try {
      return await this.#spelled(path, known, (spelling) => ask(spelling, query));
    } catch (error) {
      const mayBeTaken = error instanceof NotTakenError && sizeOf(least) < sizeOf(query);
      if (!mayBeTaken) throw error;
      const answer = await ask(known, least);
      this.#noteBare(optional);
      return answer;
    }
  }

  async #spelled(
    path: string,
    known: string,
    ask: (spelling: string) => Promise<unknown>,
  ): Promise<unknown> {
    try {
      return await ask(known);
    } catch (error) {
      const other = this.#otherSpellings.get(path);
      if (!(error instanceof NotFoundError) || other === undefined || known === other) throw error;
      // Where the other one is not there either, it is the documented one that is told of.
      const answer = await ask(other).catch(() => Promise.reject(error));
      if (!this.respelled.has(path))
        this.#log.warning(`GET ${path} answered 404, and GET ${other} answers: it is asked so`);
      this.respelled.set(path, other);
      return answer;
    }
  }

  #noteBare({ names, of }: OptionalParameters): void {
    if (this.bare.has(of)) return;
    this.bare.add(of);
    this.#log.info(`${of}: the service refuses ${names.join(" and ")}, and is asked without them`);
  }
}

function without(query: Query, names: readonly string[]): Query {
  return Object.fromEntries(Object.entries(query).filter(([name]) => !names.includes(name)));
}

function sizeOf(query: Query): number {
  return Object.keys(query).length;
}
