import type { Sample } from "../ometria/assumptions/own-check.js";
import { askedAtLargest, type Asked } from "../reads/asked.js";
import { endpointUnder, type Endpoint, type EndpointFacts } from "../reads/endpoint.js";
import { windowQuery } from "../reads/windows/window-probe.js";
import type { StreamDefinition } from "../records/stream.js";
import type { Query } from "../service/reader.js";
import { dayMs } from "../values/duration.js";
import type { JsonObject } from "../values/json.js";
import type { Service } from "./asked-service.js";
import { namesOf, type DoctorContext } from "./context.js";

type Rows = readonly JsonObject[];

/** The endpoints that a stream is read from, in the order in which they are asked; none for a stream of the export. */
export function endpointsOf({ sources }: StreamDefinition): readonly EndpointFacts[] {
  return [...new Set(sources.flatMap(({ read }) => read.endpoints))];
}

/** The endpoints of a kind that the selected streams are read from, without those that the settings have no use for. */
export function selectedEndpoints(
  { config, streams }: DoctorContext,
  of: (endpoint: EndpointFacts, stream: StreamDefinition) => boolean = () => true,
): readonly Endpoint[] {
  const facts = new Set(
    streams.flatMap(({ definition }) =>
      endpointsOf(definition).filter((endpoint) => of(endpoint, definition)),
    ),
  );
  return [...facts]
    .filter(({ isNeeded }) => isNeeded?.(config) !== false)
    .flatMap((each) => endpointUnder(config, each) ?? []);
}

/** The selected streams that cannot do without an endpoint. */
export function streamsOf({ streams }: DoctorContext, endpoint: EndpointFacts): readonly string[] {
  return namesOf(
    streams.filter(({ definition }) =>
      endpointsOf(definition).some(({ name }) => name === endpoint.name),
    ),
  );
}

/** How many rows one request asks for. */
export function limitOf({ config }: DoctorContext, { mostRows }: Endpoint): number {
  return Math.min(config.page_size, mostRows);
}

/** An endpoint that can be asked; its parts are those of its largest parent. Undefined where it has no parent. */
export async function askable(
  context: DoctorContext,
  endpoint: Endpoint,
  service: Pick<Service, "get"> = context.service(),
): Promise<Asked | undefined> {
  return askedAtLargest(service, endpoint, async ({ endpoint: facts, query }) => {
    const above = endpointUnder(context.config, facts);
    return above === undefined ? [] : firstRows(context, { ...above, query });
  });
}

/** The first rows of an endpoint; of one that is asked by time, the latest. */
export async function firstRows(context: DoctorContext, endpoint: Endpoint): Promise<Rows> {
  const asked = await askable(context, endpoint);
  if (asked === undefined) return [];
  if (endpoint.before !== undefined) return (await latestRows(context, asked)).rows;
  return asked.rows({ limit: limitOf(context, endpoint), offset: 0 });
}

/** Rows of the last days, and how they were asked for. */
export interface LatestRows {
  readonly rows: Rows;
  /** Without `limit` and `offset`. */
  readonly query: Query;
}

/** Where a month has fewer rows than this, a year is looked at. */
const enough = 10;

/** The rows of the last month; of the last year, where a month has too few to tell anything by. */
export async function latestRows(context: DoctorContext, asked: Asked): Promise<LatestRows> {
  const month = await rowsOfDays(context, asked, 30);
  return month.rows.length >= enough ? month : rowsOfDays(context, asked, 365);
}

async function rowsOfDays(
  context: DoctorContext,
  { endpoint, rows }: Asked,
  days: number,
): Promise<LatestRows> {
  const now = await context.service().now();
  const query = windowQuery(endpoint, now - days * dayMs, now + dayMs);
  return { rows: await rows({ ...query, limit: limitOf(context, endpoint), offset: 0 }), query };
}

/** Pages that are looked at. */
const mostPages = 3;

/** The first pages of an endpoint, or its only answer where it is not paged. */
export async function sampleRows(context: DoctorContext, endpoint: Endpoint): Promise<Sample> {
  const { idOf, isPaged, defaultPage } = endpoint;
  const first = await firstRows(context, endpoint);
  const asked = isPaged ? await askable(context, endpoint) : undefined;
  const isShort = first.length < Math.min(defaultPage, limitOf(context, endpoint));
  if (asked === undefined || isShort) return { rows: first, isWhole: true };
  const found = new Map(first.map((row) => [idOf(row), row]));
  for (let page = 1; page < mostPages; page += 1) {
    const rows = await asked.rows({ limit: limitOf(context, endpoint), offset: found.size });
    const before = found.size;
    for (const row of rows) found.set(idOf(row), row);
    if (found.size > before) continue;
    // A service that ignores offset sends its first page again: that says nothing of how many there are.
    return { rows: [...found.values()], isWhole: rows.length === 0 };
  }
  return { rows: [...found.values()], isWhole: false };
}
