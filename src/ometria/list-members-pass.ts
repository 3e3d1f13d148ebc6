import { AssumptionError } from "../errors.js";
import type { Participant, Read, ReadContext } from "../reads/contract.js";
import { endpointUnder } from "../reads/endpoint.js";
import { fullRefreshMs, isFullDue, type PassBookmark } from "../reads/passes/pass-plan.js";
import { emptyPassBookmark } from "../reads/passes/pass-progress.js";
import { passRead } from "../reads/passes/pass-read.js";
import type { PassRow } from "../reads/passes/pass-source.js";
import { isPast } from "../reads/start.js";
import type { JsonObject } from "../values/json.js";
import { parseInstant } from "../values/timestamp.js";
import { listChanges, listMembers, lists } from "./endpoints.js";
import { changesFrom, isOverLists, lacksChanges } from "./member-bookmark.js";
import { MemberCounter, type MemberSource, type WithoutMembers } from "./member-counter.js";
import { profileOf, withoutProfile } from "./member-rows.js";
import { onlyLists, wantedLists, withCoverage } from "./wanted-lists.js";

const pass = passRead({
  name: "list_members",
  endpoint: listMembers,
  only: onlyLists,
  witness: (run, each, participants) =>
    new MemberCounter(run, each, { participants, source: new ListedMembers(run.context) }),
  alsoKeeps: (participant, { start }) => (lacksChanges(participant) ? changesFrom(start) : {}),
});

/** Passes over the members of each list: where profiles name no list, or `member_source` says so. */
export const listMembersPass: Read<PassRow> = {
  ...pass,
  async *run(context, participants) {
    const startedAt = await context.client().startedAt();
    const due: Participant[] = [];
    for (const each of participants) {
      if (context.config.member_source === "profiles") return;
      const covered = await withCoverage(each, context);
      if (isDue(covered, context, startedAt)) due.push(covered);
    }
    if (due.length > 0) yield* pass.run(context, due);
  },
};

/** Between two passes the changes tell who has come and gone. */
function isDue(
  { bookmark, fullTable }: Participant,
  { config }: ReadContext,
  startedAt: number,
): boolean {
  const known: PassBookmark = { ...emptyPassBookmark, ...bookmark };
  if (isOverLists(known)) return true;
  if (config.member_source === "auto") return false;
  const isAhead = !isPast(parseInstant(known.full_pass_at ?? "") ?? 0, startedAt);
  const isBlind = endpointUnder(config, listChanges) === undefined;
  const isOpen = known.open.length > 0;
  const age = { startedAt, fullRefreshMs: fullRefreshMs(config) };
  return fullTable || isOpen || isAhead || isBlind || isFullDue(known, age);
}

/** The members of lists by the rows that each list has. */
class ListedMembers implements MemberSource {
  readonly emptyList = `member_lists: GET ${listMembers.path} shows no member of a list that is not empty`;
  readonly #context: ReadContext;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  async find(rows: readonly PassRow[]): Promise<readonly PassRow[]> {
    const known = new Map((await this.lists()).map((list) => [lists.idOf(list), list]));
    return rows.map(({ row, part, ...others }) => {
      const profile = profileOf(row);
      if (profile === undefined) throw withoutProfile(listMembers.path);
      const { id = part, title, type } = known.get(part) ?? {};
      return { ...others, row: profile, part, groups: [{ id, title, type }] };
    });
  }

  lists(): Promise<readonly JsonObject[]> {
    return wantedLists(this.#context);
  }

  ifNone({ isEnd, isWhole }: WithoutMembers): Promise<"go on" | "fail"> {
    return Promise.resolve(isEnd && isWhole ? "fail" : "go on");
  }

  failure(count: number): AssumptionError {
    return new AssumptionError(
      `member_lists: ${count} lists have members by GET ${lists.path}, but GET ${listMembers.path} shows none.`,
      {
        hint: 'Set member_source to "profiles" if profiles name lists; else deselect member_lists.',
      },
    );
  }
}
