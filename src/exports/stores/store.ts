import type { Readable } from "node:stream";

/** One object of an export. */
export interface ExportObject {
  /** Path below the store's URL, with `/` between its parts. */
  readonly key: string;
  /** When it was last modified: milliseconds since 1970, in whole seconds. */
  readonly modifiedMs: number;
  /** Changes whenever the content does. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
}

/** Where a data export lands. */
export interface ObjectStore {
  /** What a bookmark knows the store by. */
  readonly url: string;
  /** How far the store's clock is ahead of ours (milliseconds), as its answers so far have shown. */
  clockOffsetMs(): number;
  /** Every object, in any order. Throws SourceError or RefusedError. */
  list(): AsyncIterable<ExportObject>;
  /** The bytes of an object. Throws SourceError where it is gone or is not the one that was listed. */
  open(object: ExportObject, signal: AbortSignal): Promise<Readable>;
}
