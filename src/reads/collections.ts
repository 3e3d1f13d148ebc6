import { collectionEndpoint } from "./collection-endpoint.js";
import { collectionRead } from "./collection-read.js";
import { rowId } from "./read-pages.js";
import { tableRead } from "./table-read.js";

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
});
