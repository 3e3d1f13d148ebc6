import { AssumptionError } from "../../errors.js";
import { rowsOf } from "../../service/parse-body.js";
import type { ApiReader, Query } from "../../service/reader.js";
import type { JsonObject } from "../../values/json.js";
import { defaultPageSize, Pages, rowId } from "./pages.js";

const probeSize = 5;

interface SmallCollection {
  readonly path: string;
  readonly query: Query;
  /** Rows asked for in one request. */
  readonly limit: number;
  /** As many rows as the vendor says that there are at most: an answer of so many is whole. */
  readonly most?: number;
}

/**
 * Reads all of a collection for which `limit` and `offset` are not documented: where `offset` is not honoured, the one
 * answer is whole unless it has as many rows as a page. Throws AssumptionError where it may have been cut off.
 */
export async function fetchAll(
  client: ApiReader,
  collection: SmallCollection,
): Promise<readonly JsonObject[]> {
  const { path, query, limit, most } = collection;
  const pages = new Pages(client, { path, query, limit, idOf: rowId });
  const rows: JsonObject[] = [];
  for await (const page of pages) rows.push(...page.rows);
  const { onlyAnswer } = pages;
  if (onlyAnswer === undefined || onlyAnswer === most) return rows;
  if (onlyAnswer === defaultPageSize || onlyAnswer === limit) {
    const limitWorks = await isLimitHonoured(client, collection);
    if (!limitWorks || onlyAnswer === limit) throw mayBeCut(path, onlyAnswer);
  }
  return rows;
}

async function isLimitHonoured(
  client: ApiReader,
  { path, query }: SmallCollection,
): Promise<boolean> {
  const answer = await client.get(path, { ...query, limit: probeSize, offset: 0 });
  return rowsOf(answer, path).length === probeSize;
}

function mayBeCut(path: string, length: number): AssumptionError {
  return new AssumptionError(
    `GET ${path} answered with ${length} rows, which is a full page, and ignores offset.`,
    {
      hint: "There may be more than these: set another page_size and run again.",
    },
  );
}
