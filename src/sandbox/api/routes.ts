import type { ListMode } from "../data/world.js";
import { accountRoutes } from "./account-routes.js";
import type { SandboxRequest } from "./http-server.js";
import { pathIdOf, showProfile } from "./list-views.js";
import {
  between,
  decodeId,
  readInstant,
  readNumber,
  refuse,
  Refusal,
  type Found,
  type FoundRows,
  type Paging,
  type Query,
  type Route,
  type RouteOptions,
  type Transform,
} from "./route.js";
import { shopRoutes } from "./shop-routes.js";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** The body is the rows, one on each line. */
  readonly asLines?: true | undefined;
  /** The body is a page to look at. */
  readonly asHtml?: true | undefined;
}

const largestPage = 250;
const defaultPages: Readonly<Partial<Record<Paging, number>>> = { always: 10, export: largestPage };

const routes: readonly Route[] = [
  { pattern: /^\/v2\/profiles$/, slash: "both", find: findProfiles },
  {
    pattern: /^\/v2\/profiles\/([^/]+)$/,
    find: ({ world, listViews }, _query, [id = ""]) => {
      const entry = world.profilesById.get(id);
      // The vendor's page has this very text for profiles.
      const { record } = entry ?? refuse(404, "List with specified ID was not found");
      return { object: showProfile(listViews, record) };
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
    find: (options, _query, [id = ""]) => ({ object: findList(options, id) }),
  },
  {
    pattern: /^\/v2\/lists\/([^/]+)\/changes$/,
    find: (options, query, [id = ""]) => ({
      rows: between(options.world.changes.get(findList(options, id).id) ?? [], {
        since: readInstant(query, "since") ?? readInstant(query, "updateSince"),
      }),
      paging: "either",
    }),
  },
  {
    pattern: /^\/v2\/lists\/([^/]+)\/contacts$/,
    find: (options, _query, [id = ""]) => {
      const rows = membersOf(options, id).map(({ record }) => record);
      return { rows: rows.map((row) => showProfile(options.listViews, row)), paging: "always" };
    },
  },
  {
    pattern: /^\/v2\/lists\/([^/]+)\/contacts_export$/,
    find: (options, _query, [id = ""]) => {
      const members = membersOf(options, id);
      return { rows: options.world.shop.contactsOf(members), paging: "export", asLines: true };
    },
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
  ...shopRoutes,
  ...accountRoutes,
];

/** Answers a GET from what the world holds now. Never throws for anything that a client can send. */
export function answerRoute(
  options: RouteOptions,
  { path, query, endsInSlash }: SandboxRequest,
  transform?: Transform,
): Answer {
  try {
    for (const { pattern, find, slash } of routes) {
      const match = pattern.exec(path);
      if (match !== null && isSpelled(slash, endsInSlash, options.slashes)) {
        const found = find(options, query, match.slice(1).map(decodeId));
        if ("html" in found) return { status: 200, body: found.html, asHtml: true };
        const body = show(found, transform, { path, query });
        return { status: 200, body, asLines: "rows" in found ? found.asLines : undefined };
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

/** Whether a path is known as it was sent (ometria-api 11.10). */
function isSpelled(
  slash: Route["slash"],
  endsInSlash: boolean,
  slashes: RouteOptions["slashes"],
): boolean {
  if (slash === undefined) return true;
  const known = slashes ?? slash;
  return known === "both" || (known === "with") === endsInSlash;
}

function show(
  found: Exclude<Found, { readonly html: string }>,
  transform: Transform | undefined,
  { path, query }: Pick<SandboxRequest, "path" | "query">,
): unknown {
  if ("object" in found) {
    return found.object;
  }
  const rows = transform?.(path, query, found.rows) ?? found.rows;
  return "page" in rows ? rows.page : cutPage(rows, found, query);
}

function cutPage(
  rows: readonly unknown[],
  { paging, limits, wrap = (page) => page }: FoundRows,
  query: Query,
): unknown {
  const limit = readNumber(query, "limit");
  const offset = readNumber(query, "offset") ?? 0;
  const asked = {
    always: true,
    export: true,
    either: limit ?? query["offset"],
    limit,
    never: undefined,
  }[paging];
  if (asked === undefined) {
    return rows;
  }
  const { most, byDefault } = limits ?? {
    most: largestPage,
    byDefault: defaultPages[paging] ?? rows.length,
  };
  const length = limit === undefined ? byDefault : Math.min(limit, most);
  const page = rows.slice(offset, offset + length);
  return wrap(page, { limit: length, offset, total: rows.length });
}

function findProfiles({ world, listViews }: RouteOptions, query: Query): Found {
  const since = readInstant(query, "updateSince") ?? Number.NEGATIVE_INFINITY;
  const email = query["email"]?.toLowerCase();
  const entries = world.profiles.filter(
    ({ record, updated }) =>
      updated >= since && (email === undefined || record.email?.toLowerCase() === email),
  );
  if (query["orderby"] === "timestamp_update") {
    entries.sort((a, b) => a.updated - b.updated);
  }
  return { rows: entries.map(({ record }) => showProfile(listViews, record)), paging: "always" };
}

function findList({ world, listViews }: RouteOptions, id: string) {
  return (
    world.lists("all").find((list) => pathIdOf(listViews, list.id) === id) ??
    refuse(404, "List with specified ID was not found")
  );
}

function membersOf(options: RouteOptions, id: string) {
  const list = findList(options, id);
  return options.world.profiles.filter(({ record }) =>
    record.lists.some((entry) => entry.id === list.id),
  );
}

function readMode(query: Query): ListMode {
  const mode = query["mode"] ?? "active";
  if (mode === "active" || mode === "archived" || mode === "all") {
    return mode;
  }
  return refuse(400, "mode is one of all, archived, active");
}
