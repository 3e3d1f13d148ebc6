import type { Config } from "../../config/load.js";

/** What a check comes to. */
export type Verdict = "holds" | "does not hold" | "cannot tell";

/** Streams that cannot run as things are, and the exit code that a run of them would end with. */
export interface Failing {
  readonly streams: readonly string[];
  readonly exitCode: number;
}

/** The answer to a check's question. It MUST hold no value of a row: names, counts and types are all that may be told. */
export interface Finding {
  readonly verdict: Verdict;
  /** What was seen, what follows, and what the tap does about it. */
  readonly meaning: string;
  /** The setting to look at, where there is one. */
  readonly setting?: string;
  /** Settings that make it right, to be put over those of the config. */
  readonly change?: Partial<Config>;
  readonly failing?: Failing;
}

/** Makes the finding that an assumption holds. */
export function holds(meaning: string): Finding {
  return { verdict: "holds", meaning };
}

/** Makes the finding that a reader cannot see it, or not on this account. */
export function cannotTell(meaning: string): Finding {
  return { verdict: "cannot tell", meaning };
}

/** Makes the finding that an assumption is wrong. */
export function broken(meaning: string, rest: Omit<Finding, "verdict" | "meaning"> = {}): Finding {
  return { verdict: "does not hold", meaning, ...rest };
}
