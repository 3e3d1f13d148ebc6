// What is longer is copied by a call: the call costs as much as a loop over so many bytes.
const shortAll = 8;
const shortPart = 24;

/** Puts bytes one behind the other into a buffer. Whoever uses it sees to it that there is room. */
export class ByteWriter {
  buffer: Buffer;
  /** Where the next byte goes. */
  at = 0;

  constructor(buffer: Buffer = Buffer.alloc(0)) {
    this.buffer = buffer;
  }

  begin(buffer: Buffer, at: number): void {
    this.buffer = buffer;
    this.at = at;
  }

  byte(byte: number): void {
    this.buffer[this.at] = byte;
    this.at += 1;
  }

  bytes(bytes: Buffer): void {
    if (bytes.length <= shortAll) {
      this.#loop(bytes, 0, bytes.length);
    } else {
      this.buffer.set(bytes, this.at);
      this.at += bytes.length;
    }
  }

  /** A part of other bytes, from `start` to before `end`. */
  part(from: Buffer, start: number, end: number): void {
    if (end - start <= shortPart) this.#loop(from, start, end);
    else this.at += from.copy(this.buffer, this.at, start, end);
  }

  /** The same, with the letters of ASCII in lower case. */
  lowerCase(from: Buffer, start: number, end: number): void {
    const { buffer } = this;
    let { at } = this;
    for (let index = start; index < end; index += 1) {
      const byte = from[index] ?? 0;
      buffer[at] = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
      at += 1;
    }
    this.at = at;
  }

  /** A text as UTF-8. */
  text(text: string): void {
    this.at += this.buffer.write(text, this.at);
  }

  /** A text of nothing but ASCII. */
  ascii(text: string): void {
    this.at += this.buffer.write(text, this.at, "latin1");
  }

  #loop(from: Buffer, start: number, end: number): void {
    const { buffer } = this;
    let { at } = this;
    for (let index = start; index < end; index += 1) {
      buffer[at] = from[index] ?? 0;
      at += 1;
    }
    this.at = at;
  }
}
