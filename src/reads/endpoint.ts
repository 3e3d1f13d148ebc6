import type { Config } from "../config/load.js";
import { AssumptionError, NotFoundError } from "../errors.js";
import { rowsOf } from "../service/parse-body.js";
import type { OptionalParameters, Query } from "../service/reader.js";
import { dayMs } from "../values/duration.js";
import { isJsonObject, type JsonObject } from "../values/json.js";
import { formatDate, formatInstant } from "../values/timestamp.js";

/** How the time of a filter is written: as a day, or as an instant. */
export type SinceFormat = "date" | "date-time";

/** The parameter that asks for what is newer than a time. */
export interface SinceFilter {
  readonly param: string;
  readonly format: SinceFormat;
  /** What stands behind the seconds of an instant. */
  readonly zone: "" | "Z";
  /** The service answers nothing without it. */
  readonly isRequired?: boolean;
}

/** An id by which a path may name a parent. */
export interface PathId {
  /** What the settings call it. */
  readonly name: string;
  readonly of: (parent: JsonObject) => string | undefined;
}

/** The rows that the parts of an endpoint's path are named by: one part for each of them. */
export interface ParentRows {
  readonly endpoint: EndpointFacts;
  readonly query: Query;
  /** The part of the path that is replaced by a parent's id, without its braces. */
  readonly part: string;
  /** What one of them is, for people. */
  readonly noun: string;
  /** How many rows a parent says that it has; undefined where it does not say. */
  readonly sizeOf: (parent: JsonObject) => number | undefined;
  /** Whether the service may answer 404 for its rows although there are some; absent = it may not. */
  readonly mayBeAway?: (parent: JsonObject) => boolean;
  /**
   * The ids by which the path may name a parent, the likeliest first; the setting of the name of `part` chooses one. Absent: it
   * is the id that the parent's endpoint has.
   */
  readonly pathIds?: readonly PathId[];
}

/** One endpoint of the service, as data: what is true of it whatever the settings say. */
export interface EndpointFacts {
  /** Its key in the setting `endpoints`. */
  readonly name: string;
  /** Path below the base URL; parts that differ from request to request stand in braces. */
  readonly path: string;
  /** Sent with every request. A read may add parameters, and may set others for these. */
  readonly query: Query;
  /** What identifies a row. */
  readonly idOf: (row: JsonObject) => string;
  /** Whether an object that is the whole answer is a row itself; absent where only arrays are answers. */
  readonly isRow?: (body: JsonObject) => boolean;
  /** The field of the answer that holds the rows; absent where the answer is the array itself. */
  readonly rowsIn?: string;
  /** Whether the vendor documents `limit` and `offset`. */
  readonly isPaged: boolean;
  /** Rows in one answer at most. */
  readonly mostRows: number;
  /** Rows in an answer to a request without `limit`: an answer that is shorter is whole. */
  readonly defaultPage: number;
  /** The filter by time; absent where none is known. */
  readonly since?: SinceFilter;
  /** The parameter that leaves out what is not older than a time. */
  readonly before?: string;
  /** The column of a row that `since` and `before` speak of. */
  readonly timeOf?: (row: JsonObject) => number | undefined;
  /** There is nothing before this instant (milliseconds since 1970). */
  readonly begins?: number;
  /** Other questions, to which the answer to `query` has every row: they are asked where that answer looks like one that was cut. */
  readonly witnesses?: readonly Query[];
  /** The answer holds the latest rows only: what it lacks is not gone. */
  readonly isLog?: boolean;
  /** Keys that `endpoints.<name>` has in addition to those of every endpoint: a JSON Schema for each. */
  readonly settings?: Readonly<Record<string, object>>;
  /** `null` in the settings switches it off. */
  readonly canBeOff?: boolean;
  /** Whether a run has to ask it; absent = it does, whatever the settings. */
  readonly isNeeded?: (config: Readonly<Config>) => boolean;
  readonly parent?: ParentRows;
}

/** What `endpoints.<name>` may say. */
export interface EndpointSettings {
  readonly path?: string;
  /** Null = the filter is not used. */
  readonly since_param?: string | null;
  readonly since_format?: SinceFormat;
  readonly whole?: boolean;
}

/** An endpoint as the settings have it asked. */
export interface Endpoint extends EndpointFacts {
  /** The user says that one answer is all that there is. */
  readonly isWhole: boolean;
}

/** What the settings say of an endpoint; null where they switch it off. */
function settingsOf(
  { endpoints }: Readonly<Config>,
  name: string,
): (EndpointSettings & JsonObject) | null {
  const own: unknown = Object.entries(endpoints).find(([key]) => key === name)?.[1];
  if (own === null) return null;
  // The schema of the settings is made of the endpoints: what it lets through has this shape.
  return isJsonObject(own) ? own : {};
}

/** An endpoint with what the setting `endpoints` says of it; undefined where it is switched off. */
export function endpointUnder(
  config: Readonly<Config>,
  facts: EndpointFacts,
): Endpoint | undefined {
  const settings = settingsOf(config, facts.name);
  if (settings === null) return undefined;
  const { path = facts.path, whole = false } = settings;
  const { since: known, ...others } = facts;
  const since = filterUnder(settings, known);
  const parent = parentUnder(settings, facts.parent);
  return {
    ...others,
    ...(since === undefined ? {} : { since }),
    ...(parent === undefined ? {} : { parent }),
    path,
    isWhole: whole,
  };
}

function parentUnder(
  settings: Readonly<Record<string, unknown>>,
  known: ParentRows | undefined,
): ParentRows | undefined {
  const chosen = known?.pathIds?.find(({ name }) => name === settings[known.part]);
  return known === undefined || chosen === undefined ? known : { ...known, pathIds: [chosen] };
}

function filterUnder(
  { since_param: own, since_format: ownFormat }: EndpointSettings,
  known: SinceFilter | undefined,
): SinceFilter | undefined {
  const param = own === undefined ? known?.param : own;
  if (param === undefined || param === null) return undefined;
  const { format = "date", zone = "", ...others } = known ?? {};
  return { ...others, param, format: ownFormat ?? format, zone };
}

/** As `endpointUnder`, for an endpoint that cannot be switched off. */
export function endpointOf(config: Readonly<Config>, facts: EndpointFacts): Endpoint {
  return endpointUnder(config, facts) ?? { ...facts, isWhole: false };
}

/** The rows of an answer. Throws SourceError where it has none of the shape that the endpoint has. */
export function rowsIn(
  { rowsIn: field, isRow }: Pick<EndpointFacts, "rowsIn" | "isRow">,
  body: unknown,
  path: string,
): readonly JsonObject[] {
  if (!isJsonObject(body)) return rowsOf(body, path);
  if (isRow?.(body) === true) return [body];
  return rowsOf(field === undefined ? body : body[field], path);
}

/** The parameters of paging, which the vendor does not document for every endpoint. */
export function optionalFor({ isPaged, name }: EndpointFacts): OptionalParameters {
  return { names: isPaged ? [] : ["limit", "offset"], of: name };
}

/** The path of one parent's rows, by the parent's id. */
export function pathOf({ path, parent }: Endpoint, id: string): string {
  return parent === undefined ? path : path.replaceAll(`{${parent.part}}`, encodeURIComponent(id));
}

/** The path of one parent's rows, by the likeliest of its ids. */
export function pathUnder(endpoint: Endpoint, row: JsonObject): string {
  const { parent } = endpoint;
  return pathOf(endpoint, parent?.pathIds?.[0]?.of(row) ?? parent?.endpoint.idOf(row) ?? "");
}

/**
 * The query that asks for everything from an instant (milliseconds) on, whatever the filter's zone and bound are: a day or a
 * second more than needed (ometria-api 11.5). Empty where the endpoint has no filter.
 */
export function sinceQuery({ since }: Endpoint, instant: number): Query {
  return since === undefined ? {} : { [since.param]: sinceText(since, instant) };
}

/** What the filter is set to in `sinceQuery`. */
export function sinceText({ format, zone }: SinceFilter, instant: number): string {
  if (format === "date") return formatDate(instant - dayMs);
  return timeText(instant - 1000, zone);
}

/** An instant in whole seconds, as the service writes it. */
export function timeText(instant: number, zone: SinceFilter["zone"]): string {
  return formatInstant(instant).slice(0, -1) + zone;
}

/** An instant for which `sinceQuery` asks for tomorrow or later, in every time zone. */
export function tomorrow(now: number): number {
  return now + 3 * dayMs;
}

/** Rows that are asked for where a few tell enough: fewer than the service sends by default. */
export const fewRows = 5;

/** What a 404 of an endpoint means for its stream; any other error stays what it is. */
export function asMissing(error: unknown, { name }: EndpointFacts): unknown {
  if (!(error instanceof NotFoundError)) return error;
  return new AssumptionError(`${name}: ${error.message}`, {
    hint: `Set endpoints.${name}.path to the right one, or deselect ${name}.`,
    cause: error,
  });
}
