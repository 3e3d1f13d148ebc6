import type { Readings } from "../../src/sandbox/api/readings.js";
import { showEvent } from "../../src/sandbox/api/shown-rows.js";
import type { EmailEvent } from "../../src/sandbox/data/email-journey.js";
import type { ListRecord } from "../../src/sandbox/data/list-definitions.js";
import { showRows } from "../../src/sandbox/data/mailings.js";
import type { Profile } from "../../src/sandbox/data/profile-record.js";
import type { Contact } from "../../src/sandbox/data/shop/contact-record.js";
import type { Collection } from "../../src/sandbox/data/shop/contacts.js";
import type { CustomEvent } from "../../src/sandbox/data/shop/custom-events.js";
import type { DeletionRequest } from "../../src/sandbox/data/shop/deletion-requests.js";
import type { Order } from "../../src/sandbox/data/shop/orders.js";
import type { Product } from "../../src/sandbox/data/shop/products.js";
import type { PushError } from "../../src/sandbox/data/shop/push-errors.js";
import type { ListChange, Timed, Unsubscribe } from "../../src/sandbox/data/world-state.js";
import type { World } from "../../src/sandbox/data/world.js";

/** All that the sandbox holds at its moment: the very objects that it serves. */
export interface Truth {
  readonly profiles: readonly Profile[];
  /** Active and archived ones. */
  readonly lists: readonly ListRecord[];
  readonly memberships: readonly { readonly list_id: string; readonly profile_id: string }[];
  /** Of all lists, each list's oldest first. */
  readonly listChanges: readonly ListChange[];
  /** Oldest first. */
  readonly unsubscribes: readonly Unsubscribe[];
  /** The rows of all export files, in order; empty texts are fields without a value. */
  readonly events: readonly EmailEvent[];
  /** Keys of the export files, in order. */
  readonly exportKeys: readonly string[];
  /** Ids of profiles that were merged into others: the API shows them nowhere but in old changes and unsubscribes. */
  readonly mergedIds: readonly string[];
  readonly collections: readonly Collection[];
  /** Of all collections. */
  readonly contacts: readonly Contact[];
  readonly orders: readonly Order[];
  readonly products: readonly Product[];
  readonly customEvents: readonly CustomEvent[];
  /** The latest, newest first. */
  readonly pushErrors: readonly PushError[];
  readonly deletionRequests: readonly DeletionRequest[];
}

/** What the world holds at the moment that it stands at. */
export function showTruth(world: World, readings: Readings): Truth {
  const profiles = world.profiles.map(({ record }) => record);
  return {
    profiles,
    lists: world.lists("all"),
    memberships: profiles.flatMap(({ id, lists }) =>
      lists.map((list) => ({ list_id: list.id, profile_id: id })),
    ),
    listChanges: [...world.changes.values()].flatMap(recordsOf),
    unsubscribes: recordsOf(world.unsubscribes),
    events: world.deliveries.flatMap(showRows),
    exportKeys: world.deliveries.map(({ key }) => key),
    mergedIds: [...world.mergedInto.keys()],
    ...showShop(world, readings),
  };
}

function showShop({ shop }: World, readings: Readings) {
  const collections = shop.collections();
  return {
    collections,
    contacts: collections.flatMap(({ collection }) => recordsOf(shop.contacts(collection) ?? [])),
    orders: recordsOf(shop.orders()),
    products: recordsOf(shop.products()),
    customEvents: recordsOf(shop.customEvents()).map((event) => showEvent(readings, event)),
    pushErrors: shop.pushErrors(),
    deletionRequests: shop.deletionRequests(),
  };
}

function recordsOf<T>(rows: readonly Timed<T>[]): T[] {
  return rows.map(({ record }) => record);
}
