import { AssumptionError, describeError, TapError } from "../errors.js";
import { probeChanges } from "../reads/changes/changes-probe.js";
import type { GroupCount, Participant, ReadEvent } from "../reads/contract.js";
import { endpointUnder } from "../reads/endpoint.js";
import type { Pass } from "../reads/passes/pass-plan.js";
import type { PassRun, PassWitness } from "../reads/passes/pass-source.js";
import type { JsonObject } from "../values/json.js";
import { everyList, listChanges, lists } from "./endpoints.js";
import { listsOf } from "./profile-lists.js";

/**
 * Counts the members of each list that a full pass shows, so that it can be held against the sizes that the service
 * gives, and has the changes of lists checked. Does nothing where no stream needs memberships; what a resumed pass shows is not
 * counted.
 */
export class MemberCounter implements PassWitness {
  readonly #found = new Map<string, number>();
  readonly #run: PassRun;
  readonly #streams: readonly string[];
  readonly #isResumed: boolean;

  constructor(run: PassRun, pass: Pass, participants: readonly Participant<object>[]) {
    this.#run = run;
    this.#streams = participants
      .filter(({ role }) => role === "members")
      .map(({ stream }) => stream);
    this.#isResumed = pass.resumeFrom !== undefined;
  }

  see(profiles: readonly JsonObject[]): void {
    for (const profile of profiles) {
      const ids = new Set(listsOf(profile).map(lists.idOf));
      for (const id of ids) this.#found.set(id, (this.#found.get(id) ?? 0) + 1);
    }
  }

  /** Yields the counts; returns the streams that cannot be complete, because profiles name no list at all. */
  async *judge(): AsyncGenerator<ReadEvent<never>, readonly string[]> {
    if (this.#streams.length === 0) return [];
    const error = await this.#changesError();
    if (error !== undefined) {
      yield { type: "failed", streams: this.#streams, error };
      return this.#streams;
    }
    if (this.#isResumed) return [];
    const counts = await this.#counts();
    if (counts === undefined) return [];
    yield { type: "counts", counts };
    const expected = counts.filter(({ size }) => (size ?? 0) > 0);
    if (this.#found.size === 0 && expected.length > 0) {
      yield { type: "failed", streams: this.#streams, error: noMembers(expected.length) };
      return this.#streams;
    }
    for (const { id, size } of expected.filter(({ found }) => found === 0)) {
      this.#run.context.log.warning("member_lists: no profile names a list that is not empty", {
        list: id,
        size,
      });
    }
    return [];
  }

  #changesError(): Promise<AssumptionError | undefined> {
    const { context, settings } = this.#run;
    const endpoint = endpointUnder(context.config, listChanges);
    const { parent } = listChanges;
    if (endpoint === undefined || parent === undefined) return Promise.resolve(undefined);
    const streams = this.#streams.join(", ");
    return probeChanges({ context, endpoint, parent }, settings.startedAt, streams);
  }

  async #counts(): Promise<GroupCount[] | undefined> {
    const { context } = this.#run;
    try {
      return (await context.table(lists, everyList)).map((list) => ({
        id: lists.idOf(list),
        title: typeof list["title"] === "string" ? list["title"] : "",
        size: typeof list["size"] === "number" ? list["size"] : null,
        found: this.#found.get(lists.idOf(list)) ?? 0,
      }));
    } catch (error) {
      if (!(error instanceof TapError)) throw error;
      context.signal.throwIfAborted();
      context.log.warning(
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
