import type { ProfileEntry } from "../data/world-state.js";
import type { ListMode } from "../data/world.js";
import { accountRoutes } from "./account-routes.js";
import type { SandboxRequest } from "./http-server.js";
import type { Readings } from "./readings.js";
import {
  between,
  decodeId,
  isDate,
  readInstant,
  readNumber,
  readSince,
  refuse,
  Refusal,
  type Found,
  type FoundRows,
  type Ids,
  type Paging,
  type Query,
  type Route,
  type RouteOptions,
  type Transform,
} from "./route.js";
import { shopRoutes } from "./shop-routes.js";
import { pathIdOf, showContact, showProfile, withEmptyArrays } from "./shown-rows.js";

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
    find: ({ world, readings }, _query, [id = ""]) => {
      const entry = world.profilesById.get(id);
      // The vendor's page has this very text for profiles.
      const { record } = entry ?? refuse(404, "List with specified ID was not found");
      return { object: showProfile(readings, record) };
    },
  },
  {
    pattern: /^\/v2\/lists$/,
    find: ({ world, readings }, query) => ({
      rows: world.lists(readMode(query)),
      paging: readings.otherPaging === "honoured" ? "either" : "never",
    }),
  },
  {
    pattern: /^\/v2\/lists\/([^/]+)$/,
    find: (options, _query, [id = ""]) => ({ object: findList(options, id) }),
  },
  {
    pattern: /^\/v2\/lists\/([^/]+)\/changes$/,
    find: findChanges,
  },
  {
    pattern: /^\/v2\/lists\/([^/]+)\/contacts$/,
    find: (options, _query, [id = ""]) => ({
      rows: showMembers(options, membersOf(options, id)),
      paging: "always",
    }),
  },
  {
    pattern: /^\/v2\/lists\/([^/]+)\/contacts_export$/,
    find: (options, _query, [id = ""]) => {
      const contacts = options.world.shop.contactsOf(membersOf(options, id));
      const rows = contacts.map((contact) => showContact(options.readings, contact));
      return { rows, paging: "export", asLines: true };
    },
  },
  {
    pattern: /^\/v2\/unsubscribes$/,
    find: ({ world, readings }, query) => ({
      rows: between(world.unsubscribes, {
        since: readSince(query, "since", readings),
        before: readInstant(query, "before"),
      }).filter(({ type }) => query["type"] === undefined || type === query["type"]),
      ...atMost(readings),
      paging: isPaged(readings) ? "limit" : "never",
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
      if (match !== null && isSpelled(slash, endsInSlash, options.readings.slashes)) {
        const found = find(options, query, match.slice(1).map(decodeId));
        if ("html" in found) return { status: 200, body: found.html, asHtml: true };
        const shown = show(found, transform, { path, query });
        const body = options.readings.emptyObjects === "[]" ? withEmptyArrays(shown) : shown;
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
  slashes: Readings["slashes"],
): boolean {
  if (slash === undefined) return true;
  const known = slashes === "described" ? slash : slashes;
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
    return rows.slice(0, limits?.most);
  }
  const { most, byDefault } = limits ?? {
    most: largestPage,
    byDefault: defaultPages[paging] ?? rows.length,
  };
  const length = limit === undefined ? byDefault : Math.min(limit, most);
  const page = rows.slice(offset, offset + length);
  return wrap(page, { limit: length, offset, total: rows.length });
}

function findProfiles({ world, readings }: RouteOptions, query: Query): Found {
  const since = readSince(query, "updateSince", readings) ?? Number.NEGATIVE_INFINITY;
  const email = query["email"]?.toLowerCase();
  const entries = world.profiles.filter(
    ({ record, updated, moved }) =>
      Math.max(updated, readings.segmentMoves === "shown" ? moved : updated) >= since &&
      (email === undefined || record.email?.toLowerCase() === email),
  );
  if (query["orderby"] === "timestamp_update") {
    entries.sort((a, b) => a.updated - b.updated);
  }
  return { rows: entries.map(({ record }) => showProfile(readings, record)), paging: "always" };
}

function findChanges(options: RouteOptions, query: Query, [id = ""]: Ids): Found {
  const { world, readings } = options;
  const { id: listId } = findList(options, id);
  const since = readSinceOfChanges(query, readings);
  // Which list it is the path tells: the vendor describes no such field.
  const rows = between(world.changes.get(listId) ?? [], { since }).map(
    ({ list_id: _, ...change }) => change,
  );
  return readings.oneChange === "object" && rows.length === 1
    ? { object: rows[0] }
    : {
        rows,
        ...atMost(readings),
        paging: isPaged(readings) ? "either" : "never",
      };
}

/** How many rows an answer holds where the vendor describes no paging: the oldest, if not all. */
function atMost({ mostRows }: Readings): Pick<FoundRows, "limits"> {
  return mostRows === "all" ? {} : { limits: { most: mostRows, byDefault: mostRows } };
}

/** Whether `/changes` and `/unsubscribes` honour `limit` and `offset`. */
function isPaged({ otherPaging }: Readings): boolean {
  return otherPaging === "honoured" || otherPaging === "partly";
}

function readSinceOfChanges(query: Query, readings: Readings): number | undefined {
  const name = "since" in query ? "since" : "updateSince";
  if (readings.changesSince === "date" && name in query && !isDate(query[name]))
    return refuse(400, `${name} is a date`);
  return readSince(query, name, readings);
}

function findList({ world, readings }: RouteOptions, id: string) {
  return (
    world.lists("all").find((list) => pathIdOf(readings, list.id) === id) ??
    refuse(404, "List with specified ID was not found")
  );
}

function membersOf(options: RouteOptions, id: string) {
  const list = findList(options, id);
  return options.world.profiles.filter(({ record }) =>
    record.lists.some((entry) => entry.id === list.id),
  );
}

function showMembers({ world, readings }: RouteOptions, members: readonly ProfileEntry[]) {
  return readings.members === "profiles"
    ? members.map(({ record }) => showProfile(readings, record))
    : world.shop.members(members).map((contact) => showContact(readings, contact));
}

function readMode(query: Query): ListMode {
  const mode = query["mode"] ?? "active";
  if (mode === "active" || mode === "archived" || mode === "all") {
    return mode;
  }
  return refuse(400, "mode is one of all, archived, active");
}
