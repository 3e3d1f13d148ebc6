import { NotFoundError } from "../../errors.js";
import type { ApiReader } from "../../service/reader.js";
import type { CollectionEndpoint } from "../collection-endpoint.js";
import type { ReadContext } from "../contract.js";
import type { PageCursor } from "../paging/offset-pager.js";
import { Pages, requireWhole, rowId, stateIds, type Page } from "../paging/pages.js";
import { sideBySide } from "../paging/side-by-side.js";
import type { Pass } from "./pass-plan.js";

/** A page, and the part of the collection that it comes from (empty where it has none). */
export interface PartPage {
  readonly page: Page;
  readonly part: string;
}

interface PartsRead {
  readonly context: ReadContext;
  readonly endpoint: CollectionEndpoint;
  readonly pass: Pass;
  /** By ascending id; undefined where the collection is one. */
  readonly parts: readonly string[] | undefined;
  /** The part in which a resumed pass goes on, at the pass's own offset. */
  readonly resumedIn: string | undefined;
  /** Whether a part that answers 404 is none any more. */
  readonly isGone?: ((part: string) => Promise<boolean>) | undefined;
}

/** The pages of all parts that are still to be read, part by part, several being read at the same time. */
export function partPages(read: PartsRead): AsyncGenerator<PartPage> {
  const client = read.context.client();
  if (read.parts === undefined) return readPart(read, { part: "", client });
  const due = read.parts.filter((part) => part >= (read.resumedIn ?? ""));
  return sideBySide(client, due, (part, own) => readIfThere(read, { part, client: own }));
}

/** A part may go while others are read: only one that is still named must answer. */
async function* readIfThere(
  read: PartsRead,
  own: { readonly part: string; readonly client: ApiReader },
): AsyncGenerator<PartPage, undefined> {
  try {
    yield* readPart(read, own);
  } catch (error) {
    const isGone = error instanceof NotFoundError && (await read.isGone?.(own.part)) === true;
    if (!isGone) throw error;
    read.context.log.warning(`collection ${own.part} is gone: it was there when the run began`);
  }
}

async function* readPart(
  { context, endpoint, pass, parts, resumedIn }: PartsRead,
  { part, client }: { readonly part: string; readonly client: ApiReader },
): AsyncGenerator<PartPage, undefined> {
  const path = endpoint.path.replaceAll("{collection}", encodeURIComponent(part));
  const limit = context.config.page_size;
  const query =
    pass.updateSince === null || endpoint.sinceParam === undefined
      ? {}
      : { [endpoint.sinceParam]: pass.updateSince };
  const from: PageCursor | undefined = part === resumedIn ? pass.resumeFrom : undefined;
  const isOneOfMany = parts !== undefined;
  const pages = new Pages(client, {
    path,
    query,
    limit,
    idOf: stateIds(context, rowId),
    from,
    isOneOfMany,
  });
  for await (const page of pages) yield { page, part };
  requireWhole(pages.onlyAnswer, { path, limit });
}
