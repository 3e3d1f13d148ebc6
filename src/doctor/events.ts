import { exitCodes } from "../errors.js";
import { dayMs } from "../values/duration.js";
import type { JsonObject } from "../values/json.js";
import { parseInstant } from "../values/timestamp.js";
import { selectedOf, type DoctorContext } from "./context.js";
import { broken, cannotTell, holds, type Check, type Finding } from "./finding.js";
import { asBound, sampleEvents } from "./samples.js";

const path = "/unsubscribes";
const streams = ["unsubscribes"];
const few = 5;
const tooFew = cannotTell("There are too few unsubscribes in the last year.");

const between = (
  context: DoctorContext,
  since: number,
  before: number,
): Promise<readonly JsonObject[]> =>
  context.service().rows(path, {
    since: asBound(since),
    before: asBound(before),
    limit: context.config.page_size,
    offset: 0,
  });

export const windowsCheck: Check = {
  id: "event_windows",
  question: "Do since and before of GET /unsubscribes leave out what lies outside of them?",
  asks: "api",
  streams,
  async run(context) {
    if ((await sampleEvents(context)).rows.length === 0) return tooFew;
    const now = await context.service().now();
    const later = await between(context, now + 2 * dayMs, now + 3 * dayMs);
    if (later.length > 0)
      return broken(
        `Asked for the day after tomorrow, it sent ${later.length} rows: it ignores since, and the run ends with 4.`,
        {
          failing: { streams: selectedOf(context, streams), exitCode: exitCodes.source },
        },
      );
    const earlier = await between(
      context,
      Date.parse("1999-01-01T00:00:00Z"),
      Date.parse("2000-01-01T00:00:00Z"),
    );
    if (earlier.length > 0)
      return broken(
        `Asked for the year 1999, it sent ${earlier.length} rows: it ignores before. Each window brings what comes after it too.`,
        {
          setting: "window",
        },
      );
    return holds(
      "Neither tomorrow nor 1999 brought a row. Whether they are UTC no answer tells: the tap asks for a second more.",
    );
  },
};

export const boundsCheck: Check = {
  id: "event_bounds",
  question: "Is since of GET /unsubscribes inclusive, and before exclusive?",
  asks: "api",
  streams,
  async run(context) {
    // Where the bounds are ignored, nothing is told by what lies at them.
    if ((await windowsCheck.run(context)).verdict !== "holds")
      return cannotTell("since and before do not bound the answers as it is.");
    const { rows } = await sampleEvents(context);
    const event = rows.find((row) => Number.isInteger(secondsOf(row)));
    const at = event === undefined ? undefined : instantOf(event);
    if (at === undefined)
      return rows.length === 0 ? tooFew : cannotTell("No event has a time of whole seconds.");
    const has = async (since: number, before: number): Promise<boolean> =>
      (await between(context, since, before)).some((row) => instantOf(row) === at);
    if (!(await has(at - 1000, at + 2000)))
      return cannotTell("A narrow window does not show what a wide one did.");
    return describeBounds({ since: await has(at, at + 1000), before: await has(at - 1000, at) });
  },
};

function describeBounds(includes: { readonly since: boolean; readonly before: boolean }): Finding {
  const word = (isInclusive: boolean): string => (isInclusive ? "inclusive" : "exclusive");
  const seen = `since is ${word(includes.since)}, before is ${word(includes.before)}`;
  const safe = "The tap asks for a second more, and sends an event that comes twice under one key.";
  return includes.since && !includes.before
    ? holds(`${seen}. ${safe}`)
    : broken(`${seen}. ${safe}`);
}

function instantOf({ timestamp }: JsonObject): number | undefined {
  return typeof timestamp === "string" ? parseInstant(timestamp) : undefined;
}

function secondsOf(row: JsonObject): number {
  return (instantOf(row) ?? Number.NaN) / 1000;
}

export const eventPagingCheck: Check = {
  id: "event_answers",
  question: "Can an answer of GET /unsubscribes be read on by limit and offset?",
  asks: "api",
  streams,
  async run(context) {
    const { rows, since, before } = await sampleEvents(context);
    const expected = rows[few];
    if (expected === undefined) return tooFew;
    const next = await context.service().rows(path, { since, before, limit: few, offset: few });
    const isRight = next.length <= few && JSON.stringify(next[0]) === JSON.stringify(expected);
    if (isRight)
      return holds(
        "It can. Answers of fewer than ten rows are taken to be whole: no reader can see whether they are.",
      );
    return broken(
      "It ignores limit or offset. The tap proves each answer whole by the two halves of its window, which takes more requests; a smaller window takes fewer.",
      { setting: "window" },
    );
  },
};
