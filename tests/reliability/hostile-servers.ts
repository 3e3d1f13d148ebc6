import type { Transform } from "../../src/sandbox/api/route.js";
import type { Profile } from "../../src/sandbox/data/profile-record.js";
import type { Truth } from "../simulator/truth.js";

import { isWithin, manyUnsubscribes, timeOf, type Rows } from "./many-unsubscribes.js";

/** A server that is not what the tap assumes, and what has to come of a run against it. */
export interface HostileServer {
  readonly does: string;
  readonly streams: readonly string[];
  readonly transform: (truth: () => Truth) => Transform;
  /** `whole`: every row arrives and the exit code is 0. Else: exit code 4, and the log says this. */
  readonly outcome: "whole" | RegExp;
  /** A status with which it answers all requests of a path. */
  readonly status?: { readonly path: RegExp; readonly status: number };
  /** Memberships come from two reads: the second run from the first one's state is the one that meets the server. */
  readonly isSecondRun?: boolean;
}

const offsetOf = (query: Readonly<Record<string, string>>): number => Number(query["offset"] ?? 0);
const limitOf = (query: Readonly<Record<string, string>>): number => Number(query["limit"] ?? 10);

/** Applies to one endpoint alone. */
function at(path: RegExp, transform: Transform): Transform {
  return (asked, query, rows) => (path.test(asked) ? transform(asked, query, rows) : rows);
}

const profiles = /\/profiles$/;
const unsubscribes = /\/unsubscribes$/;
const changes = /\/changes$/;

/** The page that an honest server would send. */
function pageOf(query: Readonly<Record<string, string>>, rows: Rows): Rows {
  return rows.slice(offsetOf(query), offsetOf(query) + limitOf(query));
}

function clampedTo(cap: number, path: RegExp): Transform {
  return at(path, (_path, query, rows) => ({
    page: pageOf({ ...query, limit: String(Math.min(cap, limitOf(query))) }, rows),
  }));
}

/** Sends something else once, at the second page. */
function onceAtSecondPage(
  page: (query: Readonly<Record<string, string>>, rows: Rows) => Rows,
): Transform {
  let isDone = false;
  return at(profiles, (_path, query, rows) => {
    if (isDone || offsetOf(query) === 0) return rows;
    isDone = true;
    return { page: page(query, rows) };
  });
}

export const hostileServers: readonly HostileServer[] = [
  {
    does: "ignores limit and offset, and sends all profiles at once",
    streams: ["profiles"],
    transform: () => at(profiles, (_path, _query, rows) => ({ page: rows })),
    outcome: "whole",
  },
  {
    does: "ignores limit, and honours offset",
    streams: ["profiles"],
    transform: () => at(profiles, (_path, query, rows) => ({ page: rows.slice(offsetOf(query)) })),
    outcome: "whole",
  },
  ...[2, 7, 20].map((cap) => ({
    does: `clamps limit to ${cap}`,
    streams: ["profiles"],
    transform: () => clampedTo(cap, profiles),
    outcome: "whole" as const,
  })),
  {
    does: "clamps limit to 1, so that no page can show a row of the one before",
    streams: ["profiles"],
    transform: () => clampedTo(1, profiles),
    outcome: /brings nothing new/,
  },
  {
    does: "clamps limit of unsubscribes to 12, and honours offset",
    streams: ["unsubscribes"],
    transform: () => clampedTo(12, unsubscribes),
    outcome: "whole",
  },
  {
    does: "ignores offset, and sends the first page of profiles again and again",
    streams: ["profiles"],
    transform: () =>
      at(profiles, (_path, query, rows) => ({ page: rows.slice(0, limitOf(query)) })),
    outcome: /ignores offset/,
  },
  {
    does: "sends an empty page beyond a ceiling of offset",
    streams: ["profiles"],
    transform: () =>
      at(profiles, (_path, query, rows) => ({
        page: offsetOf(query) > 120 ? [] : pageOf(query, rows),
      })),
    outcome: /brings nothing new/,
  },
  {
    does: "sends the last page again beyond a ceiling of offset",
    streams: ["profiles"],
    transform: () =>
      at(profiles, (_path, query, rows) => ({
        page: pageOf({ ...query, offset: String(Math.min(120, offsetOf(query))) }, rows),
      })),
    outcome: /brings nothing new|ignores offset/,
  },
  {
    does: "repeats a page once",
    streams: ["profiles"],
    transform: () => onceAtSecondPage((query, rows) => rows.slice(0, limitOf(query))),
    outcome: "whole",
  },
  {
    does: "sends an empty page once, in the middle",
    streams: ["profiles"],
    transform: () => onceAtSecondPage(() => []),
    outcome: "whole",
  },
  {
    does: "sends a short page once, in the middle",
    streams: ["profiles"],
    transform: () => onceAtSecondPage((query, rows) => pageOf(query, rows).slice(0, 12)),
    outcome: "whole",
  },
  {
    does: "takes since as exclusive",
    streams: ["unsubscribes"],
    transform: () =>
      at(unsubscribes, (_path, query, rows) =>
        rows.filter((row) => timeOf(row) > Date.parse(`${query["since"] ?? ""}Z`)),
      ),
    outcome: "whole",
  },
  {
    does: "ignores limit and offset of unsubscribes",
    streams: ["unsubscribes"],
    transform: () => at(unsubscribes, (_path, _query, rows) => ({ page: rows })),
    outcome: "whole",
  },
  ...[12, 25].map((cap) => ({
    does: `ignores offset of unsubscribes, and cuts answers off at ${cap} rows`,
    streams: ["unsubscribes"],
    transform: () =>
      at(unsubscribes, (_path, _query, rows: Rows) => ({ page: rows.slice(0, cap) })),
    outcome: "whole" as const,
  })),
  {
    does: "ignores offset of unsubscribes, and cuts answers off at their newest 25 rows",
    streams: ["unsubscribes"],
    transform: () => at(unsubscribes, (_path, _query, rows) => ({ page: rows.slice(-25) })),
    outcome: "whole",
  },
  {
    does: "puts more unsubscribes into one second than it sends at once",
    streams: ["unsubscribes"],
    transform: () =>
      at(unsubscribes, (_path, query) => ({
        page: manyUnsubscribes.map(atNoon).filter(isWithin(query)).slice(0, 10),
      })),
    outcome: /one second/,
  },
  {
    does: "sends an object where an array belongs",
    streams: ["unsubscribes"],
    transform: () => (path, _query, rows) =>
      path.endsWith("/unsubscribes") ? { page: { error: "no" } as unknown as Rows } : rows,
    outcome: /answered with an object where an array/,
  },
  {
    does: "ignores updateSince",
    streams: ["profiles"],
    transform: (truth) => at(profiles, () => truth().profiles),
    outcome: "whole",
  },
  {
    does: "sends profiles without lists",
    streams: ["profiles", "member_lists"],
    transform: () =>
      at(profiles, (_path, _query, rows) =>
        rows.map((row) => ({ ...(row as object), lists: undefined })),
      ),
    outcome: "whole",
  },
  {
    does: "names the lists of profiles by their ids alone",
    streams: ["member_lists"],
    transform: () =>
      at(profiles, (_path, _query, rows) =>
        rows.map((row) => ({
          ...(row as object),
          lists: (row as Profile).lists.map(({ id }) => id),
        })),
      ),
    outcome: "whole",
  },
  {
    does: "ignores the since of changes",
    streams: ["member_lists"],
    transform: (truth) => at(changes, (path) => changesOf(truth(), path)),
    outcome: /does not understand its parameter|ignores the parameter/,
  },
  {
    does: "has no changes of lists at all",
    streams: ["member_lists"],
    transform: () => (_path, _query, rows) => rows,
    status: { path: changes, status: 404 },
    outcome: /there is no such endpoint/,
    isSecondRun: true,
  },
  {
    does: "ignores offset of changes, and sends the oldest 12",
    streams: ["member_lists"],
    transform: () => at(changes, (_path, _query, rows) => ({ page: rows.slice(0, 12) })),
    outcome: "whole",
    isSecondRun: true,
  },
  {
    does: "sends changes newest first, and cuts them off at 10",
    streams: ["member_lists"],
    transform: () =>
      at(changes, (_path, _query, rows) => ({ page: [...rows].reverse().slice(0, 10) })),
    outcome: /newest first/,
    isSecondRun: true,
  },
];

function changesOf(truth: Truth, path: string): Rows {
  const list = /lists\/([^/]+)\/changes/.exec(path)?.[1];
  return truth.listChanges.filter(({ list_id: id }) => id === list);
}

function atNoon(row: unknown): unknown {
  const day = (row as { readonly timestamp: string }).timestamp.slice(0, 10);
  return { ...(row as object), timestamp: `${day} 12:00:00+00` };
}
