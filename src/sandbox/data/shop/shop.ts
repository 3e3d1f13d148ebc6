import type { ProfileEntry, Timed, WorldState } from "../world-state.js";
import { showMergeJobs, type MergeJob } from "./account.js";
import type { Contact } from "./contact-record.js";
import {
  showCollections,
  showContacts,
  showContactsOf,
  showMembers,
  type Collection,
  type Member,
} from "./contacts.js";
import { showCustomEvents, type CustomEvent } from "./custom-events.js";
import { showDeletionRequests, type DeletionRequest } from "./deletion-requests.js";
import { showOrder, type Order } from "./orders.js";
import { createProducts, type Product } from "./products.js";
import { showPushErrors, type PushError } from "./push-errors.js";

/**
 * Everything that hangs on the people and their purchases. It is made when it is asked for, by choices of its own: nothing
 * else in the world depends on whether somebody looks. Times are those that a filter sees.
 */
export interface Shop {
  products(): readonly Timed<Product>[];
  orders(): readonly Timed<Order>[];
  collections(): readonly Collection[];
  /** Undefined where there is no such collection. */
  contacts(collection: string): readonly Timed<Contact>[] | undefined;
  /** A contact of each of these people whom a collection knows. */
  contactsOf(people: readonly ProfileEntry[]): readonly Contact[];
  /** A contact of each of these people. */
  members(people: readonly ProfileEntry[]): readonly Member[];
  customEvents(): readonly Timed<CustomEvent>[];
  pushErrors(): readonly PushError[];
  deletionRequests(): readonly DeletionRequest[];
  mergeJobs(): readonly MergeJob[];
}

/** The shop of a world, as it is at the moment that `now` gives. */
export function createShop(state: WorldState, now: () => number): Shop {
  const { seed } = state.options;
  let made: readonly Timed<Product>[] | undefined;
  const products = (): readonly Timed<Product>[] => (made ??= createProducts(seed));
  const orders: Timed<Order>[] = [];
  return {
    products,
    orders: () => {
      for (const purchase of state.purchases.slice(orders.length)) {
        const number = orders.length;
        orders.push(showOrder({ purchase, number, seed, products: products() }));
      }
      return orders;
    },
    collections: () => showCollections(state),
    contacts: (collection) => showContacts(state, collection),
    contactsOf: (people) => showContactsOf(state, people),
    members: (people) => showMembers(state, people),
    customEvents: () => showCustomEvents(state),
    pushErrors: () => showPushErrors(state),
    mergeJobs: () => showMergeJobs(state),
    deletionRequests: () => showDeletionRequests(state, now()),
  };
}
