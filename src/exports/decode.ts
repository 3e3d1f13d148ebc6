import { PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { SourceError } from "../errors.js";

const longestLine = 16 * 1024 * 1024;

/** The decoded bytes of an object, and what they begin with. */
export interface Decoded {
  readonly stream: Readable;
  /** Text of the first chunk, as far as it goes. */
  readonly start: string;
}

/**
 * Unpacks gzip, which is recognised by content, and looks at what comes out. A fault of the source or of gzip is an
 * error of the stream. Throws SourceError where the bytes are of a format that the tap cannot read.
 */
export async function decode(source: Readable, key: string): Promise<Decoded> {
  const raw = await peek(source);
  const isGzip = raw.head[0] === 0x1f && raw.head[1] === 0x8b;
  const { stream, head } = isGzip ? await peek(join(raw.stream, createGunzip())) : raw;
  const kind = foreignFormat(head);
  if (kind !== undefined) {
    stream.destroy();
    throw new SourceError(`${key} looks like ${kind}, which the tap cannot read.`, {
      hint: "Set export_patterns so that only CSV objects match, or have the export written as CSV.",
    });
  }
  return { stream, start: head.toString("utf8") };
}

/** Errors of `from` reach the reader of `to`. */
function join<To extends NodeJS.ReadWriteStream & Readable>(from: Readable, to: To): To {
  pipeline(from, to).catch((error: unknown) => {
    to.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return to;
}

/** The first chunk of a stream, and a stream that still has it. */
async function peek(
  source: Readable,
): Promise<{ readonly stream: Readable; readonly head: Buffer }> {
  const output = join(source, new PassThrough({ highWaterMark: 256 * 1024 }));
  for (;;) {
    const head: unknown = output.read();
    if (Buffer.isBuffer(head)) {
      output.unshift(head);
      return { stream: output, head };
    }
    if (output.readableEnded || output.destroyed) break;
    if (!(await moreToRead(output))) break;
  }
  if (output.errored) throw output.errored;
  return { stream: output, head: Buffer.alloc(0) };
}

/** False at the end of the stream. */
function moreToRead(stream: Readable): Promise<boolean> {
  return new Promise((resolve, reject) => {
    stream.once("readable", () => {
      resolve(!stream.readableEnded && stream.readableLength > 0);
    });
    stream.once("end", () => {
      resolve(false);
    });
    stream.once("error", reject);
  });
}

const signatures: readonly (readonly [string, string])[] = [
  ["PAR1", "Parquet"],
  ["PK\u0003\u0004", "a zip archive"],
  ["Obj\u0001", "Avro"],
  ["ORC", "ORC"],
  ["BZh", "bzip2"],
  ["(\u00b5/\u00fd", "Zstandard"],
];

function foreignFormat(head: Buffer): string | undefined {
  const start = head.subarray(0, 8).toString("latin1");
  return signatures.find(([signature]) => start.startsWith(signature))?.[1];
}

/** The longest row (bytes) that a reader accepts. */
export const maxRowBytes = longestLine;
