import { describeError, TapError } from "../errors.js";
import { probeChanges } from "../reads/changes/changes-probe.js";
import type { GroupCount, Participant, ReadEvent } from "../reads/contract.js";
import { endpointUnder } from "../reads/endpoint.js";
import type { OpenInPart, Pass } from "../reads/passes/pass-plan.js";
import type { PassRow, PassRun, PassWitness } from "../reads/passes/pass-source.js";
import type { JsonObject } from "../values/json.js";
import { listChanges, lists } from "./endpoints.js";
import { onlyLists } from "./wanted-lists.js";

/** What a pass that has shown no member of any list has come to. */
export interface WithoutMembers {
  /** Pages so far. */
  readonly pages: number;
  readonly isEnd: boolean;
  /** Whether it was not resumed: what came before is not known. */
  readonly isWhole: boolean;
}

/** Where a pass finds the members of lists. */
export interface MemberSource {
  /** The rows with the lists that they are in. */
  find(rows: readonly PassRow[]): Promise<readonly PassRow[]>;
  /** The lists whose members are of interest, as `/lists` has them. */
  lists(): Promise<readonly JsonObject[]>;
  /** What is to be done where no member was found. */
  ifNone(pass: WithoutMembers): Promise<"go on" | "hand over" | "fail">;
  /** The error that "fail" is, where so many lists have members. */
  failure(lists: number): TapError;
  /** The warning that a list which is not empty shows no member. */
  readonly emptyList: string;
}

/**
 * Has a pass show the members of lists. In a full pass it counts them, so that they can be held against the sizes that the service
 * gives, and has the changes of lists checked; what a resumed pass shows is not counted.
 */
export class MemberCounter implements PassWitness {
  readonly #incomplete = new Set<string>();
  readonly #found = new Map<string, number>();
  readonly #run: PassRun;
  readonly #pass: Pass;
  readonly #source: MemberSource;
  readonly #streams: readonly string[];
  #pages = 0;

  /** `participants` are those that need memberships, one at least. */
  constructor(
    run: PassRun,
    pass: Pass,
    use: { readonly participants: readonly Participant<object>[]; readonly source: MemberSource },
  ) {
    this.#run = run;
    this.#pass = pass;
    this.#source = use.source;
    this.#streams = use.participants.map(({ stream }) => stream);
  }

  get incomplete(): ReadonlySet<string> {
    return this.#incomplete;
  }

  async *see(rows: readonly PassRow[]): AsyncGenerator<ReadEvent<never>, readonly PassRow[]> {
    if (this.#incomplete.size > 0) return rows;
    try {
      const seen = await this.#source.find(rows);
      this.#count(seen);
      if ((await this.#ifNone(false)) === "hand over") yield this.#handOver();
      return await this.#wanted(seen);
    } catch (error) {
      if (!(error instanceof TapError)) throw error;
      this.#run.context.signal.throwIfAborted();
      yield this.#fail(error);
      return rows;
    }
  }

  async *judge(): AsyncGenerator<ReadEvent<never>> {
    if (this.#incomplete.size > 0 || !this.#isFull) return;
    const counts = (await this.#counts()) ?? [];
    const expected = counts.filter(({ size }) => (size ?? 0) > 0);
    const outcome = await this.#ifNone(true, expected.length);
    if (outcome === "hand over") yield this.#handOver();
    else yield* this.#judgeCounts(counts, outcome === "fail" ? expected.length : 0);
  }

  /** `lacking` = how many lists have members although none was found. */
  async *#judgeCounts(
    counts: readonly GroupCount[],
    lacking: number,
  ): AsyncGenerator<ReadEvent<never>> {
    const noMembers = lacking > 0 ? this.#source.failure(lacking) : undefined;
    const error = (await this.#changesError()) ?? noMembers;
    if (error !== undefined) yield* this.#failWhole(error);
    if (!this.#isWhole || counts.length === 0) return;
    yield { type: "counts", counts };
    if (error === undefined) this.#warnOfEmpty(counts);
  }

  get #isFull(): boolean {
    return this.#pass.updateSince === null;
  }

  /** One that was handed over has not been begun. */
  get #isWhole(): boolean {
    const { resumeFrom } = this.#pass;
    return resumeFrom === undefined || (resumeFrom.offset === 0 && resumeFrom.part === "");
  }

  /** The rows without lists that are not read. */
  async #wanted(rows: readonly PassRow[]): Promise<readonly PassRow[]> {
    const only = await onlyLists(this.#run.context);
    if (only === undefined) return rows;
    return rows.map(({ groups = [], ...row }) => ({
      ...row,
      groups: groups.filter((list) => only.has(lists.idOf(list))),
    }));
  }

  #count(rows: readonly PassRow[]): void {
    this.#pages += 1;
    for (const { groups = [] } of rows)
      for (const id of new Set(groups.map(lists.idOf)))
        this.#found.set(id, (this.#found.get(id) ?? 0) + 1);
  }

  /** `filled` = how many lists have members, where that is known. */
  async #ifNone(isEnd: boolean, filled?: number): Promise<"go on" | "hand over" | "fail"> {
    if (this.#found.size > 0 || !this.#isFull || filled === 0) return "go on";
    return this.#source.ifNone({ pages: this.#pages, isEnd, isWhole: this.#isWhole });
  }

  /** The other pass goes on from here: an open pass that names a part is one over lists. */
  #handOver(): ReadEvent<never> {
    this.#run.context.log.warning(
      `${this.#streams.join(", ")}: no profile names a list, although lists have members: the members of each list are read. With member_source "lists" that is not tried out first.`,
    );
    for (const stream of this.#streams) this.#incomplete.add(stream);
    const at = { start: this.#pass.start, update_since: null, offset: 0, last_ids: [], part: "" };
    const open: readonly OpenInPart[] = [{ ...at, flawed: false }];
    return { type: "checkpoint", bookmarks: this.#bookmarks({ open }), forgets: true };
  }

  #fail(error: TapError): ReadEvent<never> {
    for (const stream of this.#streams) this.#incomplete.add(stream);
    return { type: "failed", streams: this.#streams, error };
  }

  /** The pass has come to its end in vain: nothing of it is gone on with. */
  *#failWhole(error: TapError): Generator<ReadEvent<never>> {
    yield this.#fail(error);
    yield { type: "checkpoint", bookmarks: this.#bookmarks({ open: [] }), forgets: true };
  }

  #bookmarks(patch: Readonly<Record<string, unknown>>) {
    return Object.fromEntries(this.#streams.map((stream) => [stream, patch]));
  }

  #warnOfEmpty(counts: readonly GroupCount[]): void {
    for (const { id, size, found } of counts)
      if ((size ?? 0) > 0 && found === 0)
        this.#run.context.log.warning(this.#source.emptyList, { list: id, size });
  }

  #changesError(): Promise<TapError | undefined> {
    const { context, settings } = this.#run;
    const endpoint = endpointUnder(context.config, listChanges);
    if (endpoint === undefined) return Promise.resolve(undefined);
    const streams = this.#streams.join(", ");
    return probeChanges({ context, endpoint }, settings.startedAt, streams);
  }

  async #counts(): Promise<GroupCount[] | undefined> {
    const { context } = this.#run;
    try {
      return (await this.#source.lists()).map((list) => ({
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
