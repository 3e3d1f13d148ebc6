/** Names by which the vendor's endpoints know a filter by time, the likeliest first (ometria-api 1.2 and 14). */
export const likelyFilters: readonly [string, ...string[]] = [
  "updateSince",
  "since",
  "timeFrom",
  "updateFrom",
];
