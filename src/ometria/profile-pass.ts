import type { Config } from "../config/load.js";
import { isMembers } from "../reads/changes/changes-plan.js";
import type { Participant, Read } from "../reads/contract.js";
import { endpointUnder } from "../reads/endpoint.js";
import type { PassBookmark } from "../reads/passes/pass-plan.js";
import { emptyPassBookmark, giveUpOpen } from "../reads/passes/pass-progress.js";
import { passRead } from "../reads/passes/pass-read.js";
import type { PassRow, PassSource } from "../reads/passes/pass-source.js";
import { listChanges, profiles } from "./endpoints.js";
import { changesFrom, isOverLists, lacksChanges } from "./member-bookmark.js";
import { MemberCounter } from "./member-counter.js";
import { ProfileMembers } from "./profile-members.js";
import { withCoverage } from "./wanted-lists.js";

const source: PassSource = {
  name: "profile_pass",
  endpoint: profiles,
  witness(run, each, streams) {
    const participants = streams.filter(isMembers);
    if (participants.length === 0) return undefined;
    return new MemberCounter(run, each, { participants, source: new ProfileMembers(run.context) });
  },
  // Without changes only a full pass shows who has left a list.
  needsFullPasses: (participant, config) =>
    isMembers(participant) && endpointUnder(config, listChanges) === undefined,
  alsoKeeps: (participant, { start }) => (lacksChanges(participant) ? changesFrom(start) : {}),
};
const pass = passRead(source);

/** Passes over profiles: the most expensive endpoint is read once for every stream that needs it. */
export const profilePass: Read<PassRow> = {
  ...pass,
  async *run(context, participants) {
    const own: Participant[] = [];
    for (const each of participants)
      for (const part of takesPart(each, context.config))
        own.push(isMembers(part) ? await withCoverage(part, context) : part);
    if (own.length > 0) yield* pass.run(context, own);
  },
};

/** The participant as it takes part: not where members are read list by list. */
function takesPart(participant: Participant, config: Readonly<Config>): readonly Participant[] {
  const bookmark: PassBookmark = { ...emptyPassBookmark, ...participant.bookmark };
  if (!isMembers(participant)) return [participant];
  if (config.member_source === "lists") return [];
  if (!isOverLists(bookmark)) return [participant];
  if (config.member_source === "auto") return [];
  // What it has shown stays true until changes tell otherwise.
  const given = giveUpOpen({ ...participant, bookmark }, source);
  return [{ ...given, bookmark: { ...given.bookmark } }];
}
