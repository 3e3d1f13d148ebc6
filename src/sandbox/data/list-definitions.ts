import { hashKey } from "../../values/hash.js";
import { toIso } from "./timestamps.js";

export type ListType = "DYNAMIC" | "STATIC";

/** What the sandbox knows of a list beyond its record. Times are in milliseconds. */
export interface ListDefinition {
  /** A hash, as the vendor's. */
  readonly id: string;
  /** The list's number. */
  readonly publicId: number;
  readonly title: string;
  readonly description: string;
  readonly type: ListType;
  /** The part of all profiles that is in it at the opening, and that it tends to; 0 = it stays empty. */
  readonly share: number;
  readonly createdAt: number;
  /** From then on nobody enters or leaves; members keep it in their `lists`. */
  readonly archivedAt: number;
  /** 0 for static lists, which are never refreshed. */
  readonly refreshHours: number;
}

/** A list as `GET /lists` shows it. */
export interface ListRecord {
  readonly "@type": "list";
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly type: ListType;
  readonly status: "READY";
  readonly size: number;
  readonly total_orders: number;
  readonly total_revenue: number;
  readonly timestamp_created: string;
  /** Null for static lists: nothing is known of what the vendor sends there. */
  readonly timestamp_last_refreshed: string | null;
  readonly timestamp_stats_updated: string;
  readonly public_id: number;
}

const hour = 3_600_000;
const never = Number.POSITIVE_INFINITY;

interface Rest {
  created: string;
  archived?: string;
  share: number;
  refreshHours?: number;
}

/** By ascending number. */
export const listDefinitions: readonly ListDefinition[] = [
  define(987, "Newsletter subscribers", { created: "2022-11-01T09:00:00Z", share: 0.55 }),
  define(1001, "VIP customers", {
    created: "2023-02-03T11:48:10Z",
    share: 0.04,
    refreshHours: 4,
  }),
  define(1005, "Lapsed – win back", {
    created: "2023-02-03T12:10:45Z",
    share: 0.2,
    refreshHours: 24,
  }),
  define(1007, "Abandoned basket, last 7 days", {
    created: "2023-03-14T15:00:01Z",
    share: 0.03,
    refreshHours: 4,
  }),
  define(1010, "Soirée Paris 2024 ✨", {
    created: "2024-01-20T10:30:00Z",
    archived: "2026-06-01T08:00:00Z",
    share: 0.02,
  }),
  define(1012, "Never purchased", {
    created: "2024-02-11T09:12:13Z",
    share: 0.25,
    refreshHours: 24,
  }),
  define(1013, 'High AOV ("> £150")', {
    created: "2024-02-11T09:20:00Z",
    share: 0.08,
    refreshHours: 4,
  }),
  define(1018, "Black Friday 2024", {
    created: "2024-10-28T16:00:00Z",
    archived: "2025-01-15T09:00:00Z",
    share: 0.1,
  }),
  define(1021, "Birthday this month", {
    created: "2025-01-02T07:45:30Z",
    share: 0.06,
    refreshHours: 24,
  }),
  define(1030, "Test - do not use", { created: "2025-03-05T14:00:00Z", share: 0 }),
  define(1034, "Summer sale 2025", {
    created: "2025-05-30T13:37:00Z",
    archived: "2025-09-30T23:00:00Z",
    share: 0.05,
    refreshHours: 4,
  }),
  define(1042, "SMS subscribers", {
    created: "2025-08-19T10:00:00Z",
    share: 0.15,
    refreshHours: 24,
  }),
  define(1050, "Spring launch 2026", { created: "2026-03-02T09:30:00Z", share: 0.05 }),
];

/** True from the moment the list is made. */
export function hasList(list: ListDefinition, at: number): boolean {
  return list.createdAt <= at;
}

/** True while people may enter and leave the list. */
export function isActive(list: ListDefinition, at: number): boolean {
  return hasList(list, at) && at < list.archivedAt;
}

/** The moment of the last refresh of a dynamic list at or before `at`; a static list has none and gives `at`. */
export function refreshBefore(list: ListDefinition, at: number): number {
  if (list.refreshHours === 0) {
    return at;
  }
  const period = list.refreshHours * hour;
  // Lists are not refreshed all at once: each has a second of its own in the hour.
  const shift = ((list.publicId * 37) % 3_600) * 1_000;
  const last = Math.floor((Math.min(at, list.archivedAt) - shift) / period) * period + shift;
  return Math.max(last, list.createdAt);
}

/** The record of a list at a moment, with the sums over its members. */
export function showList(
  list: ListDefinition,
  at: number,
  members: { readonly size: number; readonly orders: number; readonly revenue: number },
): ListRecord {
  const refreshed = refreshBefore(list, at);
  const counted = Math.min(at, list.archivedAt);
  const statsUpdated =
    list.type === "STATIC"
      ? Math.max(list.createdAt, counted - (counted % (24 * hour)))
      : Math.min(counted, refreshed + 1_000);
  return {
    "@type": "list",
    id: list.id,
    title: list.title,
    description: list.description,
    type: list.type,
    status: "READY",
    size: members.size,
    total_orders: members.orders,
    total_revenue: Math.round(members.revenue * 100) / 100,
    timestamp_created: toIso(list.createdAt),
    timestamp_last_refreshed: list.type === "STATIC" ? null : toIso(refreshed),
    timestamp_stats_updated: toIso(statsUpdated),
    public_id: list.publicId,
  };
}

function define(publicId: number, title: string, rest: Rest): ListDefinition {
  const refreshHours = rest.refreshHours ?? 0;
  return {
    id: hashKey(["list", publicId]).slice(0, 12),
    publicId,
    title,
    description: refreshHours === 0 ? "" : `Refreshed every ${refreshHours} hours`,
    type: refreshHours === 0 ? "STATIC" : "DYNAMIC",
    share: rest.share,
    createdAt: Date.parse(rest.created),
    archivedAt: rest.archived === undefined ? never : Date.parse(rest.archived),
    refreshHours,
  };
}

/** The number of a list, by its id. */
export function publicIdOf(id: string): number {
  return publicIds.get(id) ?? 0;
}

const publicIds = new Map(listDefinitions.map((list) => [list.id, list.publicId]));
