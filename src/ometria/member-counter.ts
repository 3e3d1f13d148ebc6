import { AssumptionError, describeError, TapError } from "../errors.js";
import { probeChanges } from "../reads/changes/changes-probe.js";
import type { GroupCount, Participant, ReadEvent } from "../reads/contract.js";
import { endpointUnder } from "../reads/endpoint.js";
import type { Pass } from "../reads/passes/pass-plan.js";
import type { PassRow, PassRun, PassWitness } from "../reads/passes/pass-source.js";
import type { JsonObject } from "../values/json.js";
import { listChanges, lists } from "./endpoints.js";
import type { ListNames } from "./list-names.js";
import { listsOf, nameOf } from "./profile-lists.js";

/**
 * Finds the lists that profiles name. In a full pass it counts the members of each list too, so that they can be held against the
 * sizes that the service gives, and has the changes of lists checked; what a resumed pass shows is not counted.
 */
export class MemberCounter implements PassWitness {
  readonly #incomplete = new Set<string>();
  readonly #found = new Map<string, number>();
  readonly #run: PassRun;
  readonly #pass: Pass;
  readonly #names: ListNames;
  readonly #streams: readonly string[];

  /** `participants` are those that need memberships, one at least. */
  constructor(
    run: PassRun,
    pass: Pass,
    use: { readonly participants: readonly Participant<object>[]; readonly names: ListNames },
  ) {
    this.#run = run;
    this.#pass = pass;
    this.#names = use.names;
    this.#streams = use.participants.map(({ stream }) => stream);
  }

  get incomplete(): ReadonlySet<string> {
    return this.#incomplete;
  }

  async *see(rows: readonly PassRow[]): AsyncGenerator<ReadEvent<never>, readonly PassRow[]> {
    if (this.#incomplete.size > 0) return rows;
    try {
      const seen = await this.#withLists(rows);
      for (const { groups = [] } of seen)
        for (const id of new Set(groups.map(lists.idOf)))
          this.#found.set(id, (this.#found.get(id) ?? 0) + 1);
      return seen;
    } catch (error) {
      if (!(error instanceof TapError)) throw error;
      this.#run.context.signal.throwIfAborted();
      yield this.#fail(error);
      return rows;
    }
  }

  async *judge(): AsyncGenerator<ReadEvent<never>> {
    if (this.#incomplete.size > 0 || this.#pass.updateSince !== null) return;
    const error = await this.#changesError();
    if (error !== undefined) {
      yield* this.#failWhole(error);
      return;
    }
    if (this.#pass.resumeFrom !== undefined) return;
    const counts = await this.#counts();
    if (counts === undefined) return;
    yield { type: "counts", counts };
    const expected = counts.filter(({ size }) => (size ?? 0) > 0);
    if (this.#found.size === 0 && expected.length > 0) {
      yield* this.#failWhole(noMembers(expected.length));
      return;
    }
    for (const { id, size } of expected.filter(({ found }) => found === 0)) {
      this.#run.context.log.warning("member_lists: no profile names a list that is not empty", {
        list: id,
        size,
      });
    }
  }

  /** The rows with the lists that they name: each once, under the `id` that `/lists` has. */
  async #withLists(rows: readonly PassRow[]): Promise<readonly PassRow[]> {
    const entries = rows.map(({ row }) => listsOf(row));
    const found = await this.#names.find(entries.flat().map(nameOf));
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

  #fail(error: TapError): ReadEvent<never> {
    for (const stream of this.#streams) this.#incomplete.add(stream);
    return { type: "failed", streams: this.#streams, error };
  }

  /** The pass has come to its end in vain: nothing of it is gone on with. */
  *#failWhole(error: TapError): Generator<ReadEvent<never>> {
    yield this.#fail(error);
    const bookmarks = Object.fromEntries(this.#streams.map((stream) => [stream, { open: [] }]));
    yield { type: "checkpoint", bookmarks, forgets: true };
  }

  #changesError(): Promise<AssumptionError | undefined> {
    const { context, settings } = this.#run;
    const endpoint = endpointUnder(context.config, listChanges);
    if (endpoint === undefined) return Promise.resolve(undefined);
    const streams = this.#streams.join(", ");
    return probeChanges({ context, endpoint }, settings.startedAt, streams);
  }

  async #counts(): Promise<GroupCount[] | undefined> {
    const { context } = this.#run;
    try {
      return (await this.#names.rows()).map((list) => ({
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
