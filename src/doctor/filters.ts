import { NotTakenError } from "../errors.js";
import { collectionEndpoint } from "../reads/collection-endpoint.js";
import { dayMs } from "../values/duration.js";
import { selectedOf, type DoctorContext } from "./context.js";
import { contactsPath, rowsFor } from "./endpoints.js";
import { broken, cannotTell, holds, type Check } from "./finding.js";

const streams = ["contacts", "orders", "products", "custom_events"] as const;
type Filtered = (typeof streams)[number];

/** Names by which other endpoints of the vendor know such a filter, the likeliest first. */
const likelyNames = ["updateSince", "updateFrom", "since"];

/** `untold`: there are no rows that it could leave out. */
type Outcome = "unset" | "untold" | "understood" | "ignored";

export const filtersCheck: Check = {
  id: "since_params",
  question: "Do the collections understand the since_param that endpoints names for them?",
  asks: "api",
  streams,
  async run(context) {
    const asked = new Map<Filtered, Outcome>();
    for (const stream of streams) {
      if (selectedOf(context, [stream]).length > 0)
        asked.set(stream, await tryOut(context, stream));
    }
    const those = (outcome: Outcome): Filtered[] =>
      [...asked].filter(([, own]) => own === outcome).map(([stream]) => stream);
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

async function tryOut(context: DoctorContext, stream: Filtered): Promise<Outcome> {
  const { path, sinceParam, asSince } = collectionEndpoint(context.config, stream);
  if (sinceParam === undefined) return "unset";
  const rows = await rowsFor(context, stream);
  const own = stream === "contacts" ? await contactsPath(context) : path;
  if (own === undefined || rows?.length === 0) return "untold";
  // A date is asked a day earlier than told.
  const since = asSince((await context.service().now()) + 3 * dayMs);
  const query = { [sinceParam]: since, limit: context.config.page_size, offset: 0 };
  try {
    return (await context.service().rows(own, query)).length === 0 ? "understood" : "ignored";
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof NotTakenError)) throw error;
    return "ignored";
  }
}

function unsetMeaning(unset: readonly Filtered[]): string {
  const endpoints = Object.fromEntries(
    unset.map((stream) => [stream, { since_param: likelyNames[0] }]),
  );
  const example = JSON.stringify({ endpoints }).slice(1, -1);
  return `No filter is set for ${unset.join(", ")}: each run reads all rows. To see whether the likeliest works, set ${example} and ask again.`;
}
