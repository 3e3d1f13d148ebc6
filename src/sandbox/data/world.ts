import {
  hasList,
  isActive,
  listDefinitions,
  refreshBefore,
  showList,
  type ListRecord,
} from "./list-definitions.js";
import { deliver, openMailings, sendDailyMails } from "./mailings.js";
import { enterList, moveSomeone, openLists } from "./memberships.js";
import { happen, lastActive, liveUntil, stageAt } from "./profile-life.js";
import { createProfile, type Profile } from "./profile-record.js";
import { createRandom } from "./random.js";
import { become } from "./shop/purchases.js";
import { createShop, type Shop } from "./shop/shop.js";
import { openUnsubscribes, unsubscribeSomeone } from "./unsubscribes.js";
import {
  openingAt,
  pickProfile,
  type ProfileEntry,
  type WorldOptions,
  type WorldState,
} from "./world-state.js";

export type ListMode = "active" | "archived" | "all";

/**
 * A retailer's data, moving with time. It is a pure function of its options and of the moment that it has been
 * advanced to, in one step or in many. Every row is there from the second that its timestamp names.
 */
export type World = Pick<
  Readonly<WorldState>,
  "profiles" | "profilesById" | "mergedInto" | "changes" | "unsubscribes" | "deliveries"
> & {
  /** What is sold, to whom, and what else the account's other tables hold. */
  readonly shop: Shop;
  /** Moves the world to a moment (milliseconds); a moment before the one it stands at changes nothing. */
  advanceTo(ms: number): void;
  /** The lists there are, by ascending id, with sizes and sums over their present members. */
  lists(mode: ListMode): ListRecord[];
};

interface Action {
  readonly at: number;
  readonly run: () => void;
}

const day = 86_400_000;
const firstProfileAt = Date.UTC(2023, 0, 1);
/** After twenty years a world stands still: a clock set to the year 9999 must not cost minutes. */
const lastDay = openingAt + 7_300 * day;

/** Makes a world and opens it: it stands at 2026-01-01T00:00:00Z. */
export function createWorld(options: WorldOptions): World {
  const state = openWorld(options);
  let standsAt = openingAt;
  let nextDay = openingAt;
  let actions: Action[] = [];

  const advanceTo = (ms: number) => {
    for (;;) {
      const action = actions[0];
      if (action === undefined && nextDay <= Math.min(ms, lastDay)) {
        actions = planDay(state, nextDay);
        nextDay += day;
      } else if (action !== undefined && action.at <= ms) {
        action.run();
        actions.shift();
      } else {
        standsAt = Math.max(standsAt, ms);
        return;
      }
    }
  };
  return {
    profiles: state.profiles,
    profilesById: state.profilesById,
    mergedInto: state.mergedInto,
    changes: state.changes,
    unsubscribes: state.unsubscribes,
    deliveries: state.deliveries,
    shop: createShop(state, () => standsAt),
    advanceTo,
    lists: (mode) => showLists(state, mode, standsAt),
  };
}

function openWorld(options: WorldOptions): WorldState {
  const state: WorldState = {
    options,
    random: createRandom(options.seed),
    profiles: [],
    profilesById: new Map(),
    everyone: [],
    purchases: [],
    mergedInto: new Map(),
    changes: new Map(),
    listSizes: new Map(),
    unsubscribes: [],
    recentSends: [],
    pendingEvents: [],
    deliveries: [],
    created: 0,
  };
  const step = (openingAt - firstProfileAt) / Math.max(1, options.profiles);
  for (let index = 0; index < options.profiles; index += 1) {
    const from = firstProfileAt + index * step;
    const entry = addProfile(state, state.random.instant(from, from + step));
    for (const { profile, at } of liveUntil(state.random, entry.record, openingAt)) {
      become(state, { entry, profile, at });
    }
    entry.record = stageAt(entry.record, openingAt);
    entry.updated = lastActive(entry.record);
  }
  openLists(state, openingAt);
  openMailings(state);
  openUnsubscribes(state, openingAt);
  return state;
}

/** What happens in a day, by time. Bounded, so that a demo stays small for years and time passes quickly. */
function planDay(state: WorldState, dayStart: number): Action[] {
  const { random, options } = state;
  const actions: Action[] = [];
  const plan = (perDay: number, run: (at: number) => void) => {
    for (let remaining = random.count(perDay); remaining > 0; remaining -= 1) {
      const at = random.instant(dayStart, dayStart + day);
      actions.push({
        at,
        run: () => {
          run(at);
        },
      });
    }
  };
  const perDay = (part: number, [least, most]: readonly [number, number]) =>
    Math.min(most, Math.max(least, options.profiles * part));

  if (options.events > 0) {
    sendDailyMails(state, dayStart);
    actions.push({
      at: dayStart + day / 12,
      run: () => {
        deliver(state, dayStart);
      },
    });
  }
  plan(perDay(0.0013, [0, 10]), (at) => {
    welcome(state, at);
  });
  plan(perDay(0.005, [2, 30]), (at) => {
    updateSomeone(state, at);
  });
  plan(perDay(0.001, [0.5, 6]), (at) => {
    unsubscribeSomeone(state, at);
  });
  plan(perDay(0.0001, [0, 1]), (at) => {
    mergeSomeone(state, at);
  });
  const lists = listDefinitions.filter((list) => isActive(list, dayStart) && list.share > 0);
  for (let moves = random.count(perDay(0.005, [4, 30])); moves > 0; moves -= 1) {
    const list = random.pick(lists);
    // Moves in a dynamic list show when it is refreshed: for the first time in the first hour of the day.
    const at = refreshBefore(list, random.instant(dayStart + day / 24, dayStart + day));
    actions.push({
      at,
      run: () => {
        moveSomeone(state, list, at);
      },
    });
  }
  return actions.sort((a, b) => a.at - b.at);
}

function addProfile(state: WorldState, at: number): ProfileEntry {
  state.created += 1;
  const entry = { record: createProfile(state.random, state.created, at), updated: at, moved: at };
  state.profiles.push(entry);
  state.everyone.push(entry);
  state.profilesById.set(entry.record.id, entry);
  return entry;
}

function welcome(state: WorldState, at: number): void {
  const entry = addProfile(state, at);
  const [newsletter] = listDefinitions;
  if (newsletter !== undefined && state.random.chance(newsletter.share)) {
    enterList(state, { entry, list: newsletter, at });
  }
}

function updateSomeone(state: WorldState, at: number): void {
  const entry = pickProfile(state);
  if (entry !== undefined) {
    become(state, { entry, profile: happen(state.random, entry.record, at), at });
    entry.updated = at;
  }
}

/** Two profiles turn out to be one person: the later one is gone, without a trace in `/changes`. */
function mergeSomeone(state: WorldState, at: number): void {
  const survivor = pickProfile(state);
  const gone = pickProfile(state);
  if (survivor === undefined || gone === undefined || survivor === gone) {
    return;
  }
  survivor.record = absorb(survivor.record, gone.record);
  survivor.updated = at;
  state.profiles.splice(state.profiles.indexOf(gone), 1);
  state.profilesById.delete(gone.record.id);
  state.mergedInto.set(gone.record.id, survivor);
  for (const { id } of gone.record.lists) {
    state.listSizes.set(id, (state.listSizes.get(id) ?? 0) - 1);
  }
}

function absorb(survivor: Profile, gone: Profile): Profile {
  return {
    ...survivor,
    identifiers: [...survivor.identifiers, ...gone.identifiers],
    tags: [...new Set([...survivor.tags, ...gone.tags])],
  };
}

function showLists(state: WorldState, mode: ListMode, at: number): ListRecord[] {
  const members = new Map(
    listDefinitions.map(({ id }) => [id, { size: 0, orders: 0, revenue: 0 }]),
  );
  for (const { record } of state.profiles) {
    for (const { id } of record.lists) {
      const sums = members.get(id);
      if (sums !== undefined) {
        sums.size += 1;
        sums.orders += record.stats.orders;
        sums.revenue += record.stats.revenue;
      }
    }
  }
  return listDefinitions
    .filter((list) => hasList(list, at))
    .filter((list) => mode === "all" || isActive(list, at) === (mode === "active"))
    .map((list) => showList(list, at, members.get(list.id) ?? { size: 0, orders: 0, revenue: 0 }));
}
