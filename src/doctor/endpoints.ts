import { collectionEndpoint, type CollectionName } from "../reads/collection-endpoint.js";
import { rowId } from "../reads/paging/pages.js";
import type { JsonObject } from "../values/json.js";
import { selectedOf, type DoctorContext } from "./context.js";
import { allLists, firstProfiles, sampleEvents } from "./samples.js";

type Rows = readonly JsonObject[];

/** An endpoint that a stream needs, and some of its rows. */
export interface Endpoint {
  /** Below the base URL, for people: may have `{collection}` in it. */
  readonly path: string;
  readonly rows: (context: DoctorContext) => Promise<Rows>;
}

const lists: Endpoint = { path: "/lists", rows: allLists };
const profiles: Endpoint = { path: "/profiles", rows: firstProfiles };
const unsubscribes: Endpoint = {
  path: "/unsubscribes",
  rows: async (context) => (await sampleEvents(context)).rows,
};

/** What the streams need that are made of more than a collection of their own. */
const needs: Readonly<Record<string, readonly Endpoint[]>> = {
  lists: [lists],
  profiles: [profiles],
  member_lists: [lists, profiles],
  // How changes are asked has a check of its own.
  list_changes: [lists],
  unsubscribes: [unsubscribes],
};

/** Collections that are one path each. */
const plain: readonly CollectionName[] = [
  "collections",
  "orders",
  "products",
  "custom_events",
  "push_errors",
  "data_deletion_requests",
];

/** The endpoints that a stream needs, in the order in which they are asked; none for a stream of the export. */
export function endpointsOf(context: DoctorContext, stream: string): readonly Endpoint[] {
  if (stream === "contacts") return [collectionOf(context, "collections"), contactsOf(context)];
  const name = plain.find((each) => each === stream);
  return name === undefined ? (needs[stream] ?? []) : [collectionOf(context, name)];
}

/** Rows as the service sends them for a stream; undefined where the doctor does not ask for any. */
export async function rowsFor(context: DoctorContext, stream: string): Promise<Rows | undefined> {
  if (stream === "list_changes") return undefined;
  return endpointsOf(context, stream).at(-1)?.rows(context);
}

function collectionOf({ config }: DoctorContext, name: CollectionName): Endpoint {
  const { path } = collectionEndpoint(config, name);
  return { path, rows: (context) => firstOf(context, path) };
}

function contactsOf({ config }: DoctorContext): Endpoint {
  const { path } = collectionEndpoint(config, "contacts");
  return {
    path,
    rows: async (context) => {
      const own = await contactsPath(context);
      return own === undefined ? [] : firstOf(context, own);
    },
  };
}

/** Collections that are read page by page, and that a filter may be set for. */
export const filterable = ["contacts", "orders", "products", "custom_events"] as const;
export type Filterable = (typeof filterable)[number];

/** What trying each of these collections that is selected has come to. */
export async function tryEach<Outcome>(
  context: DoctorContext,
  tryOut: (context: DoctorContext, stream: Filterable) => Promise<Outcome>,
): Promise<(outcome: Outcome) => readonly Filterable[]> {
  const outcomes = new Map<Filterable, Outcome>();
  for (const stream of filterable) {
    if (selectedOf(context, [stream]).length > 0)
      outcomes.set(stream, await tryOut(context, stream));
  }
  return (outcome) => [...outcomes.keys()].filter((stream) => outcomes.get(stream) === outcome);
}

/** The path that rows of such a collection come from; undefined where there is nothing to ask for. */
export async function pathFor(
  context: DoctorContext,
  stream: Filterable,
): Promise<string | undefined> {
  if (stream === "contacts") return contactsPath(context);
  return collectionEndpoint(context.config, stream).path;
}

/** The path of the collection with most contacts; undefined where there is none. */
async function contactsPath(context: DoctorContext): Promise<string | undefined> {
  const { rows } = collectionOf(context, "collections");
  const [largest] = [...(await rows(context))].sort((one, other) => countOf(other) - countOf(one));
  if (largest === undefined) return undefined;
  const { path } = collectionEndpoint(context.config, "contacts");
  return path.replaceAll("{collection}", encodeURIComponent(rowId(largest)));
}

function countOf({ count }: JsonObject): number {
  return Number.isFinite(Number(count)) ? Number(count) : 0;
}

function firstOf({ config, service }: DoctorContext, path: string): Promise<Rows> {
  return service().rows(path, { limit: config.page_size, offset: 0 });
}
