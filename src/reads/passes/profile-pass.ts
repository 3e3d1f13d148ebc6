import type { Config } from "../../config/load.js";
import { UnstableOrderError } from "../../errors.js";
import type { JsonObject } from "../../values/json.js";
import { formatInstant } from "../../values/timestamp.js";
import { isInFuture } from "../belief.js";
import type { Bookmark, Participant, Read, ReadContext, ReadEvent } from "../contract.js";
import { changesEndpoint } from "../list-changes-endpoint.js";
import { lookbackMs } from "../lookback.js";
import { Pages, requireWhole, rowId, stateIds, type Page } from "../paging/pages.js";
import { probeUpdateSince } from "../parameter-probes.js";
import { sinceText } from "../since-text.js";
import { MemberCounter } from "./member-counter.js";
import {
  fullRefreshMs,
  isEveryPassFull,
  planPass,
  type Pass,
  type PassBookmark,
  type PassSettings,
} from "./pass-plan.js";
import { completedPass, emptyPassBookmark, Flaws, versionOf } from "./pass-progress.js";

/** A profile, and the start of the pass that showed it (RFC 3339 UTC). */
export interface ProfileRow {
  readonly profile: JsonObject;
  readonly passStart: string;
}

const path = "/profiles";

/** Passes over `/profiles`: the most expensive endpoint is read once for every stream that needs it. */
export const profilePass: Read<ProfileRow> = {
  name: "profile_pass",
  from: "api",
  emptyBookmark: { ...emptyPassBookmark },
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
  if (planPass(streams, settings).resumeFrom === undefined) streams = streams.map(giveUpOpen);
  yield checkpoint(streams, (bookmark) => bookmark);
  for (;;) {
    const pass = planPass(streams, settings);
    context.log.info(describePass(pass), {
      streams: streams.map(({ stream }) => stream).join(","),
    });
    const failed = yield* readOrForget(context, pass, streams);
    if (pass.updateSince === null && !isEveryPassFull(streams, settings)) {
      await probeUpdateSince(context, settings.startedAt);
    }
    if (pass.resumeFrom === undefined || isEveryPassFull(streams, settings)) return;
    streams = streams.map((stream) =>
      failed.includes(stream.stream)
        ? { ...stream, bookmark: { ...stream.bookmark, open: [] } }
        : { ...stream, bookmark: { ...stream.bookmark, ...completed(stream.bookmark, pass) } },
    );
  }
}

function passSettings(
  config: Readonly<Config>,
  run: { readonly startedAt: number; readonly streams: readonly string[] },
): PassSettings {
  return {
    startedAt: run.startedAt,
    fullRefreshMs: fullRefreshMs(config),
    lookbackMs: Math.max(...run.streams.map((stream) => lookbackMs(config, stream))),
    asSince: (instant) => sinceText(instant, "date"),
  };
}

/** The participant with a bookmark that can be gone on from, and what the settings make of its replication. */
function believe(
  participant: Participant,
  startedAt: number,
  context: ReadContext,
): Participant<PassBookmark> {
  const bookmark = { ...emptyPassBookmark, ...participant.bookmark };
  const run = { startedAt, stream: participant.stream, log: context.log };
  const isWrong =
    isInFuture(bookmark.synced_through, run) || isInFuture(bookmark.full_pass_at, run);
  // Without changes only a full pass shows who has left a list.
  const needsAll = "changes_through" in bookmark && changesEndpoint(context.config) === undefined;
  return {
    stream: participant.stream,
    fullTable: participant.fullTable || needsAll,
    bookmark: isWrong ? { ...bookmark, ...emptyPassBookmark } : bookmark,
  };
}

/** A pass whose order has changed is begun again: gone on with, it would never see what it has passed over. */
async function* readOrForget(
  context: ReadContext,
  pass: Pass,
  streams: readonly Participant<PassBookmark>[],
): AsyncGenerator<ReadEvent<ProfileRow>, readonly string[]> {
  try {
    return yield* readPass(context, pass, streams);
  } catch (error) {
    if (error instanceof UnstableOrderError) yield checkpoint(streams, () => ({ open: [] }));
    throw error;
  }
}

/**
 * A first full pass that is given up has shown members all the same: who of them left since it began is told by changes
 * alone, so these are read from its start on.
 */
function giveUpOpen(participant: Participant<PassBookmark>): Participant<PassBookmark> {
  const { bookmark } = participant;
  const [open] = bookmark.open;
  if (open?.update_since !== null || !lacksChanges(bookmark)) return participant;
  return { ...participant, bookmark: { ...bookmark, changes_through: open.start } as PassBookmark };
}

/** Whether the stream is one that changes feed too, and none have been read yet. */
function lacksChanges(bookmark: PassBookmark): boolean {
  return "changes_through" in bookmark && bookmark.changes_through === null;
}

/** Yields one pass; returns the streams that it leaves incomplete. */
async function* readPass(
  context: ReadContext,
  pass: Pass,
  streams: readonly Participant<PassBookmark>[],
): AsyncGenerator<ReadEvent<ProfileRow>, readonly string[]> {
  const counter = new MemberCounter(context, pass, streams);
  const flaws = new Flaws(context, streams);
  const limit = context.config.page_size;
  const query = pass.updateSince === null ? {} : { updateSince: pass.updateSince };
  const from = pass.resumeFrom;
  const idOf = stateIds(context, rowId);
  const pages = new Pages(context.client(), { path, query, limit, idOf, from });
  for await (const page of pages) {
    counter.count(page.rows);
    yield toRows(page, pass);
    const { offset, lastIds } = page.cursor;
    const at = { start: pass.start, update_since: pass.updateSince, offset };
    yield checkpoint(streams, (_, stream) => ({
      open: [{ ...at, last_ids: [...lastIds], flawed: flaws.has(stream) }],
    }));
  }
  requireWhole(pages.onlyAnswer, { path, limit });
  const failed = yield* counter.compare();
  const whole = streams.filter(({ stream }) => !failed.includes(stream));
  if (pass.updateSince === null) {
    const sound = whole.map(({ stream }) => stream).filter((stream) => !flaws.has(stream));
    yield { type: "activate", streams: sound, version: versionOf(pass) };
  }
  yield checkpoint(streams, (bookmark, stream) =>
    failed.includes(stream) ? { open: [] } : completed(bookmark, pass),
  );
  return failed;
}

function toRows(page: Page, pass: Pass): ReadEvent<ProfileRow> {
  const rows = page.rows.map((profile) => ({ profile, passStart: pass.start }));
  const version = pass.updateSince === null ? versionOf(pass) : undefined;
  return { type: "rows", rows, readAt: formatInstant(page.at), place: page.place, version };
}

function completed(bookmark: PassBookmark, pass: Pass): Partial<PassBookmark> {
  const done = completedPass(bookmark, pass);
  if (pass.updateSince !== null || !lacksChanges(bookmark)) return done;
  // What a full pass has shown needs no change to tell it: changes are read from its start on.
  return Object.assign(done, { changes_through: pass.start });
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
