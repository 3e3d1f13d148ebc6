import type { ExportObject } from "../../exports/stores/store.js";
import { fingerprintOf, mostDone } from "./listing-plan.js";

/** The objects that are done, in the order in which they were: a checkpoint of tens of thousands of them costs nothing. */
export class DoneObjects {
  readonly #prints: string[];
  readonly #known: Set<string>;

  constructor(prints: readonly string[]) {
    this.#prints = [...prints];
    this.#known = new Set(prints);
  }

  has(print: string): boolean {
    return this.#known.has(print);
  }

  add(object: ExportObject): void {
    const print = fingerprintOf(object);
    if (this.#known.has(print)) return;
    this.#known.add(print);
    this.#prints.push(print);
  }

  /** What gives the fingerprints of this moment, the latest of them, whatever is done by the time it is called. */
  snapshot(): () => string[] {
    const { length } = this.#prints;
    return () => this.#prints.slice(Math.max(0, length - mostDone), length);
  }
}
