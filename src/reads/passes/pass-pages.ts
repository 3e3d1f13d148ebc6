import { NotFoundError } from "../../errors.js";
import type { ApiReader } from "../../service/reader.js";
import type { ReadContext } from "../contract.js";
import { fewRows, pathUnder, type Endpoint } from "../endpoint.js";
import type { PageCursor } from "../paging/offset-pager.js";
import { Pages, stateIds, type Page } from "../paging/pages.js";
import { sideBySide } from "../paging/side-by-side.js";
import { settledNaming } from "../parent-ids.js";
import { fetchTable } from "../table-read.js";
import type { Pass } from "./pass-plan.js";

/** A page, and the parent whose rows it shows (empty where the endpoint has no parts). */
export interface PartPage {
  readonly page: Page;
  readonly part: string;
}

interface PartsRead {
  readonly context: ReadContext;
  readonly endpoint: Endpoint;
  readonly pass: Pass;
  /** By ascending id; undefined where the endpoint has none. */
  readonly parts: readonly Part[] | undefined;
}

/** One of the parts that the endpoint has: its parent's id, and where its rows are. */
export interface Part {
  readonly id: string;
  readonly path: string;
}

/** The parts of an endpoint, by ascending id of their parents; undefined where it has none. `only` = of these parents alone. */
export async function partsOf(
  { context, endpoint }: Pick<PartsRead, "context" | "endpoint">,
  only?: ReadonlySet<string>,
): Promise<readonly Part[] | undefined> {
  const { parent } = endpoint;
  if (parent === undefined) return undefined;
  const rows = await context.table(parent.endpoint, parent.query);
  const { idOf } = parent.endpoint;
  const asked = only === undefined ? rows : rows.filter((row) => only.has(idOf(row)));
  const way = await settledNaming(endpoint, asked, (one, row) =>
    context.client().get(pathUnder(one, row), { ...endpoint.query, limit: fewRows, offset: 0 }),
  );
  const paths = new Map(asked.map((row) => [idOf(row), pathUnder(way, row)]));
  return [...paths]
    .map(([id, path]) => ({ id, path }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The pages of all parts that are still to be read, part by part, several being read at the same time. */
export function partPages(read: PartsRead): AsyncGenerator<PartPage> {
  const client = read.context.client();
  if (read.parts === undefined)
    return readPart(read, { part: { id: "", path: read.endpoint.path }, client });
  const due = read.parts.filter(({ id }) => id >= (read.pass.resumeFrom?.part ?? ""));
  return sideBySide(client, due, (part, own) => readIfThere(read, { part, client: own }));
}

/**
 * A part may vanish while others are read, and one without rows may be answered with 404. It is an error only where the parent is
 * still there and has rows.
 */
async function* readIfThere(
  read: PartsRead,
  own: { readonly part: Part; readonly client: ApiReader },
): AsyncGenerator<PartPage, undefined> {
  try {
    yield* readPart(read, own);
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const { context, endpoint } = read;
    const without = await whyWithoutRows(read, own.part.id);
    if (without === undefined) throw error;
    if (without !== "empty")
      context.log.warning(
        `${endpoint.name}: ${endpoint.parent?.noun ?? ""} ${own.part.id} ${without}`,
      );
  }
}

/** Why a part may have no rows; undefined where it has to have some. Asked anew: what a run knows of the parents is as old as its start. */
async function whyWithoutRows(
  { context, endpoint }: PartsRead,
  part: string,
): Promise<string | undefined> {
  const { parent } = endpoint;
  if (parent === undefined) return undefined;
  const { endpoint: facts, query } = parent;
  const rows = await fetchTable(context.client(), context.config, { facts, query });
  const row = rows.find((each) => facts.idOf(each) === part);
  if (row === undefined) return "is gone: it was there when the run began";
  if (parent.sizeOf(row) === 0) return "empty";
  return parent.mayBeAway?.(row) === true
    ? "shows no rows now (404): the next full pass asks again"
    : undefined;
}

async function* readPart(
  { context, endpoint, pass, parts }: PartsRead,
  { part, client }: { readonly part: Part; readonly client: ApiReader },
): AsyncGenerator<PartPage, undefined> {
  const { since } = endpoint;
  const query =
    pass.updateSince === null || since === undefined ? {} : { [since.param]: pass.updateSince };
  const resumed = pass.resumeFrom?.part === part.id ? pass.resumeFrom : undefined;
  const from: PageCursor | undefined = resumed;
  const pages = new Pages(client, {
    endpoint,
    path: part.path,
    query,
    limit: Math.min(context.config.page_size, endpoint.mostRows),
    idOf: stateIds(context, endpoint),
    from,
    isOneOfMany: parts !== undefined,
    ifOffsetIsIgnored: "judge",
  });
  for await (const page of pages) yield { page, part: part.id };
}
