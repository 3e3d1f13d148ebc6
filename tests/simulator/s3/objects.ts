import { hash } from "node:crypto";
import { Readable } from "node:stream";

/** An object, as a listing shows it. */
export interface S3Object {
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** As it is sent, quotes included. */
  readonly etag: string;
  /** When it was last modified: milliseconds since 1970, in whole seconds. */
  readonly modifiedMs: number;
}

/** An object and its bytes. */
export interface S3Content extends S3Object {
  /** `length` bytes from `start` on, of those that it had when it was opened; never asked for none at all. */
  read(start: number, length: number): Readable;
}

/** What an object store serves. */
export interface S3Objects {
  /** Every object, in any order. The same array twice says that nothing has changed: it is then sorted only once. */
  list(): readonly S3Object[];
  /** The object as it is now, undefined if there is none. */
  open(key: string): S3Content | undefined;
}

/** Objects that are kept in memory, for tests. */
export interface MemoryObjects extends S3Objects {
  /** Adds an object or replaces it. Without a time it was modified on 2026-01-01. */
  put(key: string, content: string | Uint8Array, modifiedMs?: number): void;
  remove(key: string): void;
}

/** Makes a store without objects. */
export function createMemoryObjects(): MemoryObjects {
  const objects = new Map<string, S3Content>();
  let listed: readonly S3Object[] | undefined;
  return {
    list: () => (listed ??= [...objects.values()]),
    open: (key) => objects.get(key),
    put: (key, content, modifiedMs = Date.UTC(2026, 0, 1)) => {
      const bytes = Buffer.from(content);
      listed = undefined;
      objects.set(key, {
        key,
        size: bytes.length,
        etag: `"${hash("md5", bytes)}"`,
        modifiedMs,
        read: (start, length) => Readable.from([bytes.subarray(start, start + length)]),
      });
    },
    remove: (key) => {
      listed = undefined;
      objects.delete(key);
    },
  };
}
