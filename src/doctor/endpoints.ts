import { customEvents, orders, products, contacts } from "../ometria/endpoints.js";
import {
  endpointUnder,
  pathOf,
  type Endpoint as ServiceEndpoint,
  type EndpointFacts,
} from "../reads/endpoint.js";
import { readsFrom } from "../records/stream.js";
import type { JsonObject } from "../values/json.js";
import { selectedOf, type DoctorContext } from "./context.js";
import { sampleEvents } from "./samples.js";

type Rows = readonly JsonObject[];

/** An endpoint that a stream needs, and some of its rows. */
export interface Endpoint {
  /** Below the base URL, for people: may have parts in braces. */
  readonly path: string;
  readonly rows: (context: DoctorContext) => Promise<Rows>;
}

/** The endpoints that a stream needs, in the order in which they are asked; none for a stream of the export. */
export function endpointsOf(context: DoctorContext, stream: string): readonly Endpoint[] {
  return askedFor(context, stream).map((endpoint) => ({
    path: endpoint.path,
    rows: () => rowsOf(context, endpoint),
  }));
}

/** Rows as the service sends them for a stream; undefined where the doctor does not ask for any. */
export async function rowsFor(context: DoctorContext, stream: string): Promise<Rows | undefined> {
  const own = askedFor(context, stream).find(({ name }) => name === stream);
  return own === undefined ? undefined : rowsOf(context, own);
}

function askedFor(context: DoctorContext, stream: string): readonly ServiceEndpoint[] {
  const selected = context.streams.find(({ definition }) => definition.name === stream);
  if (selected === undefined || !readsFrom(selected.definition, "api")) return [];
  const facts = new Set(selected.definition.sources.flatMap(({ read }) => read.endpoints));
  return (
    [...facts]
      // How an endpoint that can be done without is asked has a check of its own.
      .filter(({ canBeOff = false }) => !canBeOff)
      .flatMap((each) => endpointUnder(context.config, each) ?? [])
  );
}

async function rowsOf(context: DoctorContext, endpoint: ServiceEndpoint): Promise<Rows> {
  if (endpoint.before !== undefined) return (await sampleEvents(context)).rows;
  const path = await filledPath(context, endpoint);
  if (path === undefined) return [];
  return firstOf(context, endpoint, path);
}

/** The path of the parent with most rows; undefined where there is none. */
async function filledPath(
  context: DoctorContext,
  endpoint: ServiceEndpoint,
): Promise<string | undefined> {
  const { parent } = endpoint;
  if (parent === undefined) return endpoint.path;
  const above = endpointUnder(context.config, parent.endpoint);
  if (above === undefined) return undefined;
  const rows = await firstOf(context, { ...above, query: parent.query }, above.path);
  const [largest] = [...rows].sort(
    (one, other) => (parent.sizeOf(other) ?? 0) - (parent.sizeOf(one) ?? 0),
  );
  return largest === undefined ? undefined : pathOf(endpoint, parent.endpoint.idOf(largest));
}

async function firstOf(
  { config, service }: DoctorContext,
  endpoint: ServiceEndpoint,
  path: string,
): Promise<Rows> {
  const limit = Math.min(config.page_size, endpoint.mostRows);
  return service().rows(path, { ...endpoint.query, limit, offset: 0 }, endpoint);
}

/** Endpoints that are read page by page, and that a filter may be set for. */
const byFilter: Readonly<Record<Filterable, EndpointFacts>> = {
  contacts,
  orders,
  products,
  custom_events: customEvents,
};

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

/** Such an endpoint, as the settings have it asked. */
export function filterableEndpoint(
  { config }: DoctorContext,
  stream: Filterable,
): ServiceEndpoint | undefined {
  return endpointUnder(config, byFilter[stream]);
}

/** The path that rows of such a collection come from; undefined where there is nothing to ask for. */
export async function pathFor(
  context: DoctorContext,
  stream: Filterable,
): Promise<string | undefined> {
  const endpoint = filterableEndpoint(context, stream);
  return endpoint === undefined ? undefined : filledPath(context, endpoint);
}
