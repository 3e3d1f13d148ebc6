/** Takes one reason why the line at hand is wrong. */
export type Report = (reason: string) => void;

const maxShown = 20;

/** Collects what is wrong with an output, in order of the lines, and throws it all at once. */
export class ProblemList {
  readonly #shown: string[] = [];
  #count = 0;

  /** Gives the reporter for one line (numbered from 1). */
  at(line: number): Report {
    return (reason) => {
      this.add(`line ${line}: ${reason}`);
    };
  }

  /** Takes a problem of the output as a whole. */
  add(reason: string): void {
    this.#count += 1;
    if (this.#shown.length < maxShown) this.#shown.push(reason);
  }

  /** Throws an Error that lists the first problems and counts the rest; does nothing if there are none. */
  throwIfAny(): void {
    if (this.#count === 0) return;
    const rest = this.#count - this.#shown.length;
    const more = rest > 0 ? [`... and ${rest} more`] : [];
    throw new Error(
      [`The Singer output has ${this.#count} problem(s):`, ...this.#shown, ...more].join("\n  "),
    );
  }
}
