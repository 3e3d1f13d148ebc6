import type { ApiReader, Query } from "../../src/service/reader.js";

/** A request that waits for the test to answer it. */
export interface Asked {
  readonly path: string;
  readonly query: Query;
  readonly signal: AbortSignal | undefined;
  readonly answer: (body: unknown) => void;
  readonly fail: (error: Error) => void;
}

/** A reader of the service whose answers come when a test says so; what is stopped fails. */
export function createScriptedReader(depth: number): {
  readonly asked: readonly Asked[];
  readonly reader: ApiReader;
} {
  const asked: Asked[] = [];
  const reader: ApiReader = {
    depth,
    now: () => 0,
    get: (path, query, { signal } = {}) =>
      new Promise((answer, fail) => {
        signal?.addEventListener("abort", () => {
          fail(new Error("stopped"));
        });
        asked.push({ path, query, signal, answer, fail });
      }),
  };
  return { asked, reader };
}
