import type { JsonObject } from "../values/json.js";
import { lists } from "./endpoints.js";
import { publicIdOf } from "./row-values.js";

/** The two ids that a list has: `/lists` calls the one `id`, the other `public_id` (ometria-api 11.1). */
export type ListIdKind = "id" | "public_id";

/** What another answer calls a list. */
export interface ListName {
  readonly id: string;
  readonly title?: unknown;
}

/** The list that a name stands for. `unknown`: no list has it. `undecided`: two lists have it, and either may be meant. */
export type NamedList =
  { readonly list: JsonObject; readonly kind: ListIdKind | undefined } | "unknown" | "undecided";

/** The lists of an account by both of their ids. */
export class ListIds {
  readonly #byId = new Map<string, JsonObject>();
  readonly #byPublicId = new Map<string, JsonObject>();

  /** Takes the rows of `/lists`, whatever their mode. */
  constructor(rows: readonly JsonObject[]) {
    for (const row of rows) {
      this.#byId.set(lists.idOf(row), row);
      const publicId = publicIdOf(row);
      if (publicId !== undefined) this.#byPublicId.set(publicId, row);
    }
  }

  /**
   * The list that is meant. Where a value is the `id` of one list and the `public_id` of another, the title decides, else `kind`:
   * what the source calls lists by, as far as it is known.
   */
  find({ id, title }: ListName, kind?: ListIdKind): NamedList {
    const [byId, byPublicId] = [this.#byId.get(id), this.#byPublicId.get(id)];
    const only = byId ?? byPublicId;
    if (only === undefined) return "unknown";
    if (byId === byPublicId) return { list: only, kind: undefined };
    if (byPublicId === undefined) return { list: only, kind: "id" };
    if (byId === undefined) return { list: only, kind: "public_id" };
    const meant =
      titled([byId, byPublicId], title) ?? ofKind({ id: byId, public_id: byPublicId }, kind);
    return meant === undefined ? "undecided" : { list: meant, kind: undefined };
  }
}

/** The one list that has a title; undefined where both have it, or none. */
function titled(lists: readonly JsonObject[], title: unknown): JsonObject | undefined {
  const [only, another] = lists.filter((list) => title !== undefined && list["title"] === title);
  return another === undefined ? only : undefined;
}

function ofKind(
  lists: Readonly<Record<ListIdKind, JsonObject>>,
  kind: ListIdKind | undefined,
): JsonObject | undefined {
  return kind === undefined ? undefined : lists[kind];
}
