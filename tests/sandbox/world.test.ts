import { describe, expect, test } from "@jest/globals";
import { listDefinitions } from "../../src/sandbox/data/list-definitions.js";
import { showRows } from "../../src/sandbox/data/mailings.js";
import { openingAt } from "../../src/sandbox/data/world-state.js";
import { createWorld, type World } from "../../src/sandbox/data/world.js";

const day = 86_400_000;
const options = { seed: "test", profiles: 200, events: 500 };

function worldAt(ms: number): World {
  const world = createWorld(options);
  world.advanceTo(ms);
  return world;
}

function show(world: World): unknown {
  return structuredClone({
    profiles: world.profiles,
    merged: [...world.mergedInto.keys()],
    changes: [...world.changes],
    unsubscribes: world.unsubscribes,
    lists: world.lists("all"),
    events: world.deliveries.map(showRows),
  });
}

/** The moments of all changes, list by list, and of all unsubscribes. */
function times(world: World): number[][] {
  const changes = listDefinitions.map(({ id }) => world.changes.get(id) ?? []);
  return [
    ...changes.map((rows) => rows.map(({ at }) => at)),
    world.unsubscribes.map(({ at }) => at),
  ];
}

describe("the world", () => {
  test("is the same after one long step as after many short ones", () => {
    const until = openingAt + 45.4 * day;
    const stepped = createWorld(options);
    for (let ms = openingAt; ms < until; ms += 5_000_017) {
      stepped.advanceTo(ms);
    }
    stepped.advanceTo(until);

    expect(show(stepped)).toEqual(show(worldAt(until)));
  });

  test("is another for another seed", () => {
    const other = createWorld({ ...options, seed: "other" });

    expect(other.profiles[0]?.record.id).not.toBe(worldAt(0).profiles[0]?.record.id);
  });

  test("opens with the number of profiles asked for, acquired from 2023 to 2025", () => {
    const world = worldAt(0);

    const acquired = world.profiles.map(({ record }) => record.dates.acquired);
    expect(acquired).toHaveLength(200);
    expect(acquired.every((at) => at >= "2023" && at < "2026")).toBe(true);
    expect(acquired).toEqual([...acquired].sort());
  });

  test("never goes back", () => {
    const world = worldAt(openingAt + 30 * day);
    const before = show(world);

    world.advanceTo(openingAt);

    expect(show(world)).toEqual(before);
  });

  test("holds a row from the second that its timestamp names, and nothing that lies ahead", () => {
    const world = createWorld(options);
    for (let ms = openingAt + 3_600_000; ms < openingAt + 20 * day; ms += 3_600_000) {
      const before = times(world);
      world.advanceTo(ms);
      const fresh = times(world).flatMap((list, index) => list.slice(before[index]?.length));

      expect(fresh.every((at) => at > ms - 3_600_000 && at <= ms)).toBe(true);
    }
  });

  test("says of every list how many members it has, and the last change of each member agrees", () => {
    const world = worldAt(openingAt + 200 * day);

    for (const list of world.lists("all")) {
      const members = world.profiles
        .filter(({ record }) => record.lists.some(({ id }) => id === list.id))
        .map(({ record }) => record.id);
      const last = new Map(
        (world.changes.get(list.id) ?? []).map(({ record }) => [record.profile_id, record.event]),
      );
      const entered = [...last].filter(
        ([id, event]) => event === "list_enter" && !world.mergedInto.has(id),
      );

      expect(list.size).toBe(members.length);
      expect(entered.map(([id]) => id).sort()).toEqual(members.sort());
    }
  });

  test("has changes and unsubscribes in order of time", () => {
    const world = worldAt(openingAt + 100 * day);

    for (const list of times(world)) {
      expect(list).toEqual([...list].sort((a, b) => a - b));
    }
  });

  test("moves people in and out of dynamic lists without an update of theirs", () => {
    const world = worldAt(openingAt + 60 * day);

    const vip = world.lists("all").find(({ public_id }) => public_id === 1001)?.id ?? "";
    const moves = (world.changes.get(vip) ?? []).filter(({ at }) => at > openingAt);
    const unmoved = moves.filter(
      ({ at, record }) => (world.profilesById.get(record.profile_id)?.updated ?? at) < at,
    );
    expect(unmoved.length).toBeGreaterThan(0);
  });

  test("merges profiles now and then: one of the two is gone", () => {
    const world = worldAt(openingAt + 400 * day);

    expect(world.mergedInto.size).toBeGreaterThan(0);
    expect([...world.mergedInto.keys()].some((id) => world.profilesById.has(id))).toBe(false);
  });

  test("grows slowly", () => {
    const world = worldAt(openingAt + 364 * day);

    expect(world.profiles.length).toBeGreaterThan(200);
    expect(world.profiles.length).toBeLessThan(200 * (1 + 0.01 * 52));
  });

  test("makes ids that are unique", () => {
    const world = createWorld({ ...options, profiles: 5_000, events: 0 });

    expect(world.profilesById.size).toBe(5_000);
    expect([...world.profilesById.keys()][0]).toMatch(/^[0-9a-f]{1,5}-[0-9a-f]{6}-[0-9a-f]{6}$/);
  });

  test("links unsubscribes to sends that its export holds", () => {
    const world = worldAt(openingAt + 30 * day);

    const sends = new Set(world.deliveries.flatMap(showRows).map((row) => row.email_id));
    const linked = world.unsubscribes
      .filter(({ at, sendId }) => sendId !== null && at < openingAt + 29 * day)
      .map(({ sendId }) => sendId ?? "");
    expect(linked.length).toBeGreaterThan(0);
    expect(linked.every((id) => sends.has(id))).toBe(true);
  });

  test("may be empty", () => {
    const world = createWorld({ seed: 1, profiles: 0, events: 0 });
    world.advanceTo(openingAt + 400 * day);

    expect(world.profiles).toEqual([]);
    expect(world.deliveries).toEqual([]);
    expect(world.lists("all").every(({ size }) => size === 0)).toBe(true);
  });
});
