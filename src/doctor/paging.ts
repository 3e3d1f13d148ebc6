import { exitCodes } from "../errors.js";
import { idOf } from "../ometria/endpoints.js";
import type { JsonObject } from "../values/json.js";
import { selectedOf, type DoctorContext } from "./context.js";
import { broken, cannotTell, holds, type Check, type Finding } from "./finding.js";
import { firstProfiles } from "./samples.js";

const path = "/profiles";
const streams = ["profiles", "member_lists"];
/** Fewer than any page that a service would cut answers down to by itself. */
const few = 5;

type Rows = readonly JsonObject[];

const askFew = (context: DoctorContext, offset: number): Promise<Rows> =>
  context.service().rows(path, { limit: few, offset });

export const pageSizeCheck: Check = {
  id: "page_size",
  question: "Does GET /profiles send as many rows as limit asks for?",
  asks: "api",
  streams,
  async run(context) {
    const { page_size: asked } = context.config;
    const first = await firstProfiles(context);
    const small = await askFew(context, 0);
    if (first.length < few && small.length === first.length)
      return cannotTell(`There are only ${first.length} profiles.`);
    if (small.length > few || first.length > asked)
      return broken(
        `It ignores limit: asked for ${few} it sent ${small.length}, asked for ${asked} it sent ${first.length}. The tap goes by the rows that come.`,
        { setting: "page_size" },
      );
    if (first.length === asked) return holds(`Asked for ${asked} and for ${few}, it sent as many.`);
    return shorter(context, first);
  },
};

/** A page shorter than asked for is either all that there is, or has been cut. */
async function shorter(context: DoctorContext, first: Rows): Promise<Finding> {
  const { page_size: asked } = context.config;
  const { length } = first;
  const next = await context.service().rows(path, { limit: asked, offset: length });
  const known = new Set(first.map(idOf));
  if (next.every((row) => known.has(idOf(row))))
    return holds(
      `There are no more than ${length} profiles, and ${few} came where ${few} were asked for.`,
    );
  return broken(
    `Asked for ${asked} it sends ${length}. The tap goes by the rows that come, and needs more requests.`,
    { setting: "page_size", change: { page_size: Math.max(2, length) } },
  );
}

export const offsetCheck: Check = {
  id: "offset",
  question: "Does GET /profiles begin where offset says?",
  asks: "api",
  streams,
  async run(context) {
    const first = await firstProfiles(context);
    const offset = Math.min(few, first.length - 1);
    const [start, expected] = [first[0], first[offset]];
    if (start === undefined || expected === undefined || offset < 1)
      return cannotTell(`There are only ${first.length} profiles.`);
    const [next] = await askFew(context, offset);
    if (next !== undefined && idOf(next) === idOf(expected))
      return holds(
        "It does. Whether there is a ceiling only a full pass can tell: it would end with 4.",
      );
    if (next !== undefined && idOf(next) !== idOf(start))
      return cannotTell("Another row came than the one that stood there: the order is not stable.");
    return ignored(
      context,
      next === undefined ? "sends nothing" : "sends the first page again",
      first,
    );
  },
};

function ignored(context: DoctorContext, what: string, first: Rows): Finding {
  const meaning = `With an offset it ${what}.`;
  if (first.length > context.config.page_size)
    return broken(`${meaning} But all profiles come at once, and the tap reads those.`);
  return broken(`${meaning} The tap cannot reach more than a page of profiles, and ends with 4.`, {
    failing: { streams: selectedOf(context, streams), exitCode: exitCodes.source },
  });
}

export const orderCheck: Check = {
  id: "stable_order",
  question: "Do profiles come in the same order when they are read twice?",
  asks: "api",
  streams,
  async run(context) {
    const first = (await firstProfiles(context)).map(idOf);
    if (first.length < 2) return cannotTell(`There are only ${first.length} profiles.`);
    const query = { limit: context.config.page_size, offset: 0 };
    const second = (await context.service().again(path, query)).map(idOf);
    const both = new Set(second.filter((id) => first.includes(id)));
    const kept = first.filter((id) => both.has(id));
    const seen = second.filter((id) => both.has(id));
    const isSame = kept.every((id, index) => id === seen[index]);
    if (isSame && kept.length * 2 >= first.length)
      return holds(`The first ${kept.length} do. A row that moves later on cannot be seen.`);
    return broken(
      "The same question brought them in another order. A sync sees that where pages overlap and ends with 4.",
      { failing: { streams: selectedOf(context, streams), exitCode: exitCodes.source } },
    );
  },
};
