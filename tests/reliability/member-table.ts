import type { JsonObject } from "../support/meltano-merge.js";
import type { SingerMessage, StateValue } from "../support/singer-checker-messages.js";
import type { SingerOutput } from "../support/singer-checker.js";

interface StoredRow {
  readonly row: JsonObject;
  readonly version: number;
}

/** The table that a target makes of `member_lists`: rows upserted by key, those of older versions dropped when told to. */
export class MemberTable {
  readonly #rows = new Map<string, StoredRow>();

  /** Takes a run, or what of it came before its STATE of an index; returns the state that the target hands back. */
  take({ messages }: Pick<SingerOutput, "messages">, untilState = Infinity): StateValue {
    const states = messages.filter((message) => message.type === "STATE");
    const last = states.at(Math.min(untilState, states.length - 1));
    if (last === undefined) throw new Error("the run has no STATE");
    for (const message of messages.slice(0, messages.indexOf(last))) this.#takeOne(message);
    return last.value;
  }

  /** Pairs that the table calls members, as `list profile`, in order. */
  get members(): string[] {
    return this.#namesWhere((row) => row["is_member"] === true);
  }

  /** The same, of those last seen at a moment or later. */
  membersSeenSince(moment: string): string[] {
    return this.#namesWhere(
      (row) => row["is_member"] === true && String(row["last_seen_at"]) >= moment,
    );
  }

  /** The row of a pair. */
  row(list: string, profile: string): JsonObject | undefined {
    return this.#rows.get(`${list} ${profile}`)?.row;
  }

  #namesWhere(is: (row: JsonObject) => boolean): string[] {
    return [...this.#rows]
      .filter(([, { row }]) => is(row))
      .map(([name]) => name)
      .sort();
  }

  #takeOne(message: SingerMessage): void {
    if (message.type === "SCHEMA" || message.type === "STATE") return;
    if (message.stream !== "member_lists") return;
    if (message.type === "RECORD") this.#upsert(message.record, message.version ?? 0);
    else this.#activate(message.version);
  }

  #upsert(row: JsonObject, version: number): void {
    this.#rows.set(`${String(row["list_id"])} ${String(row["profile_id"])}`, { row, version });
  }

  #activate(version: number): void {
    for (const [name, stored] of this.#rows) {
      if (stored.version < version) this.#rows.delete(name);
    }
  }
}
