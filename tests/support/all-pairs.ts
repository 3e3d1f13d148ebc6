/** Values to choose from, by the name of what they are chosen for. */
export type Choices = Readonly<Record<string, readonly unknown[]>>;

/** One value of each. */
export type Combination<C extends Choices> = { readonly [Name in keyof C]: C[Name][number] };

/**
 * Combinations in which any two values of different names meet at least once; the first has the first value of each. Greedy:
 * each begins with a pair that is still missing, and takes for every other name the value that brings the most missing pairs.
 */
export function allPairs<C extends Choices>(choices: C): Combination<C>[] {
  const names = Object.keys(choices);
  const missing = new Set<string>();
  for (const [index, one] of names.entries())
    for (const other of names.slice(index + 1))
      for (const left of valuesOf(choices, one))
        for (const right of valuesOf(choices, other))
          missing.add(pairOf([one, left], [other, right]));

  const combinations: Combination<C>[] = [];
  const take = (chosen: Chosen) => {
    for (const pair of pairsOf(chosen)) missing.delete(pair);
    // Names and values come from the choices, each name once.
    combinations.push(Object.fromEntries(chosen) as Combination<C>);
  };
  take(names.map((name) => [name, valuesOf(choices, name)[0]]));
  for (;;) {
    const [next] = missing;
    if (next === undefined) return combinations;
    take(complete(choices, JSON.parse(next) as Chosen, missing));
  }
}

type Chosen = readonly (readonly [name: string, value: unknown])[];

/** Chooses for the names that are left, one after the other. */
function complete(choices: Choices, begun: Chosen, missing: ReadonlySet<string>): Chosen {
  const chosen = [...begun];
  const given = new Set(begun.map(([name]) => name));
  for (const name of Object.keys(choices).filter((each) => !given.has(each))) {
    const gains = valuesOf(choices, name).map((value) => ({
      value,
      gain: chosen.filter((other) => missing.has(pairOf(other, [name, value]))).length,
    }));
    const most = Math.max(...gains.map(({ gain }) => gain));
    const best = gains.filter(({ gain }) => gain === most);
    // Not always the first of equals: others would hardly be chosen.
    chosen.push([name, best[missing.size % best.length]?.value]);
  }
  return chosen;
}

function pairsOf(chosen: Chosen): string[] {
  return chosen.flatMap((one, index) => chosen.slice(index + 1).map((other) => pairOf(one, other)));
}

/** The same for either order. */
function pairOf(...pair: Chosen): string {
  return JSON.stringify([...pair].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function valuesOf(choices: Choices, name: string): readonly unknown[] {
  return choices[name] ?? [];
}
