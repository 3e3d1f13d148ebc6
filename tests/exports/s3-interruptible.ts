import { Readable } from "node:stream";
import { createMemoryObjects, type MemoryObjects } from "../simulator/s3/objects.js";

/** What happens to the next reading of an object, behind so many of its bytes. */
export type Interruption = { readonly key: string; readonly afterBytes: number } & (
  | {
      /** Nothing more comes. */
      readonly kind: "stall";
    }
  | {
      /** The connection breaks, and something else happens before anything can be asked again. */
      readonly kind: "break";
      readonly then: () => void;
    }
);

/** Objects in memory, the reading of which can be interrupted at a place. */
export interface InterruptibleObjects {
  readonly objects: MemoryObjects;
  readonly meet: (interruption: Interruption) => void;
  /** Resolves once the interruption has come. */
  readonly met: () => Promise<void>;
}

/** Makes a store without objects. */
export function interruptible(): InterruptibleObjects {
  const objects = createMemoryObjects();
  let next: Interruption | undefined;
  let isMet = (): void => undefined;
  const meeting = new Promise<void>((resolve) => (isMet = resolve));

  async function* interrupt(whole: Readable, what: Interruption): AsyncGenerator<Buffer> {
    for await (const chunk of whole) {
      yield (chunk as Buffer).subarray(0, what.afterBytes);
      isMet();
      if (what.kind === "stall") await new Promise(() => undefined);
      else what.then();
      throw new Error("interrupted");
    }
  }

  const open: MemoryObjects["open"] = (key) => {
    const found = objects.open(key);
    if (found === undefined) return undefined;
    const read = (start: number, length: number): Readable => {
      const [whole, what] = [found.read(start, length), next];
      if (what?.key !== key) return whole;
      next = undefined;
      return Readable.from(interrupt(whole, what));
    };
    return { ...found, read };
  };

  return {
    objects: { ...objects, open },
    meet: (interruption) => {
      next = interruption;
    },
    met: () => meeting,
  };
}
