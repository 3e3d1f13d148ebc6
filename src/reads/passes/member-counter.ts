import { AssumptionError, describeError, TapError } from "../../errors.js";
import type { JsonObject } from "../../values/json.js";
import type { MemberCount, Participant, ReadContext, ReadEvent } from "../contract.js";
import { rowId } from "../paging/pages.js";
import { probeChanges } from "../parameter-probes.js";
import { listsOf } from "../profile-lists.js";
import type { Pass } from "./pass-plan.js";

/**
 * Counts the members of each list that a full pass shows, so that it can be held against the sizes that the service
 * gives, and has the changes of lists checked. Does nothing for an increment, or where no stream needs memberships; what a
 * resumed pass shows is not counted.
 */
export class MemberCounter {
  readonly #found = new Map<string, number>();
  readonly #context: ReadContext;
  readonly #streams: readonly string[];
  readonly #isFull: boolean;
  readonly #isResumed: boolean;

  constructor(context: ReadContext, pass: Pass, participants: readonly Participant<object>[]) {
    this.#context = context;
    // Only streams that keep `changes_through` are made of memberships.
    this.#streams = participants
      .filter(({ bookmark }) => "changes_through" in bookmark)
      .map(({ stream }) => stream);
    this.#isFull = pass.updateSince === null;
    this.#isResumed = pass.resumeFrom !== undefined;
  }

  count(profiles: readonly JsonObject[]): void {
    for (const profile of profiles) {
      const lists = new Set(listsOf(profile).map(rowId));
      for (const list of lists) this.#found.set(list, (this.#found.get(list) ?? 0) + 1);
    }
  }

  /** Yields the counts; returns the streams that cannot be complete, because profiles name no list at all. */
  async *compare(): AsyncGenerator<ReadEvent<never>, readonly string[]> {
    if (!this.#isFull || this.#streams.length === 0) return [];
    const startedAt = await this.#context.client().startedAt();
    const error = await probeChanges(this.#context, startedAt, this.#streams.join(", "));
    if (error !== undefined) {
      yield { type: "failed", streams: this.#streams, error };
      return this.#streams;
    }
    if (this.#isResumed) return [];
    const counts = await this.#counts();
    if (counts === undefined) return [];
    yield { type: "members", counts };
    const expected = counts.filter(({ size }) => (size ?? 0) > 0);
    if (this.#found.size === 0 && expected.length > 0) {
      yield { type: "failed", streams: this.#streams, error: noMembers(expected.length) };
      return this.#streams;
    }
    for (const { list, size } of expected.filter(({ found }) => found === 0)) {
      this.#context.log.warning("member_lists: no profile names a list that is not empty", {
        list,
        size,
      });
    }
    return [];
  }

  async #counts(): Promise<MemberCount[] | undefined> {
    try {
      return (await this.#context.allLists()).map((list) => ({
        list: rowId(list),
        title: typeof list["title"] === "string" ? list["title"] : "",
        size: typeof list["size"] === "number" ? list["size"] : null,
        found: this.#found.get(rowId(list)) ?? 0,
      }));
    } catch (error) {
      if (!(error instanceof TapError)) throw error;
      this.#context.signal.throwIfAborted();
      this.#context.log.warning(
        `The members found cannot be compared with /lists: ${describeError(error)}`,
      );
      return undefined;
    }
  }
}

function noMembers(lists: number): AssumptionError {
  return new AssumptionError(
    `member_lists: ${lists} lists have members by /lists, but no profile names any list in "lists".`,
    {
      hint: "The tap takes memberships from the profiles: on this account it cannot. Deselect member_lists.",
    },
  );
}
