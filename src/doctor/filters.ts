import { NotTakenError } from "../errors.js";
import { filter, filterTime, likelyFilters } from "../ometria/assumptions/filters.js";
import { broken, cannotTell, holds, type Finding } from "../ometria/assumptions/finding.js";
import { tomorrow, timeText, type EndpointFacts } from "../reads/endpoint.js";
import { describeVerdict } from "../reads/filter.js";
import type { StreamDefinition } from "../records/stream.js";
import { endpointCheck, type Look } from "./endpoint-check.js";

/** Whether a filter makes increments of what is read by pages, or could. */
const isPassed = ({ isPaged, since }: EndpointFacts, { replication }: StreamDefinition): boolean =>
  isPaged && (since !== undefined || !replication.isForced);

export const filterCheck = endpointCheck(
  filter,
  {
    question: "Does the parameter that asks for what changed since a time do so?",
    of: isPassed,
  },
  async ({ context, asked }, judge) => {
    const { since, name } = asked.endpoint;
    if (since === undefined) return unset(name);
    const verdict = await judge(asked, await context.service().now());
    if (verdict === "honoured")
      return holds("Asked for tomorrow, it sent nothing; asked for all since 1970, it sent rows.");
    if (verdict === "untold") return cannotTell("There are no rows.");
    return broken(
      `${sentence(describeVerdict(verdict, since.param))}. Nothing is lost: each run reads all rows. Other names to try: ${othersThan(since.param)}.`,
      { setting: `endpoints.${name}` },
    );
  },
);

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function othersThan(param: string): string {
  return likelyFilters.filter((name) => name !== param).join(", ");
}

function unset(name: string): Finding {
  const endpoints = { [name]: { since_param: likelyFilters[0] } };
  return cannotTell(
    `No filter is set: each run reads all rows. To see whether the likeliest works, set ${JSON.stringify({ endpoints }).slice(1, -1)} and ask again.`,
  );
}

export const filterTimeCheck = endpointCheck(
  filterTime,
  {
    question: "Does a filter that is documented to take a date take a time of day?",
    of: ({ isPaged, since }) => isPaged && since?.format === "date",
  },
  async (look, judge) => {
    const { since } = look.asked.endpoint;
    if (since?.format !== "date") return cannotTell("The config has it asked by a time of day.");
    const verdict = await judge(look.asked, await look.context.service().now());
    if (verdict !== "honoured") return cannotTell("The filter cannot be relied on at all.");
    const count = await countTomorrow(look, since.param);
    if (count === 0)
      return holds("It takes one. The tap asks by the date, and for a day more than it needs.");
    const what = count === undefined ? "does not take it" : `ignores it and sends ${count} rows`;
    return broken(
      `With a time of day it ${what}. The tap asks by the date alone: nothing is to be done.`,
    );
  },
);

/** How many rows have changed since a time of day that is yet to come; undefined where the service does not take it. */
async function countTomorrow(
  { context, asked, limit }: Look,
  param: string,
): Promise<number | undefined> {
  const at = tomorrow(await context.service().now());
  try {
    return (await asked.rows({ [param]: timeText(at, ""), limit, offset: 0 })).length;
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof NotTakenError)) throw error;
    return undefined;
  }
}
