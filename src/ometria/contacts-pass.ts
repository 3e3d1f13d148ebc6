import type { ReadEvent } from "../reads/contract.js";
import type { Pass } from "../reads/passes/pass-plan.js";
import { passRead } from "../reads/passes/pass-read.js";
import type { PassRow, PassRun, PassWitness } from "../reads/passes/pass-source.js";
import { collections, contacts } from "./endpoints.js";

/** Passes over the contacts of all collections. */
export const contactsPass = passRead({
  name: "contacts",
  endpoint: contacts,
  witness: (run, pass) => (pass.updateSince === null ? new ContactCounter(run, pass) : undefined),
});

/** A collection says how many contacts it has. Fewer may be right, where some went meanwhile; nobody else would notice. */
class ContactCounter implements PassWitness {
  readonly incomplete: ReadonlySet<string> = new Set();
  readonly #found = new Map<string, number>();
  readonly #run: PassRun;
  /** Of the part in which a pass was resumed, and of those before it, not all is counted. */
  readonly #resumedIn: string;

  constructor(run: PassRun, pass: Pass) {
    this.#run = run;
    this.#resumedIn = pass.resumeFrom?.part ?? "";
  }

  // eslint-disable-next-line require-yield, @typescript-eslint/require-await -- it only counts.
  async *see(rows: readonly PassRow[]): AsyncGenerator<ReadEvent<never>, readonly PassRow[]> {
    for (const { part } of rows) this.#found.set(part, (this.#found.get(part) ?? 0) + 1);
    return rows;
  }

  // eslint-disable-next-line require-yield -- it only warns.
  async *judge(): AsyncGenerator<ReadEvent<never>> {
    const { context } = this.#run;
    for (const collection of await context.table(collections)) {
      const [id, count] = [collections.idOf(collection), contacts.parent?.sizeOf(collection)];
      const found = this.#found.get(id) ?? 0;
      if (id <= this.#resumedIn || count === undefined || found >= count) continue;
      context.log.warning("contacts: a collection has shown fewer contacts than it counts", {
        collection: id,
        count,
        found,
      });
    }
  }
}
