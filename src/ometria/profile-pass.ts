import { isMembers } from "../reads/changes/changes-plan.js";
import type { Participant } from "../reads/contract.js";
import { endpointUnder } from "../reads/endpoint.js";
import type { PassBookmark } from "../reads/passes/pass-plan.js";
import { passRead } from "../reads/passes/pass-read.js";
import { listChanges, profiles } from "./endpoints.js";
import { listNamesOf } from "./list-names.js";
import { MemberCounter } from "./member-counter.js";

/** Passes over profiles: the most expensive endpoint is read once for every stream that needs it. */
export const profilePass = passRead({
  name: "profile_pass",
  endpoint: profiles,
  witness(run, pass, streams) {
    const participants = streams.filter(isMembers);
    if (participants.length === 0) return undefined;
    return new MemberCounter(run, pass, { participants, names: listNamesOf(run.context) });
  },
  // Without changes only a full pass shows who has left a list.
  needsFullPasses: (participant, config) =>
    isMembers(participant) && endpointUnder(config, listChanges) === undefined,
  alsoKeeps: (participant, pass) => (lacksChanges(participant) ? changesFrom(pass) : {}),
});

/** Whether the stream is one that changes feed too, and none have been read yet. */
function lacksChanges(participant: Participant<PassBookmark>): boolean {
  const { bookmark }: { readonly bookmark: PassBookmark & { readonly changes_through?: unknown } } =
    participant;
  return participant.role === "members" && (bookmark.changes_through ?? null) === null;
}

/**
 * What a full pass has shown needs no change to tell it: changes are read from its start on. That holds for a first pass that is
 * given up, too: it has shown members, and who of them left since it began is told by changes alone.
 */
function changesFrom({ start }: { readonly start: string }): Partial<PassBookmark> {
  const kept: { readonly changes_through: string } = { changes_through: start };
  return kept as Partial<PassBookmark>;
}
