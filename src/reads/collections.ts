import { collectionEndpoint } from "./collection-endpoint.js";
import type { ReadContext } from "./contract.js";
import { rowId } from "./paging/pages.js";
import { collectionRead, type ShownParts } from "./passes/collection-pass.js";
import { fetchSmall, tableRead } from "./passes/table-read.js";

/** The sources that the account's contacts come from. */
export const collectionsRead = tableRead({
  name: "collections",
  path: ({ config }) => collectionEndpoint(config, "collections").path,
  rows: (context) => context.collections(),
});

/** The contacts of all collections. */
export const contactsRead = collectionRead({
  name: "contacts",
  parts: async (context) => {
    const ids = new Set((await context.collections()).map(rowId));
    return [...ids].sort((one, other) => (one < other ? -1 : 1));
  },
  // Asked anew: what a run knows of the collections is as old as its start.
  isGone: async (context, part) =>
    (await fetchSmall(context, "collections")).every((collection) => rowId(collection) !== part),
  compare: warnOfFewer,
});

/** A collection says how many contacts it has. Fewer may be right, where some went meanwhile; nobody else would notice. */
async function warnOfFewer(
  context: ReadContext,
  { rows, resumedIn = "" }: ShownParts,
): Promise<void> {
  for (const collection of await context.collections()) {
    const [id, { count }] = [rowId(collection), collection];
    const found = rows.get(id) ?? 0;
    if (id <= resumedIn || typeof count !== "number" || found >= count) continue;
    context.log.warning("contacts: a collection has shown fewer contacts than it counts", {
      collection: id,
      count,
      found,
    });
  }
}
