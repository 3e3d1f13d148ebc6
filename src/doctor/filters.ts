import { NotTakenError } from "../errors.js";
import { sinceQuery, tomorrow } from "../reads/endpoint.js";
import type { DoctorContext } from "./context.js";
import {
  filterable,
  filterableEndpoint,
  pathFor,
  rowsFor,
  tryEach,
  type Filterable,
} from "./endpoints.js";
import { broken, cannotTell, holds, type Check } from "./finding.js";

/** Names by which other endpoints of the vendor know such a filter, the likeliest first. */
const likelyNames = ["updateSince", "updateFrom", "since"];

/** `untold`: there are no rows that it could leave out. */
type Outcome = "unset" | "untold" | "understood" | "ignored";

export const filtersCheck: Check = {
  id: "since_params",
  question: "Do the collections understand the since_param that endpoints names for them?",
  asks: "api",
  streams: filterable,
  async run(context) {
    const those = await tryEach(context, tryOut);
    const [ignored, unset, untold] = [those("ignored"), those("unset"), those("untold")];
    if (ignored.length > 0)
      return broken(
        `Asked for the day after tomorrow, ${ignored.join(", ")} did not answer with nothing. Nothing is lost: each run reads all rows. Other names to try: ${likelyNames.join(", ")}.`,
        { setting: "endpoints" },
      );
    if (unset.length > 0) return cannotTell(unsetMeaning(unset));
    if (untold.length > 0) return cannotTell(`There are no rows: ${untold.join(", ")}.`);
    return holds("Asked for the day after tomorrow, they sent nothing.");
  },
};

async function tryOut(context: DoctorContext, stream: Filterable): Promise<Outcome> {
  const endpoint = filterableEndpoint(context, stream);
  if (endpoint?.since === undefined) return "unset";
  const path = await pathFor(context, stream);
  const rows = (await rowsFor(context, stream)) ?? [];
  if (path === undefined || rows.length === 0) return "untold";
  const since = sinceQuery(endpoint, tomorrow(await context.service().now()));
  const query = { ...endpoint.query, ...since, limit: context.config.page_size, offset: 0 };
  try {
    return (await context.service().rows(path, query)).length === 0 ? "understood" : "ignored";
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof NotTakenError)) throw error;
    return "ignored";
  }
}

function unsetMeaning(unset: readonly Filterable[]): string {
  const endpoints = Object.fromEntries(
    unset.map((stream) => [stream, { since_param: likelyNames[0] }]),
  );
  const example = JSON.stringify({ endpoints }).slice(1, -1);
  return `No filter is set for ${unset.join(", ")}: each run reads all rows. To see whether the likeliest works, set ${example} and ask again.`;
}
