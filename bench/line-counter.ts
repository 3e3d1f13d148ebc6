/** Lines and bytes of one type of Singer message. */
export interface LineCount {
  lines: number;
  bytes: number;
}

const lineFeed = 10;
const prefix = '{"type":"';
const types = ["RECORD", "STATE", "SCHEMA"] as const;

/** Counts Singer lines by their type, from chunks that end anywhere, without decoding what is in them. */
export class LineCounter {
  readonly counts = new Map<string, LineCount>();
  /** How the line that is not over yet begins. */
  #head = "";
  #bytes = 0;
  /** Lines so far, of all types. */
  lines = 0;

  add(chunk: Buffer): void {
    let begin = 0;
    while (begin < chunk.length) {
      const found = chunk.indexOf(lineFeed, begin);
      const end = found === -1 ? chunk.length : found + 1;
      const missing = prefix.length + 2 - this.#head.length;
      if (missing > 0)
        this.#head += chunk.toString("latin1", begin, Math.min(end, begin + missing));
      this.#bytes += end - begin;
      if (found !== -1) this.#endLine();
      begin = end;
    }
  }

  /** The count of one type. */
  of(type: (typeof types)[number]): LineCount {
    return this.counts.get(type) ?? { lines: 0, bytes: 0 };
  }

  #endLine(): void {
    // Two letters tell the types apart.
    const type = types.find((name) => this.#head === prefix + name.slice(0, 2)) ?? "other";
    const count = this.counts.get(type) ?? { lines: 0, bytes: 0 };
    count.lines += 1;
    count.bytes += this.#bytes;
    this.counts.set(type, count);
    this.lines += 1;
    this.#head = "";
    this.#bytes = 0;
  }
}
