import type { Config } from "../config/load.js";
import { AssumptionError } from "../errors.js";
import type { ReadContext } from "../reads/contract.js";
import { fetchTable } from "../reads/table-read.js";
import type { JsonObject } from "../values/json.js";
import { everyList, lists } from "./endpoints.js";
import { ListIds, type ListIdKind, type ListName } from "./list-ids.js";

const minuteMs = 60_000;

const ofRuns = new WeakMap<ReadContext, ListNames>();

/** The lists that this run knows. */
export function listNamesOf(context: ReadContext): ListNames {
  const names = ofRuns.get(context) ?? new ListNames(context);
  ofRuns.set(context, names);
  return names;
}

/** Finds the lists that profiles name, by whichever of their ids, and asks for the lists anew where it does not know one. */
export class ListNames {
  readonly #context: ReadContext;
  #rows: readonly JsonObject[] = [];
  #ids: ListIds | undefined;
  /** What unambiguous ids have shown profiles to call lists by. */
  readonly #shown = new Set<ListIdKind>();
  /** Whether an ambiguous id was decided by it. */
  #hasReliedOnKind = false;
  /** Ids for whose sake the lists were asked anew. */
  readonly #asked = new Set<string>();
  #askedAt = -Infinity;
  #hasWarned = false;
  #hasWarnedOfMissing = false;

  constructor(context: ReadContext) {
    this.#context = context;
  }

  /** All lists, as they were last asked for. */
  async rows(): Promise<readonly JsonObject[]> {
    await this.#load();
    return this.#rows;
  }

  /**
   * The lists of these ids, each an `id` or else a `public_id`. Those that there are not are left out with a warning; throws
   * AssumptionError where that are all.
   */
  async named(wanted: readonly string[]): Promise<readonly JsonObject[]> {
    const ids = await this.#load();
    const found = wanted.map((id) => ids.find({ id }, "id"));
    const known = new Set(found.flatMap((one) => (typeof one === "string" ? [] : [one.list])));
    const missing = wanted.filter((_, index) => found[index] === "unknown");
    if (known.size === 0)
      throw new AssumptionError(
        `GET /lists has none of the lists that the setting lists names: ${missing.join(", ")}.`,
        { hint: "Set lists to ids or public_ids that GET /lists has, or leave it out for all." },
      );
    if (missing.length > 0 && !this.#hasWarnedOfMissing)
      this.#context.log.warning(
        `GET /lists has not all that the setting lists names: ${missing.join(", ")} is left out`,
      );
    this.#hasWarnedOfMissing = true;
    return [...known];
  }

  /**
   * The list that each name stands for; undefined where there is no name, or even a new answer of the service does not have it. Throws
   * AssumptionError where a name may mean one list or another.
   */
  async find(
    names: readonly (ListName | undefined)[],
  ): Promise<readonly (JsonObject | undefined)[]> {
    const known = names.filter((name) => name !== undefined);
    if (known.length === 0) return names.map(() => undefined);
    const ids = await this.#idsFor(known);
    for (const name of known) this.#note(ids, name);
    return names.map((name) => (name === undefined ? undefined : this.#findOne(ids, name)));
  }

  async #load(): Promise<ListIds> {
    if (this.#ids !== undefined) return this.#ids;
    return this.#take(await this.#context.table(lists, everyList));
  }

  #take(rows: readonly JsonObject[]): ListIds {
    this.#rows = rows;
    this.#ids = new ListIds(rows);
    return this.#ids;
  }

  /** Lists are made while a pass is read: an id that nobody knows may be that of a new one. */
  async #idsFor(names: readonly ListName[]): Promise<ListIds> {
    const ids = await this.#load();
    const unknown = names.filter((name) => ids.find(name) === "unknown");
    const due = unknown.filter(({ id }) => !this.#asked.has(id));
    const { client, config, clock } = this.#context;
    if (due.length === 0 || clock.now() - this.#askedAt < minuteMs) return ids;
    for (const { id } of due) this.#asked.add(id);
    const rows = await fetchTable(client(), config, { facts: lists, query: everyList });
    this.#askedAt = clock.now();
    return this.#take(rows);
  }

  #note(ids: ListIds, name: ListName): void {
    const found = ids.find(name);
    if (typeof found === "string" || found.kind === undefined) return;
    this.#shown.add(found.kind);
    if (this.#hasReliedOnKind && this.#shown.size > 1) throw undecided(name.id);
  }

  #findOne(ids: ListIds, name: ListName): JsonObject | undefined {
    let found = ids.find(name);
    if (found === "undecided") {
      found = ids.find(name, this.#kind());
      this.#hasReliedOnKind ||= chosenKind(this.#context.config) === undefined;
    }
    if (found === "undecided") throw undecided(name.id);
    if (found !== "unknown") return found.list;
    this.#warn(name.id);
    return undefined;
  }

  #kind(): ListIdKind | undefined {
    const [only] = this.#shown;
    return chosenKind(this.#context.config) ?? (this.#shown.size === 1 ? only : undefined);
  }

  #warn(id: string): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#context.log.warning(
      "member_lists: profiles name a list that GET /lists does not have: its list_id stays as profiles have it",
      { list: id },
    );
  }
}

/** What the user says profiles call lists by. */
export function chosenKind({ endpoints }: Readonly<Config>): ListIdKind | undefined {
  return endpoints.profiles?.list_id;
}

function undecided(id: string): AssumptionError {
  return new AssumptionError(
    `member_lists: profiles name list ${id}, which is the id of one list and the public_id of another.`,
    {
      hint: 'Look into a profile which of them is meant, and set endpoints.profiles.list_id to "id" or "public_id".',
    },
  );
}
