import type { CustomEvent } from "../data/shop/custom-events.js";
import type { DeletionRequest } from "../data/shop/deletion-requests.js";
import type { Order } from "../data/shop/orders.js";
import type { Product } from "../data/shop/products.js";
import type { Timed } from "../data/world-state.js";
import type { Readings } from "./readings.js";
import {
  between,
  readInstant,
  readSince,
  refuse,
  within,
  type Found,
  type Query,
  type Route,
  type RouteOptions,
} from "./route.js";
import { showContact, showDeletion, showEvent } from "./shown-rows.js";

const mostPushErrors = 100;

/**
 * The endpoints of the shop. Public code pages most of them; by which name they take a filter nobody tells: here it is
 * that of `/profiles`.
 */
export const shopRoutes: readonly Route[] = [
  {
    pattern: /^\/v2\/contacts$/,
    find: ({ world }) => ({ rows: world.shop.collections(), paging: "never" }),
  },
  {
    pattern: /^\/v2\/contacts\/([^/]+)$/,
    find: ({ world, readings }, query, [id = ""]) => {
      const contacts = world.shop.contacts(id) ?? refuse(404, "Not found");
      return updated(
        shown(contacts, (contact) => showContact(readings, contact)),
        query,
        readings,
      );
    },
  },
  {
    pattern: /^\/v2\/contacts\/([^/]+)\/([^/]+)$/,
    find: ({ world, readings }, _query, [collection = "", id = ""]) => ({
      object: showContact(readings, oneOf(world.shop.contacts(collection) ?? [], id)),
    }),
  },
  {
    pattern: /^\/v2\/orders$/,
    find: ({ world, readings }, query) => ({
      rows: ordersOf(world.shop.orders(), query, readings),
      paging: "always",
    }),
  },
  {
    pattern: /^\/v2\/orders\/([^/]+)$/,
    find: ({ world }, _query, [id = ""]) => ({ object: oneOf(world.shop.orders(), id) }),
  },
  {
    pattern: /^\/v2\/products$/,
    find: ({ world, readings }, query) =>
      updated(
        world.shop.products().filter(({ record }) => isAskedFor(record, query, readings)),
        query,
        readings,
      ),
  },
  {
    pattern: /^\/v2\/products\/([^/]+)$/,
    find: ({ world }, _query, [id = ""]) => ({ object: oneOf(world.shop.products(), id) }),
  },
  {
    pattern: /^\/v2\/custom-events$/,
    slash: "with",
    find: (options, query) => updated(eventsOf(options), query, options.readings),
  },
  {
    pattern: /^\/v2\/custom-events\/([^/]+)$/,
    find: (options, query, [type]) => updated(eventsOf(options, type), query, options.readings),
  },
  {
    pattern: /^\/v2\/custom-events\/([^/]+)\/([^/]+)$/,
    find: (options, _query, [type, id = ""]) => ({ object: oneOf(eventsOf(options, type), id) }),
  },
  {
    pattern: /^\/v2\/push\/_errors$/,
    find: ({ world, written }, { request_id: id }) => ({
      rows: [...written.pushErrors, ...world.shop.pushErrors()]
        .filter(({ request_id: own }) => own === (id ?? own))
        .slice(0, mostPushErrors),
      paging: "never",
    }),
  },
  {
    pattern: /^\/v2\/data-deletion-requests$/,
    find: (options) => ({
      rows: deletionRequests(options).map((request) => showDeletion(options.readings, request)),
      paging: "never",
    }),
  },
  {
    pattern: /^\/v2\/data-deletion-requests\/([^/]+)$/,
    find: (options, _query, [id = ""]) => ({
      object: showDeletion(
        options.readings,
        deletionRequests(options).find((request) => request.id === id) ?? refuse(404, "Not found"),
      ),
    }),
  },
];

/** Oldest first, those that were asked for meanwhile included. */
function deletionRequests({ world, written }: RouteOptions): readonly DeletionRequest[] {
  return [...world.shop.deletionRequests(), ...written.deletionRequests].sort((one, other) =>
    one.timestamp_created < other.timestamp_created ? -1 : 1,
  );
}

/** Variants come where they are asked for (ometria-api 11.8); an empty `active` is none. */
function isAskedFor(
  { is_active: isActive, is_variant: isVariant }: Product,
  query: Query,
  { variants }: Readings,
): boolean {
  const active = query["active"] ?? "";
  const hasVariants = query["includeVariants"] === "true" || variants === "always";
  return (active === "" || active === String(isActive)) && (!isVariant || hasVariants);
}

/** By time: a filter that has no date and time says nothing. */
function ordersOf(
  orders: readonly Timed<Order>[],
  query: Query,
  readings: Readings,
): readonly Order[] {
  const kinds = ["update", "create", "timestamp"];
  const isFiltered = kinds.some((kind) => `${kind}Since` in query || `${kind}Before` in query);
  if (isFiltered && readings.orderFilters === "empty") return [];
  const asked = readings.orderFilters === "ignored" ? {} : query;
  return kinds
    .map((kind) => ({
      since: readSince(asked, `${kind}Since`, readings),
      before: readInstant(asked, `${kind}Before`),
    }))
    .reduce<readonly Timed<Order>[]>((rows, span) => within(rows, span), orders)
    .map(({ record }) => record);
}

function eventsOf({ world, readings }: RouteOptions, type?: string): Timed<CustomEvent>[] {
  const events = shown(world.shop.customEvents(), (event) => showEvent(readings, event));
  return events.filter(({ record }) => type === undefined || record.event_type === type);
}

function shown<Row, Shown>(rows: readonly Timed<Row>[], show: (row: Row) => Shown): Timed<Shown>[] {
  return rows.map(({ at, record }) => ({ at, record: show(record) }));
}

function updated(rows: readonly Timed<unknown>[], query: Query, readings: Readings): Found {
  const since = readSince(query, "updateSince", readings);
  return { rows: between(rows, { since }), paging: "always" };
}

function oneOf<Row extends { readonly id: string }>(rows: readonly Timed<Row>[], id: string): Row {
  const found = rows.find(({ record }) => record.id === id) ?? refuse(404, "Not found");
  return found.record;
}
