import type { JsonObject } from "../../values/json.js";
import type { Asked } from "../asked.js";
import { fewRows } from "../endpoint.js";
import { isFullPage, isWhole } from "./whole.js";

type Rows = readonly JsonObject[];

/** The rows from one on. */
const page = ({ rows }: Asked, limit: number, offset: number): Promise<Rows> =>
  rows({ limit, offset });

/** What `limit` has shown of itself. */
export type LimitVerdict =
  | { readonly verdict: "honoured" | "too few" }
  /** More rows than asked for. */
  | { readonly verdict: "ignored"; readonly few: number }
  /** All rows came, and fewer than asked for. */
  | { readonly verdict: "no more" }
  /** Fewer rows than asked for, although there are more. */
  | { readonly verdict: "cut" };

/** Asks for a page, and for a few rows of it. */
export async function judgeLimit(asked: Asked, limit: number): Promise<LimitVerdict> {
  const first = await page(asked, limit, 0);
  const { length } = first;
  if (length < 2) return { verdict: "too few" };
  const few = await page(asked, fewRows, offsetWithin(first));
  if (few.length > fewRows || length > limit) return { verdict: "ignored", few: few.length };
  if (length === limit) return { verdict: "honoured" };
  const known = new Set(first.map(asked.endpoint.idOf));
  const next = await page(asked, limit, length);
  const isEnd = next.every((row) => known.has(asked.endpoint.idOf(row)));
  return { verdict: isEnd ? "no more" : "cut" };
}

/** What `offset` has shown of itself. */
export type OffsetVerdict =
  | "honoured"
  | "too few"
  /** The first row comes again. */
  | "repeats"
  | "sends nothing"
  /** A row comes that did not stand there. */
  | "other row"
  /** It is not honoured, and all rows come at once. */
  | "needless";

/** Asks for a row that the first page has shown in another place than the first. */
export async function judgeOffset(asked: Asked, limit: number): Promise<OffsetVerdict> {
  const { idOf } = asked.endpoint;
  const first = await page(asked, limit, 0);
  const offset = offsetWithin(first);
  const [start, expected] = [first[0], first[offset]];
  if (start === undefined || expected === undefined || offset < 1) return "too few";
  const [next] = await page(asked, fewRows, offset);
  if (next !== undefined && idOf(next) === idOf(expected)) return "honoured";
  if (next !== undefined && idOf(next) !== idOf(start)) return "other row";
  if (await isWhole(asked, { query: {}, limit, length: first.length })) return "needless";
  return next === undefined ? "sends nothing" : "repeats";
}

/** Whether the same question has brought rows in the same order; `kept` = rows that both answers have. */
export interface OrderVerdict {
  readonly isStable: boolean;
  readonly kept: number;
}

/** Asks for the first page twice more: of two servers that take turns, each may have an order of its own. */
export async function judgeOrder(
  asked: Asked,
  again: Asked,
  limit: number,
): Promise<OrderVerdict | "too few"> {
  const { idOf } = asked.endpoint;
  const first = (await page(asked, limit, 0)).map(idOf);
  if (first.length < 2) return "too few";
  const second = compareOrder(first, (await page(again, limit, 0)).map(idOf));
  if (!second.isStable) return second;
  return compareOrder(first, (await page(again, limit, 0)).map(idOf));
}

function compareOrder(first: readonly string[], other: readonly string[]): OrderVerdict {
  const both = new Set(other.filter((id) => first.includes(id)));
  const kept = first.filter((id) => both.has(id));
  const seen = other.filter((id) => both.has(id));
  const isSame = kept.every((id, index) => id === seen[index]);
  return { isStable: isSame && kept.length * 2 >= first.length, kept: kept.length };
}

/** What the answer of an endpoint that is documented without paging has shown. */
export interface WholeVerdict {
  readonly verdict:
    | "no full page"
    | "offset honoured"
    | "limit ignored"
    /** A full page, and fewer rows where fewer are asked for. */
    | "may be cut"
    /** The user says so. */
    | "told";
  readonly length: number;
}

/** Asks for all rows, and where a full page came, for what follows. */
export async function judgeWhole(asked: Asked, limit: number): Promise<WholeVerdict> {
  const { endpoint } = asked;
  const first = await page(asked, limit, 0);
  const answered = { query: {}, limit, length: first.length };
  const told = (verdict: WholeVerdict["verdict"]): WholeVerdict => ({
    verdict,
    length: first.length,
  });
  if (endpoint.isWhole) return told("told");
  if (!isFullPage(endpoint, answered)) return told("no full page");
  const known = new Set(first.map(endpoint.idOf));
  const next = await page(asked, limit, first.length);
  if (next.every((row) => !known.has(endpoint.idOf(row)))) return told("offset honoured");
  return told((await isWhole(asked, answered)) ? "limit ignored" : "may be cut");
}

/** Where a few rows are asked for, so that some of them were on the first page too. */
function offsetWithin(first: Rows): number {
  return Math.min(fewRows, first.length - 1);
}
