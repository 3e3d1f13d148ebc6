import { isUtf8 } from "node:buffer";
import { Transform, type TransformCallback } from "node:stream";
import { SourceError } from "../errors.js";

/** Passes bytes on as they are, and fails with SourceError at the first chunk that is not UTF-8. */
export function createUtf8Guard(key: string): Transform {
  let tail: Uint8Array = Buffer.alloc(0);
  let passed = 0;
  const check = (bytes: Buffer, done: TransformCallback): void => {
    if (isUtf8(bytes)) {
      passed += bytes.length;
      done(null, bytes);
    } else {
      done(notUtf8(key, passed));
    }
  };
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      const bytes = tail.length === 0 ? chunk : Buffer.concat([tail, chunk]);
      const whole = bytes.length - openBytes(bytes);
      tail = bytes.subarray(whole);
      check(bytes.subarray(0, whole), done);
    },
    flush: (done) => {
      check(Buffer.from(tail), done);
    },
  });
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
