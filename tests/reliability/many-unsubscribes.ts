export type Rows = readonly unknown[];

/** More unsubscribes than a small sandbox has: some at the same second, some seconds apart. */
export const manyUnsubscribes: Rows = Array.from({ length: 400 }, (_, index) => {
  const ms =
    Date.parse("2025-12-20T00:00:00Z") + Math.floor(index / 3) * 9_000_000 + (index % 2) * 1000;
  return {
    profile_id: `p${index}`,
    email_address: `p${index}@example.com`,
    type: "app",
    timestamp: `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")}+00`,
    reason: null,
  };
});

/** Whether a row lies within `since` (inclusive) and `before` (exclusive). */
export function isWithin(query: Readonly<Record<string, string>>): (row: unknown) => boolean {
  const [since, before] = [query["since"], query["before"]].map((text) =>
    Date.parse(`${text ?? ""}Z`),
  );
  return (row) => timeOf(row) >= (since ?? 0) && timeOf(row) < (before ?? 0);
}

/** The instant of a row in milliseconds. */
export function timeOf(row: unknown): number {
  const { timestamp } = row as { readonly timestamp: string };
  return Date.parse(timestamp.replace(" ", "T").replace("+00", "Z"));
}
