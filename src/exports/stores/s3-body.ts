import type { Readable } from "node:stream";
import { SourceError } from "../../errors.js";
import { S3Retries, type RetryDependencies } from "./s3-retry.js";
import type { ExportObject } from "./store.js";

/** A part of an object, from an offset (bytes) to its end. */
export interface BodyRequest {
  readonly object: ExportObject;
  readonly offset: number;
  readonly signal: AbortSignal;
}

/**
 * The bytes of an object. Where they break off, or nothing comes for `timeoutMs`, they are continued from there, of the
 * very object that was listed. Throws a TapError that names it, and the signal's reason.
 */
export async function* readBody(
  { object, signal }: Omit<BodyRequest, "offset">,
  open: (request: BodyRequest) => Promise<Readable>,
  deps: RetryDependencies & { readonly timeoutMs: number },
): AsyncGenerator<Buffer> {
  const retries = new S3Retries(object.key, { ...deps, signal });
  for (let offset = 0; ;) {
    try {
      const body = await open({ object, offset, signal });
      for await (const chunk of withTimeout(body, deps.timeoutMs)) {
        offset += chunk.length;
        retries.reset();
        yield chunk;
      }
      if (offset === object.size) return;
      if (offset > object.size) throw isLonger(object);
      throw new Error(`it broke off after ${offset} of ${object.size} bytes`);
    } catch (error) {
      // Broken behind the last byte: there is nothing to continue.
      if (offset > 0 && offset === object.size && !signal.aborted) return;
      await retries.waitAfter(error);
    }
  }
}

/** Where it ends could not be told from where it breaks off. */
function isLonger({ key, size }: ExportObject): SourceError {
  return new SourceError(`${key} is longer than the ${size} bytes that its list says.`, {
    hint: "Have the store, or a proxy before it, pass objects on as they are stored (no Content-Encoding).",
  });
}

/** Chunks. Each must come in time, counted from when it is asked for: a slow reader is no fault of the store. */
async function* withTimeout(body: Readable, timeoutMs: number): AsyncGenerator<Buffer> {
  const chunks = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const timer = setTimeout(() => {
        body.destroy(new Error("nothing came within request_timeout"));
      }, timeoutMs);
      const next = await chunks.next().finally(() => {
        clearTimeout(timer);
      });
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    body.destroy();
  }
}
