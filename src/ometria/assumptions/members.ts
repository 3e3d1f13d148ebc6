import type { Config } from "../../config/load.js";
import { exitCodes } from "../../errors.js";
import type { JsonObject } from "../../values/json.js";
import { listChanges, lists, profiles } from "../endpoints.js";
import { ListIds, type ListIdKind, type ListName } from "../list-ids.js";
import { chosenKind } from "../list-names.js";
import { listsOf, nameOf } from "../profile-lists.js";
import { broken, cannotTell, holds } from "./finding.js";
import type { OwnCheck, Sample } from "./own-check.js";

const ofMembers = { endpoint: profiles, role: "members" } as const;
/** A list may be refreshed while it is looked at, and its size be counted before. */
const tolerance = 0.1;

/** How many members a list has by `/lists`; 0 where it does not say. */
function sizeOf(list: JsonObject): number {
  return listChanges.parent?.sizeOf(list) ?? 0;
}

/** Whether profiles carry `lists` (ometria-api 11.26). */
export const profileListsCheck: OwnCheck = {
  ...ofMembers,
  id: "profile_lists",
  question: "Do profiles name the lists that they are in?",
  async run({ sample, streams, config }) {
    const { rows, isWhole } = await sample(profiles);
    const naming = rows.filter((profile) => listsOf(profile).length > 0).length;
    if (naming > 0) return holds(`${naming} of ${rows.length} profiles name one.`);
    const sizes = (await sample(lists)).rows.map(sizeOf);
    if (sizes.every((size) => size === 0)) return cannotTell("No list has a member.");
    const hasField = rows.some((profile) => Array.isArray(profile["lists"]));
    if (hasField && !isWhole)
      return cannotTell(`None of the first ${rows.length} profiles is in a list.`);
    const none = `None of ${rows.length} profiles names a list, although lists have members`;
    const setting = { setting: "member_source", change: { member_source: "lists" } } as const;
    if (config.member_source === "lists")
      return holds(`${none}: member_source has the members of each list read.`);
    if (config.member_source === "auto")
      return broken(`${none}: a sync tries that out, and reads the members of each list.`, setting);
    const failing = { streams, exitCode: exitCodes.source };
    return broken(`${none}: member_lists cannot be read.`, { ...setting, failing });
  },
};

export const listSizesCheck: OwnCheck = {
  ...ofMembers,
  id: "list_sizes",
  question: "Are as many profiles in each list as GET /lists gives for its size?",
  async run({ sample, config }) {
    const shown = await sample(profiles);
    const known = (await sample(lists)).rows;
    const counts = countMembers(shown.rows, new ListIds(known), config);
    if (counts.size === 0) return cannotTell("No profile names a list.");
    const sizes = known.map((list) => ({
      id: lists.idOf(list),
      size: sizeOf(list),
      found: counts.get(list) ?? 0,
    }));
    const differing = sizes.filter(({ found, size }) => differs(found, size, shown));
    const length = `${shown.rows.length} profiles`;
    if (differing.length > 0) {
      const named = differing
        .slice(0, 5)
        .map(({ id, size, found }) => `list ${id}: ${found} of ${size}`);
      return broken(
        `${length} do not fit the size of ${differing.length} lists (${named.join(", ")}). A sync shows all of them side by side.`,
      );
    }
    if (shown.isWhole) return holds(`All ${length} fit the sizes of ${sizes.length} lists.`);
    return holds(
      `The first ${length} fit the sizes of ${sizes.length} lists: no list has fewer members than were seen. A sync compares all.`,
    );
  },
};

/** A part of all profiles can only show that a list is larger than it says. */
function differs(found: number, size: number, { isWhole }: Sample): boolean {
  const room = Math.max(2, size * tolerance);
  return found > size + room || (isWhole && found < size - room);
}

/** How many profiles name each list, by whichever of its ids. */
function countMembers(
  profiles: readonly JsonObject[],
  ids: ListIds,
  config: Readonly<Config>,
): ReadonlyMap<JsonObject, number> {
  const counts = new Map<JsonObject, number>();
  const kind = chosenKind(config) ?? onlyOf(kindsOf(profiles, ids));
  for (const profile of profiles) {
    const named = namesIn([profile]).map((name) => ids.find(name, kind));
    const found = named.flatMap((name) => (typeof name === "string" ? [] : [name.list]));
    for (const list of new Set(found)) counts.set(list, (counts.get(list) ?? 0) + 1);
  }
  return counts;
}

function namesIn(profiles: readonly JsonObject[]): readonly ListName[] {
  return profiles.flatMap((profile) => listsOf(profile).flatMap((entry) => nameOf(entry) ?? []));
}

/** By which of their ids profiles call lists, as far as an id is the one or the other. */
function kindsOf(profiles: readonly JsonObject[], ids: ListIds): ReadonlySet<ListIdKind> {
  const found = namesIn(profiles).map((name) => ids.find(name));
  return new Set(found.flatMap((one) => (typeof one === "string" ? [] : (one.kind ?? []))));
}

function onlyOf(kinds: ReadonlySet<ListIdKind>): ListIdKind | undefined {
  const [only] = kinds;
  return kinds.size === 1 ? only : undefined;
}

/** Which of the two ids of a list profiles name (ometria-api 11.1). */
export const listIdsCheck: OwnCheck = {
  ...ofMembers,
  id: "list_ids",
  question: "By which of their two ids do profiles name lists: id or public_id?",
  async run({ sample, config, streams }) {
    const { rows } = await sample(profiles);
    const ids = new ListIds((await sample(lists)).rows);
    const names = namesIn(rows);
    if (names.length === 0) return cannotTell("No profile names a list.");
    const kinds = kindsOf(rows, ids);
    const kind = chosenKind(config) ?? onlyOf(kinds);
    const found = names.map((name) => ids.find(name, kind));
    if (found.includes("undecided"))
      return broken(
        "They name one that is the id of one list and the public_id of another, and nothing tells which is meant.",
        {
          setting: "endpoints.profiles.list_id",
          failing: { streams, exitCode: exitCodes.source },
        },
      );
    const unknown = new Set(
      names.filter((_, index) => found[index] === "unknown").map(({ id }) => id),
    ).size;
    if (unknown > 0)
      return cannotTell(
        `They name ${unknown} that GET /lists did not send, being made since or cut off: such a list_id stays as profiles have it.`,
      );
    if (kinds.size === 0) return cannotTell("The two ids of these lists are the same.");
    return holds(`By ${[...kinds].sort().join(" and ")}. Each is told as the id of GET /lists.`);
  },
};
