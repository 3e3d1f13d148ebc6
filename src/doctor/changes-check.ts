import type { Config } from "../config/load.js";
import { exitCodes, NotFoundError, RefusedError } from "../errors.js";
import { changesSince } from "../ometria/assumptions/changes.js";
import { likelyFilters } from "../ometria/assumptions/filters.js";
import { broken, cannotTell, holds, type Finding } from "../ometria/assumptions/finding.js";
import { endpointUnder, type Endpoint, type EndpointFacts } from "../reads/endpoint.js";
import type { FilterVerdict } from "../reads/filter.js";
import { askable } from "./asked-endpoints.js";
import { endpointCheck, type Look } from "./endpoint-check.js";

const formats = ["date-time", "date"] as const;

type Outcome = FilterVerdict | "not found" | "fails";

/** Whether the whole of an endpoint stands and falls with its filter. */
export function isAskedBySince({ since }: EndpointFacts): boolean {
  return since?.isRequired === true;
}

export const changesCheck = endpointCheck(
  changesSince,
  {
    question: "Do changes answer, and understand the parameter that asks for those since a time?",
    of: isAskedBySince,
  },
  async (look) => {
    const { path, parent } = look.asked.endpoint;
    const largest = `the largest ${parent?.noun ?? "of them"}`;
    const outcome = await tryOut(look, look.asked.endpoint);
    if (outcome === "honoured")
      return holds(
        `Asked for tomorrow's changes of ${largest}, it sent nothing; asked for all, it sent rows.`,
      );
    if (outcome === "untold" || outcome === "answers nothing")
      return cannotTell(
        `There are no changes of ${largest} at all: an unknown parameter would look the same. A sync looks at each answer, and ends with 4 where events are older than asked for.`,
      );
    if (outcome === "not found") return unusable(look, `GET ${path} answers 404.`);
    const what =
      outcome === "ignored"
        ? "ignores the parameter: asked for tomorrow, it sent rows"
        : "does not answer";
    return (
      (await otherName(look)) ??
      unusable(look, `It ${what}, and no other name that is likely works.`)
    );
  },
);

async function tryOut({ context }: Look, endpoint: Endpoint): Promise<Outcome> {
  const asked = await askable(context, endpoint);
  if (asked === undefined) return "untold";
  try {
    return await changesSince.probe(asked, await context.service().now());
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof NotFoundError) return "not found";
    if (error instanceof RefusedError) return "fails";
    throw error;
  }
}

/** The finding that another name, or another way to write the time, is understood. */
async function otherName(look: Look): Promise<Finding | undefined> {
  const { config } = look.context;
  const { name, since, ...facts } = look.asked.endpoint;
  const names = new Set([...(since === undefined ? [] : [since.param]), ...likelyFilters]);
  for (const since_param of names) {
    for (const since_format of formats) {
      const change = changeOf(config, name, { since_param, since_format });
      const endpoint = endpointUnder({ ...config, ...change }, { ...facts, name });
      if (endpoint === undefined || (await tryOut(look, withRequired(endpoint))) !== "honoured")
        continue;
      return broken(
        `The parameter is not the one that the config names. ${since_param}, written as a ${since_format}, is understood.`,
        { setting: "endpoints", change, failing: failing(look) },
      );
    }
  }
  return undefined;
}

function withRequired(endpoint: Endpoint): Endpoint {
  const { since } = endpoint;
  return since === undefined ? endpoint : { ...endpoint, since: { ...since, isRequired: true } };
}

/** The config's `endpoints` with other settings for one of them, or with one that is switched off. */
function changeOf(
  { endpoints }: Readonly<Config>,
  name: string,
  settings: object | null,
): Pick<Config, "endpoints"> {
  const own: unknown = Object.entries(endpoints).find(([key]) => key === name)?.[1];
  const changed = settings === null ? null : { ...(own ?? {}), ...settings };
  return { endpoints: { ...endpoints, [name]: changed } };
}

function unusable(look: Look, what: string): Finding {
  const { name } = look.asked.endpoint;
  return broken(
    `${what} Without it, who left is only known after everything is read: with the setting below each run does that.`,
    {
      setting: "endpoints",
      change: changeOf(look.context.config, name, null),
      failing: failing(look),
    },
  );
}

function failing({ streams }: Look): Finding["failing"] & object {
  return { streams, exitCode: exitCodes.source };
}
