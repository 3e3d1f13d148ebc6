import { stoppedBy, type ApiReader } from "../../service/reader.js";

/** Items that a part may bring before they are asked for. */
const mostHeld = 8;

/**
 * Reads several parts at the same time, as many as keep the service busy, and yields what they bring part by part, in
 * the order of the parts. A failure is thrown when its turn comes; the others are stopped then.
 */
export async function* sideBySide<Part, Item>(
  client: ApiReader,
  parts: Iterable<Part>,
  read: (part: Part, client: ApiReader) => AsyncGenerator<Item, unknown>,
): AsyncGenerator<Item, undefined> {
  const stop = new AbortController();
  const waiting = parts[Symbol.iterator]();
  const begun: EagerItems<Item>[] = [];
  const own: ApiReader = {
    ...stoppedBy(stop.signal, client),
    // The parts share it: what one of them asks ahead, perhaps past its end, is taken from the others.
    get depth() {
      return Math.max(1, Math.floor(client.depth / Math.max(1, begun.length)));
    },
  };
  const beginMore = (): void => {
    while (begun.length < client.depth) {
      const next = waiting.next();
      if (next.done === true) return;
      begun.push(new EagerItems(read(next.value, own)));
    }
  };
  try {
    beginMore();
    while (begun[0] !== undefined) {
      const next = await begun[0].next();
      if (next.done === true) begun.shift();
      // The latency is known better with each answer.
      beginMore();
      if (next.done !== true) yield next.value;
    }
  } finally {
    stop.abort();
    await Promise.all(begun.map((items) => items.close()));
  }
}

/** Items of a generator, which makes some before they are asked for. */
class EagerItems<Item> {
  readonly #source: AsyncGenerator<Item, unknown>;
  readonly #held: Promise<IteratorResult<Item, unknown>>[];

  constructor(source: AsyncGenerator<Item, unknown>) {
    this.#source = source;
    this.#held = Array.from({ length: mostHeld }, () => this.#make());
  }

  next(): Promise<IteratorResult<Item, unknown>> {
    this.#held.push(this.#make());
    return this.#held.shift() ?? this.#make();
  }

  async close(): Promise<void> {
    await this.#source.return(undefined);
  }

  #make(): Promise<IteratorResult<Item, unknown>> {
    // A generator that is asked again before it has answered answers in order.
    const item = this.#source.next();
    // Its failure is thrown when it is asked for. Until then it must not end the process.
    item.catch(() => undefined);
    return item;
  }
}
