import { NotTakenError } from "../errors.js";
import { dayMs } from "../values/duration.js";
import { formatDate } from "../values/timestamp.js";
import type { DoctorContext } from "./context.js";
import { broken, cannotTell, holds, type Check } from "./finding.js";
import { asBound, firstProfiles } from "./samples.js";

const streams = ["profiles", "member_lists"];

/** How many profiles have changed since a time that is yet to come; undefined where the service does not take it. */
async function countSince(
  context: DoctorContext,
  updateSince: string,
): Promise<number | undefined> {
  const query = { updateSince, limit: context.config.page_size, offset: 0 };
  try {
    return (await context.service().rows("/profiles", query)).length;
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof NotTakenError)) throw error;
    return undefined;
  }
}

/** The day after tomorrow: it is later than now in every time zone. */
async function dayAfterTomorrow(context: DoctorContext): Promise<number> {
  return (await context.service().now()) + 2 * dayMs;
}

export const updateSinceCheck: Check = {
  id: "update_since",
  question: "Does GET /profiles leave out what is older than updateSince?",
  asks: "api",
  streams,
  async run(context) {
    if ((await firstProfiles(context)).length === 0) return cannotTell("There are no profiles.");
    const count = await countSince(context, formatDate(await dayAfterTomorrow(context)));
    if (count === 0) return holds("Asked for the day after tomorrow, it sent nothing.");
    if (count === undefined)
      return broken(
        "It does not take a request with updateSince. Nothing is lost, but every run reads all profiles.",
      );
    return broken(
      `Asked for the day after tomorrow, it sent ${count} rows: it ignores updateSince. Nothing is lost, but every run reads all profiles.`,
    );
  },
};

export const updateTimeCheck: Check = {
  id: "update_since_time",
  question: "Does updateSince take a time of day?",
  asks: "api",
  streams,
  async run(context) {
    const at = await dayAfterTomorrow(context);
    if ((await countSince(context, formatDate(at))) !== 0)
      return cannotTell("updateSince does not work at all.");
    const count = await countSince(context, asBound(at));
    if (count === 0)
      return holds("It does. The tap asks by the date, and for a day more than it needs.");
    const what = count === undefined ? "does not answer" : `ignores it and sends ${count} rows`;
    return broken(
      `With a time of day it ${what}. The tap asks by the date alone: nothing is to be done.`,
    );
  },
};
