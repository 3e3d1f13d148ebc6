import { Readable } from "node:stream";
import { ForbiddenError, SourceError } from "../../src/errors.js";
import type { ExportObject, ObjectStore } from "../../src/exports/stores/store.js";

interface Stored {
  readonly object: ExportObject;
  readonly content: Buffer;
}

/** A store of objects that a test puts into it, for histories of hundreds of runs; every `put` makes a new ETag. */
export class MemoryStore implements ObjectStore {
  readonly url = "file:///export";
  /** Keys of objects that break off in their middle, as long as they stand here. */
  readonly failing = new Set<string>();
  /** Keys of objects that may not be read. */
  readonly forbidden = new Set<string>();
  clockOffset = 0;
  readonly #objects = new Map<string, Stored>();
  #version = 0;

  /** Every object that is there now. */
  get objects(): ExportObject[] {
    return [...this.#objects.values()].map(({ object }) => object);
  }

  /** `size` may be another one than the content's: what is large is not fetched ahead. */
  put(
    key: string,
    content: string,
    { modifiedMs, size }: { readonly modifiedMs: number; readonly size?: number },
  ): void {
    this.#version += 1;
    const bytes = Buffer.from(content);
    const object = { key, modifiedMs, etag: `v${this.#version}`, size: size ?? bytes.length };
    this.#objects.set(key, { object, content: bytes });
  }

  clockOffsetMs(): number {
    return this.clockOffset;
  }

  async *list(): AsyncGenerator<ExportObject> {
    await Promise.resolve();
    yield* this.objects;
  }

  open(object: ExportObject): Promise<Readable> {
    const stored = this.#objects.get(object.key);
    if (stored?.object.etag !== object.etag)
      return Promise.reject(new SourceError(`${object.key} was changed after it was listed.`));
    if (this.forbidden.has(object.key))
      return Promise.reject(new ForbiddenError(`${object.key} may not be read.`));
    const { content } = stored;
    return Promise.resolve(
      Readable.from(this.failing.has(object.key) ? breakingOff(content) : [content]),
    );
  }
}

function* breakingOff(content: Buffer): Generator<Buffer> {
  yield content.subarray(0, content.length / 2);
  throw new Error("the connection broke");
}
