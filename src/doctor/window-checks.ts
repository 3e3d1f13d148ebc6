import { exitCodes } from "../errors.js";
import { broken, cannotTell, holds, type Finding } from "../ometria/assumptions/finding.js";
import { bounds, windowAnswers, windows } from "../ometria/assumptions/windows.js";
import type { EndpointFacts } from "../reads/endpoint.js";
import type { Bounds, WindowVerdict } from "../reads/windows/window-probe.js";
import type { JsonObject } from "../values/json.js";
import { latestRows } from "./asked-endpoints.js";
import { endpointCheck, type Look } from "./endpoint-check.js";

const isRead = ({ before }: EndpointFacts): boolean => before !== undefined;
const tooFew = cannotTell("There are too few events in the last year.");

async function windowsOf({ context, asked, limit }: Look): Promise<WindowVerdict> {
  return windows.probe(asked, await context.service().now(), limit);
}

export const windowsCheck = endpointCheck(
  windows,
  {
    question: "Do since and before leave out what lies outside of them?",
    of: isRead,
  },
  async (look) => {
    if ((await latestRows(look.context, look.asked)).rows.length === 0) return tooFew;
    const { verdict, rows } = await windowsOf(look);
    if (verdict === "since ignored")
      return broken(
        `Asked for time to come, it sent ${rows} rows: it ignores since, and the run ends with 4.`,
        { failing: { streams: look.streams, exitCode: exitCodes.source } },
      );
    if (verdict === "before ignored")
      return broken(
        `Asked for the year 1999, it sent ${rows} rows: it ignores before. Each window brings what comes after it too.`,
        { setting: "window" },
      );
    return holds(
      "Neither time to come nor 1999 brought a row. Whether they are UTC no answer tells: the tap asks for a second more.",
    );
  },
);

export const boundsCheck = endpointCheck(
  bounds,
  { question: "Is since inclusive, and before exclusive?", of: isRead },
  async (look, judge) => {
    const { rows } = await latestRows(look.context, look.asked);
    if (rows.length === 0) return tooFew;
    // Where the bounds are ignored, nothing is told by what lies at them.
    if ((await windowsOf(look)).verdict !== "honoured")
      return cannotTell("since and before do not bound the answers as it is.");
    const at = rows.map((row) => timeOf(look, row)).find((time) => time % 1000 === 0);
    if (at === undefined) return cannotTell("No event has a time of whole seconds.");
    const seen = await judge(look.asked, at, look.limit);
    return seen === undefined
      ? cannotTell("A narrow window does not show what a wide one did.")
      : describeBounds(seen);
  },
);

function timeOf({ asked }: Look, row: JsonObject): number {
  return asked.endpoint.timeOf?.(row) ?? Number.NaN;
}

function describeBounds(includes: Bounds): Finding {
  const word = (isInclusive: boolean): string => (isInclusive ? "inclusive" : "exclusive");
  const seen = `since is ${word(includes.since)}, before is ${word(includes.before)}`;
  const safe = "The tap asks for a second more, and sends an event that comes twice under one key.";
  return includes.since && !includes.before
    ? holds(`${seen}. ${safe}`)
    : broken(`${seen}. ${safe}`);
}

export const eventPagingCheck = endpointCheck(
  windowAnswers,
  {
    question: "Can the answer of a window be read on by limit and offset?",
    of: isRead,
  },
  async ({ context, asked }, canReadOn) => {
    const { rows, query } = await latestRows(context, asked);
    const canBeReadOn = await canReadOn(asked, query, rows);
    if (canBeReadOn === undefined) return tooFew;
    const { defaultPage } = asked.endpoint;
    if (canBeReadOn)
      return holds(
        `It can. Answers of fewer than ${defaultPage} rows are taken to be whole: no reader can see whether they are.`,
      );
    return broken(
      "It ignores limit or offset. The tap proves each answer whole by the two halves of its window, which takes more requests; a smaller window takes fewer.",
      { setting: "window" },
    );
  },
);
