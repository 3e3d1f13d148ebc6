/** The parents that a bookmark covers, by their ids; none = all there are. Texts in an array: the state keeps it. */
export type Covered = readonly string[];

/** What is covered where a run reads these parents only. */
export function coveredBy(only: ReadonlySet<string> | undefined): Covered {
  return only === undefined ? [] : [...only].sort();
}

export function covers(covered: Covered, id: string): boolean {
  return covered.length === 0 || covered.includes(id);
}

/** Whether a run reads parents that were not covered until now. */
export function isWider(now: Covered, before: Covered): boolean {
  if (before.length === 0) return false;
  return now.length === 0 || now.some((id) => !before.includes(id));
}

/** What of a bookmark full passes keep. */
const noFullPass = { synced_through: null, full_pass_at: null, open: [] };

/**
 * What changes in a bookmark of members, so that it covers the parents that the run reads. Where one is new, a full pass is due:
 * only that shows who is in it. Parents that are not read any more are not covered any more. Undefined where nothing changes.
 */
export function coverMembers(
  { lists: before = [] }: { readonly lists?: Covered },
  now: Covered,
): { readonly lists: string[] } | undefined {
  if (isWider(now, before)) return { ...noFullPass, lists: [...now] };
  return before.length === now.length ? undefined : { lists: [...now] };
}
