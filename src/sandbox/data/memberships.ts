import { isActive, listDefinitions, publicIdOf, type ListDefinition } from "./list-definitions.js";
import { toIso } from "./timestamps.js";
import { pickProfile, type ListChange, type ProfileEntry, type WorldState } from "./world-state.js";

/** Who moves, between which list and the world outside, and when (milliseconds). */
export interface Move {
  readonly entry: ProfileEntry;
  readonly list: ListDefinition;
  readonly at: number;
}

/** True if the person is in the list now. */
export function isMember(entry: ProfileEntry, list: ListDefinition): boolean {
  return entry.record.lists.some(({ id }) => id === list.id);
}

/** Puts a person who is not in the list into it. */
export function enterList(state: WorldState, { entry, list, at }: Move): void {
  const lists = [...entry.record.lists, { id: list.id, title: list.title, type: list.type }];
  entry.record = {
    ...entry.record,
    lists: lists.sort((a, b) => publicIdOf(a.id) - publicIdOf(b.id)),
  };
  noteMove(state, { entry, list, at }, "list_enter");
}

/** Takes a member out of the list. */
export function leaveList(state: WorldState, { entry, list, at }: Move): void {
  const lists = entry.record.lists.filter(({ id }) => id !== list.id);
  entry.record = { ...entry.record, lists };
  noteMove(state, { entry, list, at }, "list_exit");
}

/**
 * Moves someone into the list or out of it, so that its part of all profiles tends to its share. Nobody moves in a
 * list that is archived.
 */
export function moveSomeone(state: WorldState, list: ListDefinition, at: number): void {
  if (!isActive(list, at)) {
    return;
  }
  const share = (state.listSizes.get(list.id) ?? 0) / Math.max(1, state.profiles.length);
  const enters = state.random.chance(share < list.share ? 0.8 : 0.2);
  for (let attempt = 0; attempt < 60; attempt += 1) {
    const entry = pickProfile(state);
    if (
      entry !== undefined &&
      isMember(entry, list) !== enters &&
      !hasMovedAt(state, { entry, list, at })
    ) {
      (enters ? enterList : leaveList)(state, { entry, list, at });
      return;
    }
  }
}

/** Gives everyone the lists that they are in at the opening, and some the memory of lists that they have left. */
export function openLists(state: WorldState, opening: number): void {
  for (const list of listDefinitions.filter(({ createdAt }) => createdAt <= opening)) {
    for (const entry of state.profiles) {
      openMembership(state, { entry, list, at: opening });
    }
    state.changes.get(list.id)?.sort((a, b) => a.at - b.at);
  }
}

function openMembership(state: WorldState, { entry, list, at: opening }: Move): void {
  const { random } = state;
  const from = Math.max(list.createdAt, Date.parse(entry.record.dates.acquired));
  const to = Math.min(list.archivedAt, opening);
  const stays = random.chance(list.share);
  const visits = random.chance(list.share / 5);
  if (from >= to || (!stays && !visits)) {
    return;
  }
  const { updated } = entry;
  const entered = random.instant(from, to);
  enterList(state, { entry, list, at: entered });
  if (!stays) {
    leaveList(state, { entry, list, at: random.instant(entered, to) + 1_000 });
  }
  // Their last update is what they did themselves: the opening is not one.
  entry.updated = updated;
}

function noteMove(state: WorldState, move: Move, event: ListChange["event"]): void {
  const { entry, list, at } = move;
  const change: ListChange = {
    list_id: list.id,
    profile_id: entry.record.id,
    email: entry.record.email,
    event,
    timestamp: toIso(at),
  };
  const changes = state.changes.get(list.id) ?? [];
  changes.push({ at, record: change });
  state.changes.set(list.id, changes);
  const size = state.listSizes.get(list.id) ?? 0;
  state.listSizes.set(list.id, size + (event === "list_enter" ? 1 : -1));
  entry.moved = Math.max(entry.moved, at);
  // The vendor's caveat: `updateSince` does not see moves in and out of dynamic lists.
  if (list.type === "STATIC") {
    entry.updated = at;
  }
}

/** Two moves of one person in one refresh would leave open which of them is the later. */
function hasMovedAt(state: WorldState, { entry, list, at }: Move): boolean {
  const changes = state.changes.get(list.id) ?? [];
  return changes
    .slice(changes.findLastIndex((change) => change.at < at) + 1)
    .some((change) => change.record.profile_id === entry.record.id);
}
