import type { Participant, ReadContext } from "../reads/contract.js";
import { coveredBy, coverMembers } from "../reads/coverage.js";
import type { JsonObject } from "../values/json.js";
import { lists } from "./endpoints.js";
import { listNamesOf } from "./list-names.js";

/** The lists whose members and changes are read. Throws AssumptionError where the setting `lists` names none that there is. */
export async function wantedLists(context: ReadContext): Promise<readonly JsonObject[]> {
  const { lists: named } = context.config;
  return named === undefined ? listNamesOf(context).rows() : listNamesOf(context).named(named);
}

/** Their ids; undefined where all are read. */
export async function onlyLists(context: ReadContext): Promise<ReadonlySet<string> | undefined> {
  if (context.config.lists === undefined) return undefined;
  return new Set((await wantedLists(context)).map(lists.idOf));
}

/** A participant that needs memberships, with a bookmark that covers the lists that are read. */
export async function withCoverage(
  participant: Participant,
  context: ReadContext,
): Promise<Participant> {
  const patch = coverMembers(participant.bookmark, coveredBy(await onlyLists(context)));
  return { ...participant, bookmark: { ...participant.bookmark, ...patch } };
}
