import { parseDuration } from "../../values/duration.js";
import type { JsonObject } from "../../values/json.js";
import { formatInstant, parseInstant } from "../../values/timestamp.js";
import type { Participant, Read, ReadContext, ReadEvent } from "../contract.js";
import {
  endpointOf,
  sinceQuery,
  timeText,
  type Endpoint,
  type EndpointFacts,
} from "../endpoint.js";
import { stateIds } from "../paging/pages.js";
import { sideBySide } from "../paging/side-by-side.js";
import { startDate, startingBookmark } from "../start.js";
import { readTimeWindow, type WindowPage, type WindowSource } from "./time-window.js";
import type { TimeWindow } from "./window-halves.js";
import { WindowMemory } from "./window-memory.js";
import { dueWindows, planWindows, type DueWindow, type WindowsBookmark } from "./windows-plan.js";

const empty: WindowsBookmark = {
  replication_key: "timestamp",
  replication_key_value: null,
  from: null,
  open: [],
};

/** Time windows of an endpoint that is asked by `since` and `before`, oldest first. */
export function windowsRead(facts: EndpointFacts): Read<JsonObject> {
  return {
    name: facts.name,
    from: "api",
    endpoints: [facts],
    emptyBookmark: { ...empty },
    async *run(context, participants) {
      const endpoint = endpointOf(context.config, facts);
      for (const participant of participants) yield* readWindows(context, endpoint, participant);
    },
  };
}

async function* readWindows(
  context: ReadContext,
  endpoint: Endpoint,
  participant: Participant,
): AsyncGenerator<ReadEvent<JsonObject>> {
  const { stream } = participant;
  const startedAt = await context.client().startedAt();
  const bookmark = firstBookmark(context, participant, startedAt);
  yield { type: "checkpoint", bookmarks: { [stream]: { ...bookmark } }, forgets: true };
  const memory = new WindowMemory(
    Math.ceil((parseDuration(context.config.window) ?? 0) / 1000) * 1000,
  );
  const { begins = 0 } = endpoint;
  const run = { stream, bookmark, startedAt, memory, begins };
  const windows = dueWindows(planWindows(context.config, run), {
    startedAt,
    reached: parseInstant(bookmark.replication_key_value ?? "") ?? -Infinity,
  });
  yield* sideBySide(context.client(), windows, (window, client) =>
    readWindow(windowSource(context, { client, memory, endpoint }), { stream, window }),
  );
}

function firstBookmark(
  context: ReadContext,
  { stream, bookmark }: Participant,
  startedAt: number,
): WindowsBookmark {
  const stored: WindowsBookmark = { ...empty, ...bookmark };
  const fresh = { ...empty, from: startDate(context.config) };
  const isEmpty = stored.replication_key_value === null && stored.open.length === 0;
  const instants = [stored.replication_key_value];
  return startingBookmark(
    stored,
    { fresh, isEmpty, instants },
    { startedAt, stream, log: context.log },
  );
}

async function* readWindow(
  source: WindowSource,
  { stream, window }: { readonly stream: string; readonly window: DueWindow },
): AsyncGenerator<ReadEvent<JsonObject>> {
  const { open } = window;
  const from = open === undefined ? undefined : { offset: open.offset, lastIds: open.last_ids };
  for await (const page of readTimeWindow(source, window, from)) {
    yield* inWindow(page, window, source);
    if (page.cursor === undefined) {
      yield { type: "checkpoint", bookmarks: { [stream]: { open: [] } }, forgets: true };
      continue;
    }
    const next = {
      start: formatInstant(window.start),
      since: formatInstant(window.since),
      before: formatInstant(window.before),
      offset: page.cursor.offset,
      last_ids: [...page.cursor.lastIds],
    };
    yield { type: "checkpoint", bookmarks: { [stream]: { open: [next] } } };
  }
  const done = { replication_key_value: window.reached, open: [] };
  yield { type: "checkpoint", bookmarks: { [stream]: done } };
}

function windowSource(
  context: ReadContext,
  shared: Pick<WindowSource, "client" | "memory" | "endpoint">,
): WindowSource {
  const { endpoint } = shared;
  const { before: beforeParam = "before", since } = endpoint;
  return {
    ...shared,
    query: (window) => ({
      ...sinceQuery(endpoint, window.since),
      [beforeParam]: timeText(window.before, since?.zone ?? ""),
    }),
    limit: Math.min(context.config.page_size, endpoint.mostRows),
    idOf: stateIds(context, endpoint),
    timeOf: endpoint.timeOf ?? (() => undefined),
  };
}

/** The rows of the window itself. Rows on its edges that belong to a neighbour come with that one. */
function* inWindow(
  page: WindowPage,
  window: TimeWindow,
  { timeOf }: WindowSource,
): Generator<ReadEvent<JsonObject>> {
  const own = [...page.rows.entries()].filter(([, row]) => isInWindow(timeOf(row), window));
  const place = (index: number): string => page.place(own[index]?.[0] ?? 0);
  const readAt = formatInstant(page.at);
  yield { type: "rows", rows: own.map(([, row]) => row), readAt, place };
}

function isInWindow(timestamp: number | undefined, window: TimeWindow): boolean {
  return timestamp === undefined || (timestamp >= window.since && timestamp < window.before);
}
