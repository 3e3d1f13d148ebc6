import { customEvents, lists, profiles } from "./endpoints.js";

/** The header that the API key is sent in (ometria-api 1). */
export const keyHeader = "x-ometria-auth";

/** The request that costs the service least. */
export const smallestRequest = { path: lists.path, query: { limit: 1, offset: 0 } };

/** Requests a second that the vendor documents for an account, reads and all else together (ometria-api 1.1). */
export const documentedRate = 4;

/**
 * These are documented with a slash at their end, and programs ask some without: which of the two the service knows is not
 * certain (ometria-api 11.10).
 */
export const otherSpellings: ReadonlyMap<string, string> = new Map(
  [profiles, customEvents].map(({ path }) => [path, path.replace(/\/$/, "")]),
);
