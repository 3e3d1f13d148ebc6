export type Query = Readonly<Record<string, string | number>>;

export interface GetOptions {
  /** After so many timeouts TimeoutError is thrown: the caller can ask for less. */
  readonly mostTimeouts?: number;
  /** Stops this request alone. */
  readonly signal?: AbortSignal;
  /** Parameters that the service may not know: where it refuses the request, it is asked without them, as from then on. */
  readonly optional?: OptionalParameters;
}

export interface OptionalParameters {
  readonly names: readonly string[];
  /** What is known by this name takes them, or takes none of them, whatever its path. */
  readonly of: string;
}

/** What reads the service. */
export interface ApiReader {
  /** How many requests ought to be under way at once, so that none has to wait for the answer of another. */
  readonly depth: number;
  /** Milliseconds since 1970. */
  now(): number;
  get(path: string, query: Query, options?: GetOptions): Promise<unknown>;
}

/** The same reader, whose requests all stop once `signal` aborts. */
export function stoppedBy(signal: AbortSignal, reader: ApiReader): ApiReader {
  return {
    get depth() {
      return reader.depth;
    },
    now: () => reader.now(),
    get: (path, query, options = {}) =>
      reader.get(path, query, { ...options, signal: eitherOf(signal, options.signal) }),
  };
}

/** A signal that aborts with the first of these. */
export function eitherOf(one: AbortSignal, other: AbortSignal | undefined): AbortSignal {
  return other === undefined ? one : AbortSignal.any([one, other]);
}
