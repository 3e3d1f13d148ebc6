import { snakeCase, snakeCasePattern } from "../values/snake-case.js";

/** One name of a path: it may have `*` in it, case is ignored, and so is what SQL targets ignore in names. */
interface NamePattern {
  readonly text: string;
  matches(name: string): boolean;
}

/** Names from the record down. A list on the way is not a name of its own: a path goes on in each of its items. */
export type FieldPath = readonly NamePattern[];

/** A setting's `stream.path`. */
export interface FieldRule {
  readonly text: string;
  readonly stream: NamePattern;
  readonly path: FieldPath;
}

/** Reads a field such as `profiles.identities[].id`. */
export function parseFieldRule(text: string): FieldRule {
  const [stream = ""] = text.split(".", 1);
  return { text, stream: namePattern(stream), path: parsePath(text.slice(stream.length + 1)) };
}

/** Reads the path of a field in its stream, such as `identities[].id`. */
export function parsePath(text: string): FieldPath {
  if (text === "") return [];
  return text.split(".").map((name) => namePattern(name.replace(/(\[\])+$/, "")));
}

export function namePattern(text: string): NamePattern {
  const [own, plain] = [globOf(text), globOf(snakeCasePattern(text))];
  return { text, matches: (name) => own.test(name) || plain.test(snakeCase(name)) };
}

function globOf(pattern: string): RegExp {
  const escaped = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`, "isu");
}

/** Custom fields may have any number of names: what is kept of them is bounded. */
const mostNames = 1000;

/** What paths say of one place in a record, and of those below it. */
export class FieldRules {
  /** Whether a path ends here or above: then all that is below belongs to it too. */
  readonly isMatch: boolean;
  readonly #paths: readonly FieldPath[];
  readonly #below = new Map<string, FieldRules | undefined>();

  constructor(paths: readonly FieldPath[]) {
    this.#paths = paths;
    this.isMatch = paths.some((path) => path.length === 0);
  }

  /** What they say of a field of this name; undefined where nothing. */
  below(name: string): FieldRules | undefined {
    if (this.isMatch) return this;
    if (this.#below.has(name)) return this.#below.get(name);
    const paths = this.#paths
      .filter(([first]) => first?.matches(name))
      .map((path) => path.slice(1));
    const rules = paths.length === 0 ? undefined : new FieldRules(paths);
    if (this.#below.size >= mostNames) this.#below.clear();
    this.#below.set(name, rules);
    return rules;
  }

  /**
   * What they say of a field that is known by its path only, as `extra` knows those that could not be converted:
   * `identities.0.id`. A name may itself hold points.
   */
  belowPath(path: string): FieldRules | undefined {
    const [first = "", ...others] = path.split(".");
    if (others.length === 0) return this.below(path);
    if (others.length >= mostParts) return this.below(path) ?? this.below(first);
    const found = this.#reach([first, ...others], false);
    return found.length < 2 ? found[0] : new FieldRules(found.flatMap((rules) => rules.#paths));
  }

  /** Every way to put the parts together to names is tried; a number may be the place in a list. */
  #reach(parts: readonly string[], isInside: boolean): readonly FieldRules[] {
    const [first] = parts;
    if (first === undefined || this.isMatch) return [this];
    const named = parts.flatMap((_, index) => {
      const below = this.below(parts.slice(0, index + 1).join("."));
      return below === undefined ? [] : below.#reach(parts.slice(index + 1), true);
    });
    const isPlace = isInside && /^\d+$/.test(first);
    return isPlace ? [...named, ...this.#reach(parts.slice(1), true)] : named;
  }
}

const mostParts = 8;
