import { AssumptionError } from "../errors.js";
import type { ReadContext } from "../reads/contract.js";
import type { PassRow } from "../reads/passes/pass-source.js";
import type { JsonObject } from "../values/json.js";
import { lists } from "./endpoints.js";
import { listNamesOf } from "./list-names.js";
import type { MemberSource, WithoutMembers } from "./member-counter.js";
import { membersNameNoList } from "./member-probe.js";
import { listsOf, nameOf } from "./profile-lists.js";
import { wantedLists } from "./wanted-lists.js";

/** After so many pages without a list it is asked whether profiles name any. */
const pagesBeforeAsking = 2;

/** The members of lists by the lists that profiles name. */
export class ProfileMembers implements MemberSource {
  readonly emptyList = "member_lists: no profile names a list that is not empty";
  readonly #context: ReadContext;
  #hasAsked = false;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** Each list once, under the `id` that `/lists` has. */
  async find(rows: readonly PassRow[]): Promise<readonly PassRow[]> {
    const entries = rows.map(({ row }) => listsOf(row));
    const found = await listNamesOf(this.#context).find(entries.flat().map(nameOf));
    let next = 0;
    return rows.map((row, index) => {
      const groups = new Map<unknown, JsonObject>();
      for (const entry of entries[index] ?? []) {
        const list = found[next];
        next += 1;
        if (list === undefined) groups.set(entry, entry);
        else groups.set(list, { ...entry, id: list["id"] });
      }
      return { ...row, groups: [...groups.values()] };
    });
  }

  lists(): Promise<readonly JsonObject[]> {
    return wantedLists(this.#context);
  }

  async ifNone({ pages, isEnd, isWhole }: WithoutMembers): Promise<"go on" | "hand over" | "fail"> {
    const { member_source: source } = this.#context.config;
    const isKnown = isEnd && isWhole;
    if (source !== "auto") return isKnown ? "fail" : "go on";
    if (isKnown) return "hand over";
    if (this.#hasAsked || (pages < pagesBeforeAsking && !isEnd)) return "go on";
    this.#hasAsked = true;
    return (await membersNameNoList(this.#context)) ? "hand over" : "go on";
  }

  failure(count: number): AssumptionError {
    return new AssumptionError(
      `member_lists: ${count} lists have members by GET ${lists.path}, but no profile names any list in "lists".`,
      {
        hint: 'member_source is "profiles": on this account set it to "lists" or "auto", or deselect member_lists.',
      },
    );
  }
}
