import { exitCodes } from "../errors.js";
import { rowId } from "../reads/read-pages.js";
import { selectedOf, type DoctorContext } from "./context.js";
import { filterable, pathFor, rowsFor, type Filterable } from "./endpoints.js";
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
    const asked = new Map<string, Outcome>();
    for (const stream of filterable) {
      if (selectedOf(context, [stream]).length > 0)
        asked.set(stream, await tryOut(context, stream));
    }
    const ignored = [...asked].filter(([, own]) => own === "ignored").map(([stream]) => stream);
    if (ignored.length > 0)
      return broken(
        `With an offset the first page of ${ignored.join(", ")} comes again. The tap cannot reach more than that page, and ends with 4.`,
        { failing: { streams: ignored, exitCode: exitCodes.source } },
      );
    const isTold = [...asked.values()].includes("honoured");
    return isTold ? holds("They do.") : cannotTell("There are too few rows.");
  },
};

async function tryOut(context: DoctorContext, stream: Filterable): Promise<Outcome> {
  const rows = (await rowsFor(context, stream)) ?? [];
  const path = await pathFor(context, stream);
  const [start, expected] = [rows[0], rows[few]];
  // Where limit is ignored, too, all rows come at once, and the tap reads those.
  const isWhole = rows.length < defaultPage || rows.length > context.config.page_size;
  if (path === undefined || start === undefined || expected === undefined || isWhole)
    return "untold";
  const [next] = await context.service().rows(path, { limit: few, offset: few });
  if (next === undefined) return "untold";
  if (rowId(next) === rowId(expected)) return "honoured";
  return rowId(next) === rowId(start) ? "ignored" : "untold";
}
