import { idOf } from "../ometria/endpoints.js";
import { dayMs } from "../values/duration.js";
import type { JsonObject } from "../values/json.js";
import { formatInstant } from "../values/timestamp.js";
import type { DoctorContext } from "./context.js";

type Rows = readonly JsonObject[];

/** Pages of profiles that are looked at. */
const mostPages = 3;

/** The first page of profiles. */
export function firstProfiles({ config, service }: DoctorContext): Promise<Rows> {
  return service().rows("/profiles", { limit: config.page_size, offset: 0 });
}

export interface ProfileSample {
  readonly profiles: Rows;
  /** Whether these are all that there are. */
  readonly isWhole: boolean;
}

/** The first pages of profiles. */
export async function sampleProfiles(context: DoctorContext): Promise<ProfileSample> {
  const first = await firstProfiles(context);
  const found = new Map(first.map((row) => [idOf(row), row]));
  for (let page = 1; page < mostPages; page += 1) {
    const query = { limit: context.config.page_size, offset: found.size };
    const rows = await context.service().rows("/profiles", query);
    const before = found.size;
    for (const row of rows) found.set(idOf(row), row);
    if (found.size > before) continue;
    // A service that ignores offset sends its first page again: that says nothing of how many there are.
    return { profiles: [...found.values()], isWhole: rows.length === 0 };
  }
  return { profiles: [...found.values()], isWhole: false };
}

/** Every list, as far as one answer goes. */
export function allLists({ config, service }: DoctorContext): Promise<Rows> {
  return service().rows("/lists", { mode: "all", limit: config.page_size, offset: 0 });
}

/** How many members a list has by `/lists`; 0 where it does not say. */
export function sizeOf(list: JsonObject): number {
  const size = Number(list["size"] ?? 0);
  return Number.isFinite(size) ? size : 0;
}

/** The id of the list with most members. */
export async function largestList(context: DoctorContext): Promise<string | undefined> {
  const lists = [...(await allLists(context))].sort((one, other) => sizeOf(other) - sizeOf(one));
  return lists[0] === undefined ? undefined : idOf(lists[0]);
}

/** A time as `/unsubscribes` takes it. */
export function asBound(ms: number): string {
  return formatInstant(ms).slice(0, -1);
}

/** Unsubscribes of the last days, and how they were asked for. */
export interface EventSample {
  readonly rows: Rows;
  readonly since: string;
  readonly before: string;
}

/** The unsubscribes of the last month; of the last year, where a month has too few to tell anything by. */
export async function sampleEvents(context: DoctorContext): Promise<EventSample> {
  const month = await eventsOf(context, 30);
  return month.rows.length >= 10 ? month : eventsOf(context, 365);
}

async function eventsOf(context: DoctorContext, days: number): Promise<EventSample> {
  // The service's clock is known with its first answer, and `/lists` is the smallest one.
  await allLists(context).catch(() => undefined);
  const now = await context.service().now();
  const [since, before] = [asBound(now - days * dayMs), asBound(now + dayMs)];
  const query = { since, before, limit: context.config.page_size, offset: 0 };
  return { rows: await context.service().rows("/unsubscribes", query), since, before };
}
