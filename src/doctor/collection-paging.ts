import { exitCodes } from "../errors.js";
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

const few = 5;
/** An answer of fewer rows than the API's default page is whole, whatever comes of offset. */
const defaultPage = 10;

type Outcome = "honoured" | "ignored" | "untold";

export const collectionPagingCheck: Check = {
  id: "collection_offset",
  question: "Do the collections begin where offset says?",
  asks: "api",
  streams: filterable,
  async run(context) {
    const those = await tryEach(context, tryOut);
    const ignored = those("ignored");
    if (ignored.length > 0)
      return broken(
        `With an offset the first page of ${ignored.join(", ")} comes again. The tap cannot reach more than that page, and ends with 4.`,
        { failing: { streams: ignored, exitCode: exitCodes.source } },
      );
    return those("honoured").length > 0 ? holds("They do.") : cannotTell("There are too few rows.");
  },
};

async function tryOut(context: DoctorContext, stream: Filterable): Promise<Outcome> {
  const rows = (await rowsFor(context, stream)) ?? [];
  const path = await pathFor(context, stream);
  const endpoint = filterableEndpoint(context, stream);
  const [start, expected] = [rows[0], rows[few]];
  // Where limit is ignored, too, all rows come at once, and the tap reads those.
  const isWhole = rows.length < defaultPage || rows.length > context.config.page_size;
  if (endpoint === undefined || path === undefined || isWhole) return "untold";
  if (start === undefined || expected === undefined) return "untold";
  const { idOf, query } = endpoint;
  const next = await context.service().rows(path, { ...query, limit: few, offset: few });
  const [found] = next.map(idOf);
  if (found === idOf(expected)) return "honoured";
  return found === idOf(start) ? "ignored" : "untold";
}
