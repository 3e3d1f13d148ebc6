/** A seeded source of numbers that is fast enough for millions of rows. */
export interface Random {
  /** A number in [0, 1). */
  fraction(): number;
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number;
  /** One of the choices, each as likely as the others. */
  pick<T>(choices: readonly [T, ...T[]]): T;
}

/** mulberry32: 32 bits of state, the same numbers on every machine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(fraction() * limit);
  return {
    fraction,
    below,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
  };
}
