import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { SourceError } from "../../errors.js";

/** The longest row (bytes) that a reader accepts. */
export const maxRowBytes = 16 * 1024 * 1024;

/** Enough for the header of any file. */
const headBytes = 64 * 1024;
/** Of what gzip unpacks at a time: its default of 16 KiB costs as much again in calls. */
const chunkSize = 64 * 1024;

/** The decoded bytes of an object, and what they begin with. */
export interface Decoded {
  readonly stream: Readable;
  /** Text of the first bytes. */
  readonly start: string;
}

/**
 * Unpacks gzip, which is recognised by content, and looks at what comes out. A fault of the source or of gzip is an
 * error of the stream. Throws SourceError where the bytes are of a format that the tap cannot read.
 */
export async function decode(source: Readable, key: string): Promise<Decoded> {
  const raw = await peek(source);
  const isGzip = raw.head[0] === 0x1f && raw.head[1] === 0x8b;
  const { stream, head } = isGzip ? await peek(unpack(raw.stream)) : raw;
  const kind = foreignFormat(head);
  if (kind !== undefined) {
    stream.destroy();
    throw new SourceError(`${key} looks like ${kind}, which the tap cannot read.`, {
      hint: "The tap reads CSV and JSON lines, plain or gzip. Have the export written so, or set export_patterns so that only such objects match.",
    });
  }
  return { stream, start: head.toString("utf8") };
}

/** Errors of the packed stream reach the reader of the unpacked one. */
function unpack(packed: Readable): Readable {
  const unpacked = createGunzip({ chunkSize });
  pipeline(packed, unpacked).catch((error: unknown) => {
    unpacked.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return unpacked;
}

/** The first bytes of a stream, however few come at a time, and a stream that still has them. */
async function peek(
  source: Readable,
): Promise<{ readonly stream: Readable; readonly head: Buffer }> {
  // A fault may come while nobody reads: the next read throws it.
  source.on("error", () => undefined);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= headBytes) break;
  }
  const head = Buffer.concat(chunks);
  // What has ended takes nothing back.
  if (length < headBytes) return { stream: Readable.from(chunks), head };
  source.unshift(head);
  return { stream: source, head };
}

const signatures: readonly (readonly [string, string])[] = [
  ["PAR1", "Parquet"],
  ["PK\u0003\u0004", "a zip archive (or an Excel file)"],
  ["PK\u0005\u0006", "an empty zip archive"],
  ["Obj\u0001", "Avro"],
  ["ORC", "ORC"],
  ["BZh", "bzip2"],
  ["(\u00b5/\u00fd", "Zstandard"],
  ["\u00fd7zXZ", "xz"],
  ["7z\u00bc\u00af", "7-Zip"],
  ["\u0004\u0022M\u0018", "LZ4"],
  ["\u00ff\u0006\u0000\u0000sNaP", "Snappy"],
  ["\u00d0\u00cf\u0011\u00e0", "an old Excel file"],
  ["\u001f\u008b", "gzip inside of gzip"],
  ["\u00ff\u00fe", "UTF-16 text"],
  ["\u00fe\u00ff", "UTF-16 text"],
  ["SQLite f", "SQLite"],
  ["%PDF", "PDF"],
];

const shapes: readonly (readonly [RegExp, string])[] = [
  [/^(?:\u00ef\u00bb\u00bf)?\s*\[\s*[[{]/, "a JSON array"],
  [/^(?:\u00ef\u00bb\u00bf)?\s*<(?:\?xml|!doctype|html|Error)/i, "XML or HTML"],
];

function foreignFormat(head: Buffer): string | undefined {
  const start = head.subarray(0, 512).toString("latin1");
  const [, signed] = signatures.find(([signature]) => start.startsWith(signature)) ?? [];
  const [, shaped] = shapes.find(([shape]) => shape.test(start)) ?? [];
  return signed ?? shaped ?? (start.startsWith("ustar", 257) ? "a tar archive" : undefined);
}
