import type { Config } from "../config/load.js";
import { parseDuration } from "../values/duration.js";
import type { JsonObject } from "../values/json.js";
import { formatInstant, parseInstant } from "../values/timestamp.js";
import { isInFuture } from "./belief.js";
import { lookbackMs } from "./lookback.js";
import { MemberCounter } from "./member-counter.js";
import {
  isEveryPassFull,
  planPass,
  type Pass,
  type PassBookmark,
  type PassSettings,
} from "./pass-plan.js";
import { readPages, requireWhole, rowId, type Page } from "./read-pages.js";
import type { Bookmark, Participant, Read, ReadContext, ReadEvent } from "./read.js";

/** A profile, and the start of the pass that showed it (RFC 3339 UTC). */
export interface ProfileRow {
  readonly profile: JsonObject;
  readonly passStart: string;
}

const path = "/profiles";

const empty: PassBookmark = {
  synced_through: null,
  full_pass_at: null,
  table_version: null,
  open: [],
};

/** Passes over `/profiles`: the most expensive endpoint is read once for every stream that needs it. */
export const profilePass: Read<ProfileRow> = {
  name: "profile_pass",
  from: "api",
  emptyBookmark: { ...empty },
  run: readPasses,
};

async function* readPasses(
  context: ReadContext,
  participants: readonly Participant[],
): AsyncGenerator<ReadEvent<ProfileRow>> {
  const settings = passSettings(context.config, {
    startedAt: await context.client().startedAt(),
    streams: participants.map(({ stream }) => stream),
  });
  let streams = participants.map((participant) =>
    believe(participant, settings.startedAt, context),
  );
  yield checkpoint(streams, (bookmark) => bookmark);
  for (;;) {
    const pass = planPass(streams, settings);
    context.log.info(describePass(pass), {
      streams: streams.map(({ stream }) => stream).join(","),
    });
    yield* readPass(context, pass, streams);
    if (pass.resumeFrom === undefined || isEveryPassFull(streams, settings)) return;
    streams = streams.map((stream) => ({ ...stream, bookmark: completed(stream.bookmark, pass) }));
  }
}

function passSettings(
  config: Readonly<Config>,
  run: { readonly startedAt: number; readonly streams: readonly string[] },
): PassSettings {
  const interval = config.full_refresh_interval;
  return {
    startedAt: run.startedAt,
    fullRefreshMs: interval === "never" ? Infinity : (parseDuration(interval) ?? 0),
    lookbackMs: Math.max(...run.streams.map((stream) => lookbackMs(config, stream))),
  };
}

function believe(
  participant: Participant,
  startedAt: number,
  context: ReadContext,
): Participant<PassBookmark> {
  const bookmark = { ...empty, ...participant.bookmark };
  const run = { startedAt, stream: participant.stream, log: context.log };
  const isWrong =
    isInFuture(bookmark.synced_through, run) || isInFuture(bookmark.full_pass_at, run);
  return { ...participant, bookmark: isWrong ? { ...participant.bookmark, ...empty } : bookmark };
}

async function* readPass(
  context: ReadContext,
  pass: Pass,
  streams: readonly Participant<PassBookmark>[],
): AsyncGenerator<ReadEvent<ProfileRow>> {
  const counter = new MemberCounter(context, pass, streams);
  const limit = context.config.page_size;
  const query = pass.updateSince === null ? {} : { updateSince: pass.updateSince };
  const from = pass.resumeFrom;
  const pages = readPages(context.client(), { path, query, limit, idOf: rowId, from });
  let page = await pages.next();
  for (; page.done !== true; page = await pages.next()) {
    counter.count(page.value.rows);
    yield toRows(page.value, { pass, readAt: formatInstant(context.clock.now()) });
    const { offset, lastIds } = page.value.cursor;
    const open = [
      { start: pass.start, update_since: pass.updateSince, offset, last_ids: [...lastIds] },
    ];
    yield checkpoint(streams, () => ({ open }));
  }
  requireWhole(page.value, { path, limit });
  const unseen = yield* counter.compare();
  yield checkpoint(streams, (bookmark, stream) =>
    unseen.includes(stream) ? { open: [] } : completed(bookmark, pass),
  );
}

function toRows(
  page: Page,
  read: { readonly pass: Pass; readonly readAt: string },
): ReadEvent<ProfileRow> {
  const rows = page.rows.map((profile) => ({ profile, passStart: read.pass.start }));
  return { type: "rows", rows, readAt: read.readAt, place: page.place };
}

/** The bookmark after a pass that was read to its end. Nothing in it ever moves back. */
function completed(bookmark: PassBookmark, pass: Pass): PassBookmark & Bookmark {
  const through = later(bookmark.synced_through, pass.start);
  if (pass.updateSince !== null) return { ...bookmark, synced_through: through, open: [] };
  const full = {
    ...bookmark,
    synced_through: through,
    full_pass_at: later(bookmark.full_pass_at, pass.start),
    table_version: Math.floor((parseInstant(pass.start) ?? 0) / 1000),
    open: [],
  };
  // What a full pass has shown needs no change to tell it: changes are read from its start on.
  const changes: unknown = "changes_through" in full ? full.changes_through : undefined;
  return changes === null ? { ...full, changes_through: pass.start } : full;
}

function later(one: string | null, other: string): string {
  return one !== null && (parseInstant(one) ?? 0) > (parseInstant(other) ?? 0) ? one : other;
}

function checkpoint(
  streams: readonly Participant<PassBookmark>[],
  next: (bookmark: PassBookmark, stream: string) => object,
): ReadEvent<ProfileRow> {
  const bookmarks = streams.map(({ stream, bookmark }) => [stream, { ...next(bookmark, stream) }]);
  return {
    type: "checkpoint",
    bookmarks: Object.fromEntries(bookmarks) as Record<string, Bookmark>,
  };
}

function describePass(pass: Pass): string {
  const kind =
    pass.updateSince === null ? "a full pass" : `a pass of what changed since ${pass.updateSince}`;
  if (pass.resumeFrom === undefined) return `profiles: ${kind} begins`;
  return `profiles: ${kind}, begun ${pass.start}, goes on at row ${pass.resumeFrom.offset}`;
}
