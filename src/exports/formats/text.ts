import { isUtf8 } from "node:buffer";
import type { Readable } from "node:stream";
import { SourceError } from "../../errors.js";

const byteOrderMark = Buffer.from("\uFEFF");

/**
 * The bytes of a stream in pieces that end between characters, without a byte order mark. Throws SourceError at the first
 * piece that is not UTF-8.
 */
export async function* readUtf8(stream: Readable, key: string): AsyncGenerator<Buffer> {
  let tail: Uint8Array = Buffer.alloc(0);
  let passed = 0;
  const check = (bytes: Buffer): Buffer => {
    if (!isUtf8(bytes)) throw notUtf8(key, passed);
    const isMarked = passed === 0 && bytes.subarray(0, 3).equals(byteOrderMark);
    passed += bytes.length;
    return isMarked ? bytes.subarray(3) : bytes;
  };
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const bytes = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
    const whole = bytes.length - openBytes(bytes);
    tail = bytes.subarray(whole);
    if (whole > 0) yield check(bytes.subarray(0, whole));
  }
  if (tail.length > 0) yield check(Buffer.from(tail));
}

/**
 * The text of UTF-8 bytes that were taken for Latin-1, one character for each. A file is taken so, and only the parts that are not
 * ASCII are decoded. Nearly all of its text then needs a byte for a character: one emoji would double the size of all text around
 * it. What follows takes half the time.
 */
export function decodeBytes(latin1: string): string {
  return Buffer.from(latin1, "latin1").toString("utf8");
}

/** How many bytes at the end begin a character that goes on in the next chunk. */
function openBytes(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    // 10xxxxxx goes on with a character: its first byte lies further back.
    if ((byte & 0xc0) === 0x80) continue;
    return back < lengthOf(byte) ? back : 0;
  }
  return 0;
}

/** Bytes of the character that begins with this one. */
function lengthOf(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}

function notUtf8(key: string, passed: number): SourceError {
  return new SourceError(`${key} is not UTF-8 text (after byte ${passed}).`, {
    hint: "Have the export written as UTF-8.",
  });
}
