import type { DeletionRequest } from "../data/shop/deletion-requests.js";
import type { Product } from "../data/shop/products.js";
import type { Timed } from "../data/world-state.js";
import {
  between,
  readInstant,
  refuse,
  type Found,
  type Query,
  type Route,
  type RouteOptions,
} from "./route.js";

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
    find: ({ world }, query, [id = ""]) =>
      updated(world.shop.contacts(id) ?? refuse(404, "Not found"), query),
  },
  {
    pattern: /^\/v2\/contacts\/([^/]+)\/([^/]+)$/,
    find: ({ world }, _query, [collection = "", id = ""]) =>
      objectOf(world.shop.contacts(collection) ?? [], id),
  },
  {
    pattern: /^\/v2\/orders$/,
    find: ({ world }, query) => updated(world.shop.orders(), query),
  },
  {
    pattern: /^\/v2\/orders\/([^/]+)$/,
    find: ({ world }, _query, [id = ""]) => objectOf(world.shop.orders(), id),
  },
  {
    pattern: /^\/v2\/products$/,
    find: ({ world }, query) =>
      updated(
        world.shop.products().filter(({ record }) => isAskedFor(record, query)),
        query,
      ),
  },
  {
    pattern: /^\/v2\/products\/([^/]+)$/,
    find: ({ world }, _query, [id = ""]) => objectOf(world.shop.products(), id),
  },
  {
    pattern: /^\/v2\/custom-events$/,
    slash: "with",
    find: ({ world }, query) => updated(world.shop.customEvents(), query),
  },
  {
    pattern: /^\/v2\/custom-events\/([^/]+)$/,
    find: ({ world }, query, [type]) =>
      updated(
        world.shop.customEvents().filter(({ record }) => record.event_type === type),
        query,
      ),
  },
  {
    pattern: /^\/v2\/custom-events\/([^/]+)\/([^/]+)$/,
    find: ({ world }, _query, [type, id = ""]) =>
      objectOf(
        world.shop.customEvents().filter(({ record }) => record.event_type === type),
        id,
      ),
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
    find: (options) => ({ rows: deletionRequests(options), paging: "never" }),
  },
  {
    pattern: /^\/v2\/data-deletion-requests\/([^/]+)$/,
    find: (options, _query, [id = ""]) => ({
      object:
        deletionRequests(options).find((request) => request.id === id) ?? refuse(404, "Not found"),
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
): boolean {
  const active = query["active"] ?? "";
  return (
    (active === "" || active === String(isActive)) &&
    (!isVariant || query["includeVariants"] === "true")
  );
}

function updated(rows: readonly Timed<unknown>[], query: Query): Found {
  return { rows: between(rows, { since: readInstant(query, "updateSince") }), paging: "always" };
}

function objectOf(rows: readonly Timed<{ readonly id: string }>[], id: string): Found {
  const found = rows.find(({ record }) => record.id === id) ?? refuse(404, "Not found");
  return { object: found.record };
}
