import type { ReadEvent } from "../reads/contract.js";
import type { Pass } from "../reads/passes/pass-plan.js";
import { passRead } from "../reads/passes/pass-read.js";
import type { PassRun, PassWitness } from "../reads/passes/pass-source.js";
import type { JsonObject } from "../values/json.js";
import { collections, contacts } from "./endpoints.js";

/** Passes over the contacts of all collections. */
export const contactsPass = passRead({
  name: "contacts",
  endpoint: contacts,
  witness: (run, pass) => new ContactCounter(run, pass),
});

/** A collection says how many contacts it has. Fewer may be right, where some went meanwhile; nobody else would notice. */
class ContactCounter implements PassWitness {
  readonly #found = new Map<string, number>();
  readonly #run: PassRun;
  /** Of the part in which a pass was resumed, and of those before it, not all is counted. */
  readonly #resumedIn: string;

  constructor(run: PassRun, pass: Pass) {
    this.#run = run;
    this.#resumedIn = pass.resumeFrom?.part ?? "";
  }

  see(rows: readonly JsonObject[], part: string): void {
    this.#found.set(part, (this.#found.get(part) ?? 0) + rows.length);
  }

  // eslint-disable-next-line require-yield -- it only warns.
  async *judge(): AsyncGenerator<ReadEvent<never>, readonly string[]> {
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
    return [];
  }
}
