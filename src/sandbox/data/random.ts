/** A seeded source of choices: the same seed and the same calls give the same answers on every machine. */
export interface Random {
  /** A number in [0, 1). */
  fraction(): number;
  /** A whole number from `least` to `most`, both included. */
  integer(least: number, most: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One of the choices; throws a RangeError if there are none. */
  pick<T>(choices: readonly T[]): T;
  /** A whole number whose mean is `expected`: its whole part, or one more. */
  count(expected: number): number;
  /** A moment in [from, to), in milliseconds, on a whole second: records hold no fractions. */
  instant(from: number, to: number): number;
  /** So many lower-case hexadecimal digits. */
  hex(digits: number): string;
}

/** Makes a source of choices from a seed; `1` and `"1"` are the same seed. */
export function createRandom(seed: string | number): Random {
  const next = createGenerator(String(seed));
  const fraction = () => next() / 2 ** 32;
  const integer = (least: number, most: number) =>
    least + Math.floor(fraction() * (most - least + 1));
  return {
    fraction,
    integer,
    chance: (probability) => fraction() < probability,
    pick: (choices) => {
      const choice = choices[integer(0, choices.length - 1)];
      if (choice === undefined) {
        throw new RangeError("There is nothing to pick from.");
      }
      return choice;
    },
    count: (expected) =>
      Math.floor(expected) + (fraction() < expected - Math.floor(expected) ? 1 : 0),
    instant: (from, to) => Math.floor((from + fraction() * (to - from)) / 1000) * 1000,
    hex: (digits) => {
      let text = "";
      while (text.length < digits) {
        text += next().toString(16).padStart(8, "0");
      }
      return text.slice(0, digits);
    },
  };
}

/** Marsaglia's xorshift128: 32 bits a call. Its four words come from an FNV-1a hash of the seed. */
function createGenerator(seed: string): () => number {
  let [x, y, z, w] = [hash(`${seed}/x`), hash(`${seed}/y`), hash(`${seed}/z`), hash(`${seed}/w`)];
  const next = () => {
    const mixed = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = w ^ (w >>> 19) ^ mixed ^ (mixed >>> 8);
    return w >>> 0;
  };
  // Seeds that differ little give hashes that differ little: the first numbers would show it.
  for (let round = 0; round < 32; round += 1) {
    next();
  }
  return next;
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(text)) {
    value = Math.imul(value ^ byte, 0x01000193);
  }
  return value | 1;
}
