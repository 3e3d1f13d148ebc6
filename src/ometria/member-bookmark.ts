import type { Participant } from "../reads/contract.js";
import type { PassBookmark } from "../reads/passes/pass-plan.js";

/** Whether the open pass of a bookmark is one over the members of each list: it names the list that it has come to. */
export function isOverLists({ open }: PassBookmark): boolean {
  return open.some((each: { readonly part?: string }) => each.part !== undefined);
}

/** Whether the stream is one that changes feed too, and none have been read yet. */
export function lacksChanges(participant: Participant<PassBookmark>): boolean {
  const { bookmark }: { readonly bookmark: PassBookmark & { readonly changes_through?: unknown } } =
    participant;
  return participant.role === "members" && (bookmark.changes_through ?? null) === null;
}

/**
 * What a full pass has shown needs no change to tell it: changes are read from its start on. That holds for a first pass that is
 * given up, too: it has shown members, and who of them left since it began is told by changes alone.
 */
export function changesFrom(start: string): Partial<PassBookmark> {
  const kept: { readonly changes_through: string } = { changes_through: start };
  return kept as Partial<PassBookmark>;
}
