import type { Config } from "../../src/config/load.js";
import { unsubscribes } from "../../src/ometria/endpoints.js";
import type { Bookmark } from "../../src/reads/contract.js";
import { windowsRead } from "../../src/reads/windows/windows-read.js";
import { formatInstant } from "../../src/values/timestamp.js";
import { withServer } from "../support/http-server.js";
import {
  collect,
  createSkippingClock,
  participant,
  setReadScene,
  type Outcome,
} from "../support/read-scene.js";

const unsubscribeWindows = windowsRead(unsubscribes);

/** An unsubscribe, and when the service began to show it (milliseconds; absent = always). */
export interface Unsubscribe {
  readonly profile_id: string;
  readonly timestamp: string;
  readonly shownFrom?: number;
}

type Rows = readonly Unsubscribe[];

/** A service of unsubscribes, and how it takes what it is asked. */
export class WindowService {
  now = Date.parse("2026-01-05T12:00:00Z");
  rows: Rows = [];
  isSinceHonoured = true;
  /** What it answers of the rows within the bounds; as an honest one does if nothing else is said. */
  answer: (rows: Rows, query: Readonly<Record<string, number>>) => Rows = (rows, query) =>
    rows.slice(query["offset"], (query["offset"] ?? 0) + (query["limit"] ?? 0));
  requests = 0;

  /** What it answers to a query. */
  find(query: URLSearchParams): Rows {
    this.requests += 1;
    const [since = 0, before = 0] = ["since", "before"].map((name) =>
      Date.parse(`${query.get(name) ?? ""}Z`),
    );
    const found = this.rows.filter(({ timestamp, shownFrom = 0 }) => {
      const at = Date.parse(timestamp);
      return at < before && shownFrom <= this.now && (!this.isSinceHonoured || at >= since);
    });
    const [limit = 0, offset = 0] = ["limit", "offset"].map((name) => Number(query.get(name)));
    return this.answer(found, { limit, offset, since });
  }
}

export interface WindowRun extends Outcome<unknown> {
  readonly ids: readonly unknown[];
  readonly bookmark: Bookmark;
}

/** What a run begins with. */
export interface WindowRunOptions {
  readonly config?: Partial<Config>;
  readonly bookmark?: Bookmark;
  readonly stopAfter?: number;
  /** What our own clock says; the service's `Date` is what counts. */
  readonly ourClock?: number;
}

/** Reads the windows of a service, any number of times. */
export async function withWindows(
  service: WindowService,
  use: (run: (options?: WindowRunOptions) => Promise<WindowRun>) => Promise<void>,
): Promise<void> {
  await withServer(
    ({ url = "" }, response) => {
      const { searchParams, pathname } = new URL(url, "http://x");
      response.setHeader("date", new Date(service.now).toUTCString());
      response.end(JSON.stringify(pathname === "/unsubscribes" ? service.find(searchParams) : []));
    },
    async ({ origin }) => {
      await use(async (options = {}) => {
        const { context } = setReadScene({
          baseUrl: origin,
          clock: createSkippingClock(options.ourClock ?? service.now),
          config: { start_date: "2026-01-01", page_size: 50, ...options.config },
        });
        const bookmark = options.bookmark ?? unsubscribeWindows.emptyBookmark;
        const outcome = await collect(unsubscribeWindows, context, {
          ...options,
          participants: [participant("unsubscribes", bookmark)],
        });
        return {
          ...outcome,
          ids: outcome.rows.map((row) => row["profile_id"]),
          bookmark: outcome.bookmarks["unsubscribes"] ?? {},
        };
      });
    },
  );
}

/** Somebody who unsubscribed at a moment. */
export function at(time: number | string, name?: string): Unsubscribe {
  const timestamp = typeof time === "string" ? time : formatInstant(time);
  return { profile_id: name ?? timestamp, timestamp };
}
