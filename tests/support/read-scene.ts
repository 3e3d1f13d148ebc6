import { systemClock, type Clock } from "../../src/clock.js";
import type { Config } from "../../src/config/load.js";
import { loadSchema } from "../../src/config/schemas.js";
import { compileSchema } from "../../src/config/validator.js";
import type { ObjectStore } from "../../src/exports/stores/store.js";
import { keyHeader, otherSpellings, smallestRequest } from "../../src/ometria/service.js";
import type {
  Bookmark,
  Bookmarks,
  Participant,
  Read,
  ReadContext,
  ReadEvent,
} from "../../src/reads/contract.js";
import { fetchTable } from "../../src/reads/table-read.js";
import { ApiClient, type ApiSettings } from "../../src/service/client.js";
import { createLogLines, type LogLines } from "./log-lines.js";

// Compiled once: some tests make hundreds of scenes.
const validate = compileSchema(loadSchema("config"), { allErrors: true, fillDefaults: true });

/** The defaults of all settings, with some changed. */
export function configWith(changes: Partial<Config> = {}): Readonly<Config> {
  const config: unknown = { ...changes };
  if (!validate(config)) throw new Error(JSON.stringify(validate.errors));
  return config as Config;
}

/**
 * A clock whose sleeps are over at once, as if the time had gone by: waits are steps of its time. `tickMs` goes by
 * whenever somebody looks at it.
 */
export function createSkippingClock(startMs: number, tickMs = 0): Clock {
  let time = startMs;
  return {
    now: () => (time += tickMs),
    sleep: (ms, signal) => {
      signal?.throwIfAborted();
      time += ms;
      return Promise.resolve();
    },
  };
}

/** What a read or a client is given in a test. */
export interface SceneOptions {
  readonly baseUrl?: string;
  readonly apiKey?: string;
  readonly config?: Partial<Config>;
  readonly settings?: Partial<ApiSettings>;
  readonly store?: ObjectStore;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

export interface ReadScene {
  readonly context: ReadContext;
  readonly client: ApiClient;
  readonly logged: LogLines;
}

/** A context around a real client without waits, and the lines of its log. */
export function setReadScene(options: SceneOptions = {}): ReadScene {
  const { clock = systemClock, signal = new AbortController().signal } = options;
  const logged = createLogLines();
  const config = configWith(options.config);
  const client = new ApiClient(
    {
      baseUrl: options.baseUrl ?? "http://127.0.0.1:1",
      apiKey: options.apiKey ?? "sandbox-key",
      userAgent: "test",
      requestsPerSecond: 1_000_000,
      timeoutMs: 60_000,
      largestAnswer: 256,
      maxRetries: 0,
      maxWaitMs: 0,
      maxConcurrency: 1,
      keyHeader,
      smallest: smallestRequest,
      otherSpellings,
      ...options.settings,
    },
    { clock, log: logged.log, signal },
  );
  const context: ReadContext = {
    config,
    client: () => client,
    store: () => {
      if (options.store === undefined) throw new Error("the scene has no store");
      return options.store;
    },
    table: (facts, query = {}) => fetchTable(client, config, { facts, query }),
    rejected: () => 0,
    clock,
    log: logged.log,
    signal,
  };
  return { context, client, logged };
}

/** A stream that takes part in a read, with a bookmark (none = the empty one). */
export function participant(stream: string, bookmark: Bookmark = {}, role?: string): Participant {
  return { stream, bookmark, fullTable: false, role };
}

/** What a read has yielded, until its end or until it failed. */
export interface Outcome<Row> {
  readonly events: readonly ReadEvent<Row>[];
  readonly rows: readonly Row[];
  /** Bookmarks after the last checkpoint, on top of those that it began with. */
  readonly bookmarks: Readonly<Record<string, Bookmark>>;
  /** What it threw. */
  readonly error: unknown;
}

/** Runs a read; `stopAfter` kills it once it has yielded so many events. */
export async function collect<Row>(
  read: Read<Row>,
  context: ReadContext,
  {
    participants,
    stopAfter = Infinity,
  }: { readonly participants: readonly Participant[]; readonly stopAfter?: number },
): Promise<Outcome<Row>> {
  const events: ReadEvent<Row>[] = [];
  let error: unknown;
  try {
    for await (const event of read.run(context, participants)) {
      events.push(event);
      if (events.length >= stopAfter) break;
    }
  } catch (thrown) {
    error = thrown;
  }
  const rows = events.flatMap((event) => (event.type === "rows" ? event.rows : []));
  return { events, rows, bookmarks: advanceAll(participants, events), error };
}

function advanceAll(
  participants: readonly Participant[],
  events: readonly ReadEvent[],
): Readonly<Record<string, Bookmark>> {
  const bookmarks = Object.fromEntries(
    participants.map(({ stream, bookmark }) => [stream, bookmark]),
  );
  for (const event of events) {
    if (event.type !== "checkpoint") continue;
    for (const [stream, patch] of Object.entries(bookmarksOf(event))) {
      bookmarks[stream] = { ...bookmarks[stream], ...patch };
    }
  }
  return bookmarks;
}

/** The bookmarks of a checkpoint, whenever it is asked for them; none of another event. */
export function bookmarksOf(event: ReadEvent): Bookmarks {
  if (event.type !== "checkpoint") return {};
  return typeof event.bookmarks === "function" ? event.bookmarks() : event.bookmarks;
}
