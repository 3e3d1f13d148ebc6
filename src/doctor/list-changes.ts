import type { Config } from "../config/load.js";
import { exitCodes, NotFoundError, NotTakenError, RefusedError } from "../errors.js";
import { idOf, listChanges } from "../ometria/endpoints.js";
import { endpointUnder, pathOf, sinceQuery, tomorrow, type Endpoint } from "../reads/endpoint.js";
import { selectedOf, type DoctorContext } from "./context.js";
import { broken, cannotTell, holds, type Check, type Finding } from "./finding.js";
import { allLists, largestList } from "./samples.js";

/** Names by which other endpoints of the vendor know such a parameter, the likeliest first. */
const likelyNames = ["since", "updateSince", "timeFrom", "updateFrom"];
const formats = ["date-time", "date"] as const;
const longAgo = Date.parse("2013-01-02T00:00:00Z");

type Endpoints = Config["endpoints"];

/** `understood`: nothing for tomorrow, rows for long ago. `silent`: no rows for either. */
type Outcome = "understood" | "ignored" | "silent" | "not found" | "failed";

export const changesCheck: Check = {
  id: "list_changes",
  question:
    "Does GET /lists/{list_id}/changes answer, and understand the parameter that asks for changes since a time?",
  asks: "api",
  streams: ["member_lists", "list_changes"],
  async run(context) {
    const endpoint = endpointUnder(context.config, listChanges);
    if (endpoint === undefined)
      return cannotTell(
        "endpoints.list_changes switches it off: member_lists reads all profiles in each run.",
      );
    const list = await largestList(context);
    if (list === undefined) return cannotTell("There is no list.");
    const outcome = await tryOut(context, endpoint, list);
    if (outcome === "understood")
      return holds(
        "Asked for tomorrow's changes of the largest list, it sent nothing; asked for all, it sent rows.",
      );
    if (outcome === "silent")
      return cannotTell(
        "The largest list has no changes at all: an unknown parameter would look the same. A sync looks at each answer, and ends with 4 where events are older than asked for.",
      );
    if (outcome === "not found") return unusable(context, `GET ${endpoint.path} answers 404.`);
    const what =
      outcome === "ignored"
        ? "ignores the parameter: asked for tomorrow, it sent rows"
        : "does not answer";
    return (
      (await other(context, list)) ??
      unusable(context, `It ${what}, and no other name that is likely works.`)
    );
  },
};

async function tryOut(context: DoctorContext, endpoint: Endpoint, list: string): Promise<Outcome> {
  const count = async (instant: number): Promise<number> => {
    const asked = { ...sinceQuery(endpoint, instant), limit: context.config.page_size, offset: 0 };
    return (await context.service().rows(pathOf(endpoint, list), asked)).length;
  };
  try {
    if ((await count(tomorrow(await context.service().now()))) > 0) return "ignored";
    return (await count(longAgo)) > 0 ? "understood" : "silent";
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof NotFoundError) return "not found";
    if (error instanceof NotTakenError || error instanceof RefusedError) return "failed";
    throw error;
  }
}

/** The finding that another name, or another way to write the time, is understood. */
async function other(context: DoctorContext, list: string): Promise<Finding | undefined> {
  const { list_changes: own } = context.config.endpoints;
  for (const since_param of likelyNames) {
    for (const since_format of formats) {
      const endpoints: Endpoints = {
        ...context.config.endpoints,
        list_changes: { ...own, since_param, since_format },
      };
      const endpoint = endpointUnder({ ...context.config, endpoints }, listChanges);
      if (endpoint === undefined || (await tryOut(context, endpoint, list)) !== "understood")
        continue;
      return broken(
        `The parameter is not the one that the config names. ${since_param}, written as a ${since_format}, is understood.`,
        {
          setting: "endpoints",
          change: { endpoints },
          failing: failing(context),
        },
      );
    }
  }
  return undefined;
}

function unusable(context: DoctorContext, what: string): Finding {
  return broken(
    `${what} Without it, who left a list is only known after all profiles are read: with the setting below each run does that.`,
    {
      setting: "endpoints",
      change: { endpoints: { ...context.config.endpoints, list_changes: null } },
      failing: failing(context),
    },
  );
}

function failing(context: DoctorContext): Finding["failing"] & object {
  return {
    streams: selectedOf(context, ["member_lists", "list_changes"]),
    exitCode: exitCodes.source,
  };
}

/** Rows that the API sends where no `limit` is given. */
const defaultPage = 10;
const largestPage = 250;
const few = 5;

export const listsCheck: Check = {
  id: "lists_whole",
  question: "Is GET /lists whole in one answer, or can it be read on?",
  asks: "api",
  streams: ["lists", "member_lists"],
  async run(context) {
    const { page_size: asked } = context.config;
    const lists = await allLists(context);
    const { length } = lists;
    if (length !== defaultPage && length !== asked)
      return holds(`It sent ${length} lists, which is no full page: they are all.`);
    const ask = (limit: number, offset: number) =>
      context.service().rows("/lists", { mode: "all", limit, offset });
    const known = new Set(lists.map(idOf));
    const next = await ask(asked, length);
    if (next.every((row) => !known.has(idOf(row)))) return holds("It honours offset.");
    const isLimited = (await ask(few, 0)).length === few;
    if (isLimited && length !== asked)
      return holds(`It honours limit, and sent ${length} lists: they are all.`);
    return cutOff(context, { length, isLimited });
  },
};

function cutOff(
  context: DoctorContext,
  { length, isLimited }: { readonly length: number; readonly isLimited: boolean },
): Finding {
  const isMendable = isLimited && context.config.page_size < largestPage;
  return broken(
    `It sent ${length} lists, which is a full page, and ignores offset: there may be more.`,
    {
      setting: "page_size",
      ...(isMendable ? { change: { page_size: largestPage } } : {}),
      failing: {
        streams: selectedOf(context, ["lists", "member_lists"]),
        exitCode: exitCodes.source,
      },
    },
  );
}
