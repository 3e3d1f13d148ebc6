import type { ListChange } from "./list-changes-of.js";

/**
 * Keeps the last change of each profile. Of two that have the same time it is the one that came later, or earlier where
 * the service sends the newest first.
 */
export class LatestChanges {
  readonly #byProfile = new Map<
    string,
    { readonly first: ListChange; readonly last: ListChange }
  >();
  #previous: ListChange | undefined;
  /** Steps from a change to a newer one, less those to an older one. */
  #rises = 0;

  add(change: ListChange): void {
    this.#rises += Math.sign(change.at - (this.#previous?.at ?? change.at));
    this.#previous = change;
    const known = this.#byProfile.get(change.profileId);
    if (known === undefined || known.last.at < change.at) {
      this.#byProfile.set(change.profileId, { first: change, last: change });
    } else if (known.last.at === change.at) {
      this.#byProfile.set(change.profileId, { first: known.first, last: change });
    }
  }

  /** One change for each profile, in the order in which the profiles came. */
  get changes(): ListChange[] {
    const isNewestFirst = this.#rises < 0;
    return [...this.#byProfile.values()].map(({ first, last }) => (isNewestFirst ? first : last));
  }
}
