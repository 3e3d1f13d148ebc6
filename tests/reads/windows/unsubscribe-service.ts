import type { Config } from "../../../src/config/load.js";
import { unsubscribes } from "../../../src/ometria/endpoints.js";
import type { Bookmark } from "../../../src/reads/contract.js";
import { windowsRead } from "../../../src/reads/windows/windows-read.js";
import { withServer } from "../../support/http-server.js";
import {
  collect,
  createSkippingClock,
  participant,
  setReadScene,
  type Outcome,
} from "../../support/read-scene.js";

const unsubscribeWindows = windowsRead(unsubscribes);

/** The moment of the service in these runs. */
export const now = Date.parse("2026-01-05T12:00:00Z");

/** An unsubscribe event. */
export interface Event {
  readonly profile_id: string;
  readonly timestamp: string;
}

/** How a service takes the bounds that it is asked for. */
interface Bounds {
  readonly isSinceInclusive: boolean;
  readonly isBeforeInclusive: boolean;
}

/** What the service holds, and what a run begins with. */
export interface RunOptions extends Partial<Bounds> {
  readonly events?: readonly Event[];
  readonly bookmark?: Bookmark;
  readonly config?: Partial<Config>;
  readonly stopAfter?: number;
}

/** What a run came to. */
export interface Run extends Outcome<unknown> {
  readonly ids: readonly unknown[];
  readonly bookmark: Bookmark;
  readonly windows: readonly string[];
  readonly warnings: readonly string[];
}

/** Reads the windows of a service that honours `limit` and `offset`. */
export async function run(options: RunOptions): Promise<Run> {
  const asked: URLSearchParams[] = [];
  let result: Omit<Run, "windows"> | undefined;
  await withServer(
    ({ url = "" }, response) => {
      const { searchParams, pathname } = new URL(url, "http://x");
      response.setHeader("date", new Date(now).toUTCString());
      if (pathname === "/unsubscribes") asked.push(searchParams);
      response.end(JSON.stringify(pathname === "/lists" ? [] : answer(searchParams, options)));
    },
    async ({ origin }) => {
      const { context, logged } = setReadScene({
        baseUrl: origin,
        clock: createSkippingClock(now),
        config: { start_date: "2026-01-01", window: "P1D", page_size: 4, ...options.config },
      });
      const outcome = await collect(unsubscribeWindows, context, {
        ...options,
        participants: [participant("unsubscribes", options.bookmark ?? empty)],
      });
      result = {
        ...outcome,
        ids: outcome.rows.map((row) => row["profile_id"]),
        bookmark: outcome.bookmarks["unsubscribes"] ?? {},
        warnings: logged.messages("warning"),
      };
    },
  );
  if (result === undefined) throw new Error("the server did not start");
  const windows = asked.map((query) => `${query.get("since")} ${query.get("before")}`);
  return { ...result, windows: [...new Set(windows)] };
}

function answer(query: URLSearchParams, options: RunOptions): readonly Event[] {
  const [since, before] = ["since", "before"].map((name) => Date.parse(`${query.get(name)}Z`));
  const { isSinceInclusive = true, isBeforeInclusive = false } = options;
  const rows = (options.events ?? everyHour).filter(({ timestamp }) => {
    const at = Date.parse(timestamp);
    if (at === since) return isSinceInclusive;
    if (at === before) return isBeforeInclusive;
    return at > (since ?? 0) && at < (before ?? 0);
  });
  const offset = Number(query.get("offset"));
  return rows.slice(offset, offset + Number(query.get("limit")));
}

/** The bookmark of a first run. */
export const empty = unsubscribeWindows.emptyBookmark;

/** An event of a moment. */
export function at(time: string, id = time): Event {
  return { profile_id: id, timestamp: time };
}

/** From the 1st to the 5th of January, noon. */
export const everyHour = Array.from({ length: 108 }, (_, hour) =>
  at(new Date(Date.parse("2026-01-01T00:00:00Z") + hour * 3_600_000).toISOString()),
);

/** Three events in each of the seconds around midnight, where one window ends and the next begins. */
export const onEdges = [
  "01T23:59:59",
  "02T00:00:00",
  "02T00:00:01",
  "02T23:59:59",
  "03T00:00:00",
].flatMap((time) => ["a", "b", "c"].map((id) => at(`2026-01-${time}Z`, `${time} ${id}`)));

/** What tells events apart. */
export const idsOf = (events: readonly Event[]): string[] =>
  events.map(({ profile_id }) => profile_id);
