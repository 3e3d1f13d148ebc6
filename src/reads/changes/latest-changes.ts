import type { JsonObject } from "../../values/json.js";

/** One entry into or exit from a parent's rows. */
export interface Change {
  /** The id of what entered or left. */
  readonly subject: string;
  readonly isEntry: boolean;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The event under the names that records have. */
  readonly fields: JsonObject;
}

/**
 * Keeps the last change of each subject. Of two with the same time the later one in the answer counts. Where the service sends the
 * newest first, it is the earlier one.
 */
export class LatestChanges {
  readonly #bySubject = new Map<string, { readonly first: Change; readonly last: Change }>();
  #previous: Change | undefined;
  /** Steps from a change to a newer one, less those to an older one. */
  #rises = 0;

  add(change: Change): void {
    this.#rises += Math.sign(change.at - (this.#previous?.at ?? change.at));
    this.#previous = change;
    const known = this.#bySubject.get(change.subject);
    if (known === undefined || known.last.at < change.at) {
      this.#bySubject.set(change.subject, { first: change, last: change });
    } else if (known.last.at === change.at) {
      this.#bySubject.set(change.subject, { first: known.first, last: change });
    }
  }

  /** One change for each subject, in the order in which the subjects came. */
  get changes(): Change[] {
    const isNewestFirst = this.#rises < 0;
    return [...this.#bySubject.values()].map(({ first, last }) => (isNewestFirst ? first : last));
  }
}
