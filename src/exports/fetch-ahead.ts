import { setMaxListeners } from "node:events";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { ExportObject, ObjectStore } from "./stores/store.js";

/** An object, and the way to its bytes. */
export interface Fetched {
  readonly object: ExportObject;
  readonly open: () => Promise<Readable>;
}

// Compressed, and together: what is ahead counts against the memory that a run may take.
const smallBytes = 1024 * 1024;
const aheadBytes = 8 * 1024 * 1024;

/**
 * Goes through objects in their order, and fetches the next ones meanwhile, `width` at a time: with many small objects nearly all
 * time would be spent waiting for answers. A large object is opened when its turn comes: a connection breaks when it stays open
 * for long without being read.
 */
export function* fetchAhead(
  store: ObjectStore,
  objects: readonly ExportObject[],
  options: { readonly width: number; readonly signal: AbortSignal },
): Generator<Fetched> {
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  // Each object that is fetched listens for it, and Node takes more than ten for a leak.
  setMaxListeners(0, signal);
  const bodies = new Map<ExportObject, Promise<Buffer>>();
  let next = 0;
  let bytes = 0;
  const fetchMore = (): void => {
    for (; next < objects.length && bodies.size < options.width; next += 1) {
      const object = objects[next];
      if (object === undefined || object.size > smallBytes) continue;
      if (bytes + object.size > aheadBytes) return;
      bytes += object.size;
      const body = fetch(store, object, signal);
      // A failure is thrown when the object's turn comes. Until then it must not end the process.
      body.catch(() => undefined);
      bodies.set(object, body);
    }
  };
  try {
    for (const [index, object] of objects.entries()) {
      next = Math.max(next, index);
      fetchMore();
      const body = bodies.get(object);
      yield {
        object,
        open: async () =>
          body === undefined ? store.open(object, signal) : Readable.from([await body]),
      };
      if (bodies.delete(object)) bytes -= object.size;
    }
  } finally {
    ended.abort();
  }
}

async function fetch(
  store: ObjectStore,
  object: ExportObject,
  signal: AbortSignal,
): Promise<Buffer> {
  return buffer(await store.open(object, signal));
}
