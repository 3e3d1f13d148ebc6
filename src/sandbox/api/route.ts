import { parseQueryTime } from "../data/timestamps.js";
import type { Timed } from "../data/world-state.js";
import type { World } from "../data/world.js";
import type { SandboxRequest } from "./http-server.js";
import type { Readings } from "./readings.js";
import type { Written } from "./written.js";

/**
 * Stands between the data and the answer: gets all rows that the filters let through and gives those to be paged, or the
 * very page to be sent.
 */
export type Transform = (
  path: string,
  query: Readonly<Record<string, string>>,
  rows: readonly unknown[],
) => readonly unknown[] | { readonly page: readonly unknown[] };

export interface RouteOptions {
  readonly world: World;
  readonly written: Written;
  readonly readings: Readings;
}

/**
 * Where paging begins to count: always (profiles), always with the largest page unless a smaller one is asked for (exports),
 * as soon as `limit` or `offset` is sent, with `limit`, never.
 */
export type Paging = "always" | "export" | "either" | "limit" | "never";

/** What a path leads to: rows to be paged, one object, or a page to look at. */
export type Found = FoundRows | { readonly object: unknown } | { readonly html: string };

export interface FoundRows {
  readonly rows: readonly unknown[];
  readonly paging: Paging;
  /** One on each line instead of an array. */
  readonly asLines?: true;
  /** Rows of a page at most, and where no `limit` is sent; absent = what most endpoints have. */
  readonly limits?: { readonly most: number; readonly byDefault: number };
  /** Puts a page into its envelope. */
  readonly wrap?: (page: readonly unknown[], at: PageAt) => unknown;
}

export interface PageAt {
  readonly limit: number;
  readonly offset: number;
  /** Rows of all pages. */
  readonly total: number;
}

/** The paths of one endpoint, and what is found there; `ids` are the parts of the path in parentheses. */
export interface Route {
  readonly pattern: RegExp;
  /** With which slash at its end it is known; absent = without one. Where both are, `slashes` decides. */
  readonly slash?: "with" | "both";
  readonly find: (options: RouteOptions, query: Query, ids: Ids) => Found;
}

/** The parameters of a request. */
export type Ids = readonly (string | undefined)[];

export type Query = SandboxRequest["query"];

const day = 86_400_000;
/** So much later a day begins there, in winter. */
const losAngelesMs = 8 * 3_600_000;

/** An answer that is not 200, thrown where it is found. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A stretch of time: `since` included, `before` not. */
interface Span {
  readonly since?: number | undefined;
  readonly before?: number | undefined;
}

/** The rows of a stretch of time. */
export function between<T>(rows: readonly Timed<T>[], span: Span): T[] {
  return within(rows, span).map(({ record }) => record);
}

/** The same, with their times. */
export function within<T>(rows: readonly Timed<T>[], { since, before }: Span): Timed<T>[] {
  return rows.filter(({ at }) => at >= (since ?? at) && at < (before ?? Number.POSITIVE_INFINITY));
}

/** A whole number of the query; refuses what is none. */
export function readNumber(query: Query, name: string): number | undefined {
  const text = query[name];
  if (text === undefined) {
    return undefined;
  }
  return /^\d{1,9}$/.test(text) ? Number(text) : refuse(400, `${name} is a whole number`);
}

/** A date or a date and time of the query, in milliseconds; refuses what is neither. */
export function readInstant(query: Query, name: string): number | undefined {
  const text = query[name];
  if (text === undefined) {
    return undefined;
  }
  return parseQueryTime(text) ?? refuse(400, `${name} is a date or a date and time`);
}

/** Where a filter begins, in milliseconds; refuses what is no date and no time. */
export function readSince(query: Query, name: string, { dates }: Readings): number | undefined {
  const since = readInstant(query, name);
  if (since === undefined || dates === "inclusive") return since;
  if (dates === "exclusive") return since + (isDate(query[name]) ? day : 1);
  return isDate(query[name]) ? since + losAngelesMs : since;
}

/** Whether a value of the query has no time of day. */
export function isDate(text: string | undefined): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text ?? "");
}

/** A part of a path as it was before it was escaped. */
export function decodeId(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse(404, "Not found");
  }
}

/** Ends the request with an answer that is not 200. */
export function refuse(status: number, message: string): never {
  throw new Refusal(status, message);
}
