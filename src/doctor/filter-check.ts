import { filter, likelyFilters } from "../ometria/assumptions/filters.js";
import { broken, cannotTell, holds, type Finding } from "../ometria/assumptions/finding.js";
import type { EndpointFacts } from "../reads/endpoint.js";
import { describeVerdict } from "../reads/filter.js";
import type { StreamDefinition } from "../records/stream.js";
import { endpointCheck } from "./endpoint-check.js";

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
