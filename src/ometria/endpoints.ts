import type { Endpoint, EndpointFacts, ParentRows } from "../reads/endpoint.js";
import { changeId, idOf, publicIdOf, timeOf, toCount, wholeRow } from "./row-values.js";

/** The largest page that the API gives, and the page where no `limit` is sent (ometria-api 1.2). */
const paged = { isPaged: true, mostRows: 250, defaultPage: 10 } as const;
/** No `limit` and `offset` are documented: the whole set in one answer. */
const unpaged = { isPaged: false, mostRows: 250, defaultPage: 10 } as const;

/** Ometria was founded in 2013: nothing is older. */
const begins = Date.parse("2013-01-01T00:00:00Z");

const plain = { query: {}, idOf };

/** Every endpoint that the tap reads. Paths, parameters and their formats are those of ometria-api, table 1.2. */
export const profiles: EndpointFacts = {
  ...paged,
  ...plain,
  name: "profiles",
  path: "/profiles/",
  settings: {
    list_id: {
      type: "string",
      enum: ["id", "public_id"],
      description:
        "Which id of a list profiles name in `lists`: the `id` or the `public_id` of `/lists`. Needed only where it cannot be told.",
    },
  },
  since: { param: "updateSince", format: "date", zone: "" },
};

/** Every list, whatever its mode: memberships of archived lists are read too. */
export const everyList = { mode: "all" } as const;

export const lists: EndpointFacts = {
  ...unpaged,
  name: "lists",
  path: "/lists",
  // Without a mode it sends the active ones.
  query: everyList,
  witnesses: [{ mode: "active" }, { mode: "archived" }],
  idOf,
};

const parentList: ParentRows = {
  endpoint: lists,
  query: everyList,
  part: "list_id",
  noun: "list",
  sizeOf: ({ size }) => toCount(size),
  // One that is archived, or being made anew, may be 404 (ometria-api 11.25).
  mayBeAway: ({ status }) => typeof status === "string" && status !== "READY",
  // Which of them the path takes is not known (ometria-api 11.1).
  pathIds: [
    { name: "id", of: idOf },
    { name: "public_id", of: publicIdOf },
  ],
};

export const listChanges: EndpointFacts = {
  ...unpaged,
  name: "list_changes",
  path: "/lists/{list_id}/changes",
  query: {},
  idOf: changeId,
  isRow: (body) => "profile_id" in body && "event" in body,
  since: { param: "since", format: "date", zone: "", isRequired: true },
  timeOf,
  begins,
  canBeOff: true,
  settings: {
    list_id: {
      type: "string",
      enum: ["id", "public_id"],
      description:
        "Which id of a list the path takes: the `id` or the `public_id` of `/lists`. Absent: `id`, and `public_id` where `id` is 404 for every list.",
    },
  },
  parent: parentList,
};

export const listMembers: EndpointFacts = {
  ...paged,
  name: "list_members",
  path: "/lists/{list_id}/contacts",
  query: {},
  // A contact's id is one in its collection, a profile has none (ometria-api 5).
  idOf: ({ collection, ...row }) =>
    collection === undefined ? idOf(row) : JSON.stringify([collection, idOf(row)]),
  parent: parentList,
  isNeeded: ({ member_source: source }) => source === "lists",
};

export const unsubscribes: EndpointFacts = {
  ...unpaged,
  name: "unsubscribes",
  path: "/unsubscribes",
  query: {},
  idOf: wholeRow,
  since: { param: "since", format: "date-time", zone: "" },
  before: "before",
  timeOf,
  begins,
};

export const collections: EndpointFacts = {
  ...unpaged,
  name: "collections",
  path: "/contacts",
  query: {},
  // A collection has no `id` (ometria-api 5).
  idOf: ({ collection, ...row }) => idOf({ id: collection, ...row }),
};

export const contacts: EndpointFacts = {
  ...paged,
  ...plain,
  name: "contacts",
  path: "/contacts/{collection}",
  since: { param: "updateSince", format: "date", zone: "" },
  parent: {
    endpoint: collections,
    query: {},
    part: "collection",
    noun: "collection",
    sizeOf: ({ count }) => toCount(count),
  },
};

export const orders: EndpointFacts = {
  ...paged,
  ...plain,
  name: "orders",
  path: "/orders",
  since: { param: "updateSince", format: "date-time", zone: "Z" },
};

export const products: EndpointFacts = {
  ...paged,
  name: "products",
  path: "/products",
  // Without it the service may send parent products only (ometria-api 7).
  query: { includeVariants: "true" },
  idOf,
};

export const customEvents: EndpointFacts = {
  ...paged,
  name: "custom_events",
  path: "/custom-events/",
  query: {},
  // An event is addressed by type and id: ids may repeat across types (ometria-api 8.1).
  idOf: ({ event_type: type, ...row }) => JSON.stringify([type, idOf(row)]),
};

export const pushErrors: EndpointFacts = {
  ...unpaged,
  ...plain,
  name: "push_errors",
  path: "/push/_errors",
  // "The latest 100" (ometria-api 8.2).
  mostRows: 100,
  isLog: true,
};

export const deletionRequests: EndpointFacts = {
  ...unpaged,
  ...plain,
  name: "data_deletion_requests",
  path: "/data-deletion-requests",
};

/** Definitions of custom fields: an envelope, and a page maximum of its own (ometria-api 8.4). */
export const customFields: EndpointFacts = {
  name: "custom_fields",
  path: "/custom_fields",
  query: {},
  rowsIn: "fields",
  isPaged: true,
  mostRows: 200,
  defaultPage: 50,
  idOf: ({ category, ...row }) => JSON.stringify([category, idOf(row)]),
};

/** Jobs that merge profiles (ometria-api 8.5). */
export const mergeJobs: EndpointFacts = {
  ...paged,
  name: "merge_jobs",
  path: "/merge-profile",
  query: {},
  rowsIn: "jobs",
  mostRows: 100,
  idOf: ({ job_id: id, ...row }) => idOf({ ...row, id }),
};

/** Requests to translate (ometria-api 8.6). */
export const translationRequests: EndpointFacts = {
  ...paged,
  name: "translation_requests",
  path: "/translations/requests",
  query: {},
  mostRows: 50,
  idOf: ({ request_id: id, ...row }) => idOf({ ...row, id }),
};

/** The path of one profile. */
export function profilePath(id: string): string {
  return `/profiles/${encodeURIComponent(id)}`;
}

/** An endpoint of which nothing is known but its path, for one request that a person makes. */
export function anyEndpoint(path: string): Endpoint {
  return { ...paged, ...plain, name: "request", path, isWhole: false };
}
