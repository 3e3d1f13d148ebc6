import { parseQueryTime } from "../data/timestamps.js";
import type { SandboxRequest } from "./http-server.js";

/** What is wrong with a value, as the end of a sentence; undefined = nothing. */
type Check = (text: string) => string | undefined;

/** A read as the vendor describes it (ometria-api 1.2). */
interface DescribedRead {
  /** Below `/v2`, as the vendor writes it. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, Check>>;
  readonly required?: string;
}

const text: Check = () => undefined;
const date: Check = (value) =>
  /^\d{4}-\d\d-\d\d$/.test(value) && isTime(value) ? undefined : "is no date (YYYY-MM-DD)";
const dateTime: Check = (value) =>
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d/.test(value) &&
  /(Z|[+-]\d\d(:?\d\d)?)$/.test(value) &&
  isTime(value)
    ? undefined
    : "is no date and time with a zone";
const utcTime: Check = (value) =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(value) && isTime(value)
    ? undefined
    : "is no YYYY-MM-DDTHH:MM:SS";
const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    values.includes(value) ? undefined : `is none of ${values.join(", ")}`;
const count =
  (least: number, most = Number.MAX_SAFE_INTEGER): Check =>
  (value) =>
    /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : `is no whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}`;
const page = (most: number) => ({ limit: count(1, most), offset: count(0) });

const reads: readonly DescribedRead[] = [
  {
    path: "/profiles/",
    parameters: {
      ...page(250),
      updateSince: date,
      updateBefore: date,
      createdSince: date,
      createdBefore: date,
      email: text,
      customerId: text,
      phoneNumber: text,
      profileHash: text,
    },
  },
  { path: "/profiles/{profile_id}", parameters: {} },
  { path: "/lists", parameters: { mode: oneOf("active", "archived", "all") } },
  { path: "/lists/{list_id}", parameters: {} },
  { path: "/lists/{list_id}/changes", parameters: { since: date }, required: "since" },
  { path: "/lists/{list_id}/contacts", parameters: page(250) },
  { path: "/lists/{list_id}/contacts_export", parameters: page(250) },
  { path: "/unsubscribes", parameters: { since: utcTime, before: utcTime, type: text } },
  { path: "/contacts", parameters: {} },
  { path: "/contacts/{collection}", parameters: { ...page(250), updateSince: date } },
  { path: "/contacts/{collection}/{contact_id}", parameters: {} },
  {
    path: "/orders",
    parameters: {
      ...page(250),
      updateSince: dateTime,
      updateBefore: dateTime,
      createSince: dateTime,
      createBefore: dateTime,
      timestampSince: dateTime,
      timestampBefore: dateTime,
      customer_id: text,
      email: text,
    },
  },
  { path: "/orders/{order_id}", parameters: page(250) },
  {
    path: "/products",
    parameters: {
      ...page(250),
      active: oneOf("true", "false", ""),
      includeVariants: oneOf("true", "false"),
    },
  },
  { path: "/products/{product_id}", parameters: {} },
  { path: "/custom-events/", parameters: page(250) },
  { path: "/custom-events/{event_type}", parameters: page(250) },
  { path: "/custom-events/{event_type}/{event_id}", parameters: {} },
  { path: "/push/_errors", parameters: { request_id: text } },
  { path: "/data-deletion-requests", parameters: {} },
  { path: "/data-deletion-requests/{id}", parameters: {} },
  {
    path: "/custom_fields",
    parameters: {
      ...page(200),
      category: text,
      type: text,
      status: oneOf("active", "archived"),
      search: text,
      sort_by: text,
    },
  },
  { path: "/merge-profile", parameters: page(100) },
  { path: "/merge-profile/{job_id}", parameters: {} },
  {
    path: "/translations/requests",
    parameters: {
      ...page(50),
      request_id: count(0),
      status: oneOf("pending", "cancelled", "completed"),
      since_created: dateTime,
      since_updated: dateTime,
    },
  },
  { path: "/translations/requests/{request_id}", parameters: {} },
  { path: "/translations/requests/{request_id}/preview", parameters: {} },
];

const patterns = reads.map((read) => ({
  ...read,
  pattern: new RegExp(`^/v2${read.path.replaceAll(/\{\w+\}/g, "[^/]+").replace(/\/$/, "")}/?$`),
}));

export interface GuardOptions {
  /** Whether a violation is answered with 400; false = it is only noted. */
  readonly refusesViolations: boolean;
  /** Whether `limit` and `offset` are refused where no paging is described; false = they are ignored there. */
  readonly refusesPaging: boolean;
}

/** Holds what comes in against the vendor's table of reads. */
export interface ParameterGuard {
  /** Unknown and missing parameters, and values that are none, each once: `GET /lists/{list_id}/changes: since is missing`. */
  readonly violations: readonly string[];
  /** Notes what is wrong with a request. Gives the reason for which it is to be refused, if it is. */
  readonly check: (request: SandboxRequest) => string | undefined;
}

/** Makes a guard that has seen nothing yet. Requests to paths that are not described are not its concern. */
export function createParameterGuard(options: GuardOptions): ParameterGuard {
  const violations: string[] = [];
  return {
    violations,
    check: ({ method, path, query }) => {
      const read =
        method === "GET" ? patterns.find(({ pattern }) => pattern.test(path)) : undefined;
      if (read === undefined) return undefined;
      const problems = problemsOf(read, query);
      for (const problem of problems) {
        const violation = `GET ${read.path}: ${problem}`;
        if (!violations.includes(violation)) violations.push(violation);
      }
      const paging = Object.keys(query).find(
        (name) => isPaging(name) && !(name in read.parameters),
      );
      if (options.refusesPaging && paging !== undefined) return `${paging} is unknown`;
      return options.refusesViolations ? problems[0] : undefined;
    },
  };
}

function problemsOf({ parameters, required }: DescribedRead, query: SandboxRequest["query"]) {
  const problems = Object.entries(query).flatMap(([name, value]) => {
    const check = parameters[name];
    // Nobody knows whether paging is ignored or refused where it is not described: it is no mistake to try.
    if (check === undefined) return isPaging(name) ? [] : [`${name} is unknown`];
    const problem = check(value);
    return problem === undefined ? [] : [`${name} ${problem}: ${value}`];
  });
  const isMissing = required !== undefined && query[required] === undefined;
  return isMissing ? [...problems, `${required} is missing`] : problems;
}

function isPaging(name: string): boolean {
  return name === "limit" || name === "offset";
}

function isTime(value: string): boolean {
  return parseQueryTime(value) !== undefined;
}
