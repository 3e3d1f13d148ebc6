import type { SandboxRequest } from "./faults.js";
import { parseQueryTime } from "./timestamps.js";
import type { Timed } from "./world-state.js";
import type { ListMode, World } from "./world.js";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Stands between the data and the answer, for servers that tests need to be hostile: gets all rows that the filters
 * let through and gives those to be paged, or the very page to be sent.
 */
export type Transform = (
  path: string,
  query: Readonly<Record<string, string>>,
  rows: readonly unknown[],
) => readonly unknown[] | { readonly page: readonly unknown[] };

export interface RouteOptions {
  readonly world: World;
  /** Whether `/lists` honours `limit` and `offset`, which the vendor does not document there. */
  readonly listsPaging: boolean;
  readonly transform: Transform | undefined;
}

/** Where paging begins to count: always (profiles), as soon as `limit` or `offset` is sent, with `limit`, never. */
type Paging = "always" | "either" | "limit" | "never";

type Found =
  { readonly rows: readonly unknown[]; readonly paging: Paging } | { readonly object: unknown };

interface Route {
  readonly pattern: RegExp;
  readonly find: (options: RouteOptions, query: Query, id: string) => Found;
}

type Query = SandboxRequest["query"];

const largestPage = 250;
const defaultPage = 10;

/** An answer that is not 200, thrown where it is found. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const routes: readonly Route[] = [
  { pattern: /^\/v2\/profiles$/, find: findProfiles },
  {
    pattern: /^\/v2\/profiles\/([^/]+)$/,
    find: ({ world }, _query, id) => {
      const entry = world.profilesById.get(id);
      // The vendor's page has this very text for profiles.
      return { object: entry?.record ?? refuse(404, "List with specified ID was not found") };
    },
  },
  {
    pattern: /^\/v2\/lists$/,
    find: ({ world, listsPaging }, query) => ({
      rows: world.lists(readMode(query)),
      paging: listsPaging ? "either" : "never",
    }),
  },
  {
    pattern: /^\/v2\/lists\/([^/]+)$/,
    find: ({ world }, _query, id) => ({ object: findList(world, id) }),
  },
  {
    pattern: /^\/v2\/lists\/([^/]+)\/changes$/,
    find: ({ world }, query, id) => ({
      rows: between(world.changes.get(findList(world, id).id) ?? [], {
        since: readInstant(query, "since") ?? readInstant(query, "updateSince"),
      }),
      paging: "either",
    }),
  },
  {
    pattern: /^\/v2\/unsubscribes$/,
    find: ({ world }, query) => ({
      rows: between(world.unsubscribes, {
        since: readInstant(query, "since"),
        before: readInstant(query, "before"),
      }).filter(({ type }) => query["type"] === undefined || type === query["type"]),
      paging: "limit",
    }),
  },
];

/** Answers a GET from what the world holds now. Never throws for anything that a client can send. */
export function answerRoute(options: RouteOptions, { path, query }: SandboxRequest): Answer {
  const bare = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  try {
    for (const { pattern, find } of routes) {
      const match = pattern.exec(bare);
      if (match !== null) {
        const found = find(options, query, decodeId(match[1] ?? ""));
        return { status: 200, body: show(found, options.transform, { path, query }) };
      }
    }
    return refuse(404, "Not found");
  } catch (error) {
    if (error instanceof Refusal) {
      return { status: error.status, body: { error: error.message } };
    }
    throw error;
  }
}

function show(
  found: Found,
  transform: Transform | undefined,
  { path, query }: Pick<SandboxRequest, "path" | "query">,
): unknown {
  if ("object" in found) {
    return found.object;
  }
  const rows = transform?.(path, query, found.rows) ?? found.rows;
  return "page" in rows ? rows.page : cutPage(rows, found.paging, query);
}

function cutPage(rows: readonly unknown[], paging: Paging, query: Query): readonly unknown[] {
  const limit = readNumber(query, "limit");
  const offset = readNumber(query, "offset");
  const asked = { always: true, either: limit ?? offset, limit, never: undefined }[paging];
  if (asked === undefined) {
    return rows;
  }
  const fallback = paging === "always" ? defaultPage : rows.length;
  const length = limit === undefined ? fallback : Math.min(limit, largestPage);
  return rows.slice(offset ?? 0, (offset ?? 0) + length);
}

function findProfiles({ world }: RouteOptions, query: Query): Found {
  const since = readInstant(query, "updateSince") ?? Number.NEGATIVE_INFINITY;
  const email = query["email"]?.toLowerCase();
  const entries = world.profiles.filter(
    ({ record, updated }) =>
      updated >= since && (email === undefined || record.email?.toLowerCase() === email),
  );
  if (query["orderby"] === "timestamp_update") {
    entries.sort((a, b) => a.updated - b.updated);
  }
  return { rows: entries.map(({ record }) => record), paging: "always" };
}

function findList(world: World, id: string) {
  return (
    world.lists("all").find((list) => list.id === id) ??
    refuse(404, "List with specified ID was not found")
  );
}

function between<T>(
  rows: readonly Timed<T>[],
  { since, before }: { since?: number | undefined; before?: number | undefined },
): T[] {
  return rows
    .filter(({ at }) => at >= (since ?? at) && at < (before ?? Number.POSITIVE_INFINITY))
    .map(({ record }) => record);
}

function readMode(query: Query): ListMode {
  const mode = query["mode"] ?? "active";
  if (mode === "active" || mode === "archived" || mode === "all") {
    return mode;
  }
  return refuse(400, "mode is one of all, archived, active");
}

function readNumber(query: Query, name: string): number | undefined {
  const text = query[name];
  if (text === undefined) {
    return undefined;
  }
  return /^\d{1,9}$/.test(text) ? Number(text) : refuse(400, `${name} is a whole number`);
}

function readInstant(query: Query, name: string): number | undefined {
  const text = query[name];
  if (text === undefined) {
    return undefined;
  }
  return parseQueryTime(text) ?? refuse(400, `${name} is a date or a date and time`);
}

function decodeId(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return refuse(404, "Not found");
  }
}

function refuse(status: number, message: string): never {
  throw new Refusal(status, message);
}
