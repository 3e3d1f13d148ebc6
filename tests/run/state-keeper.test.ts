import { describe, expect, test } from "@jest/globals";
import { StateKeeper } from "../../src/run/state-keeper.js";
import { emptyState, type TapState } from "../../src/singer/state.js";
import { createLineOutput } from "../support/line-output.js";

interface Kept {
  readonly keeper: StateKeeper;
  /** The values of the STATEs that were written. */
  readonly written: () => readonly TapState[];
}

function keep(state: TapState = emptyState("sandbox")): Kept {
  const { writer, messages } = createLineOutput();
  const written = (): TapState[] => messages().map(({ value }) => value as TapState);
  return { keeper: new StateKeeper(state, writer), written };
}

const bookmark = (offset: number) => ({ profiles: { open: [{ offset }] } });
const lengthOf = (state: TapState): number =>
  `{"type":"STATE","value":${JSON.stringify(state)}}\n`.length;

describe("StateKeeper", () => {
  test("writes a checkpoint once the records since the last STATE weigh four times the STATE", async () => {
    const { keeper, written } = keep();
    await keeper.checkpoint(bookmark(1));
    const enough = 4 * lengthOf(keeper.state);

    keeper.add(enough - 1);
    await keeper.checkpoint(bookmark(2));
    const before = written().length;
    keeper.add(1);
    await keeper.checkpoint(bookmark(3));
    await keeper.checkpoint(bookmark(4));
    keeper.add(enough - 1);
    await keeper.checkpoint(bookmark(5));

    expect(before).toBe(0);
    expect(written().map(({ bookmarks }) => bookmarks)).toEqual([bookmark(3)]);
    expect(keeper.state.bookmarks).toEqual(bookmark(5));
  });

  test("writes nothing for checkpoints without records", async () => {
    const { keeper, written } = keep();

    for (const offset of [1, 2, 3]) await keeper.checkpoint(bookmark(offset));

    expect(written()).toEqual([]);
  });

  test("writes a bookmark that is forgotten at once", async () => {
    const synced = { profiles: { synced_through: "2026-01-01T00:00:00Z", open: [] } };
    const { keeper, written } = keep({ ...emptyState("sandbox"), bookmarks: synced });

    await keeper.checkpoint({ profiles: { synced_through: null, open: [] } }, { forgets: true });

    expect(written().map(({ bookmarks }) => bookmarks)).toEqual([
      { profiles: { synced_through: null, open: [] } },
    ]);
  });

  test("writes at once that an unfinished part is given up: a resume must not go on there", async () => {
    const bookmarks = { unsubscribes: { replication_key_value: "x", open: [{}] } };
    const { keeper, written } = keep({ ...emptyState("sandbox"), bookmarks });

    await keeper.checkpoint({ unsubscribes: { open: [] } }, { forgets: true });

    expect(written()).toMatchObject([{ bookmarks: { unsubscribes: { open: [] } } }]);
  });

  test("changes the parts that a checkpoint names, and passes the others on", async () => {
    const others = { lists: { open: [] }, profiles: { synced_through: "x", open: [{}] } };
    const { keeper, written } = keep({ ...emptyState("sandbox"), bookmarks: others });
    keeper.setCurrent("profiles");

    await keeper.checkpoint({ profiles: { synced_through: "y", open: [] } });
    await keeper.write();

    expect(written()).toEqual([
      {
        version: 2,
        source: "sandbox",
        bookmarks: { lists: { open: [] }, profiles: { synced_through: "y", open: [] } },
        currently_syncing: "profiles",
      },
    ]);
  });
});

describe("a checkpoint that is a function", () => {
  /** A checkpoint, and how often its bookmarks were asked for. */
  function lazy(offset: number) {
    const asked = { times: 0 };
    const checkpoint = (): TapState["bookmarks"] => {
      asked.times += 1;
      return bookmark(offset);
    };
    return { asked, checkpoint };
  }

  test("is not asked for before a STATE may be due, and once where it is", async () => {
    const { keeper, written } = keep();
    const all = Array.from({ length: 8 }, (_, offset) => lazy(offset));
    const enough = 4 * lengthOf({ ...emptyState("sandbox"), bookmarks: bookmark(0) });

    for (const { checkpoint } of all) {
      keeper.add(Math.ceil(enough / 4));
      await keeper.checkpoint(checkpoint);
    }

    // The first one tells how long a STATE is.
    expect(all.map(({ asked }) => asked.times)).toEqual([1, 0, 0, 1, 0, 0, 0, 1]);
    expect(written().map(({ bookmarks }) => bookmarks)).toEqual([3, 7].map(bookmark));
  });

  test("is not asked for where no record came since the last STATE", async () => {
    const { keeper, written } = keep();
    const { asked, checkpoint } = lazy(1);

    await keeper.checkpoint(checkpoint);

    expect([asked.times, written()]).toEqual([0, []]);
  });

  test("is never asked for where another one came after it", async () => {
    const { keeper, written } = keep();
    const [first, second] = [lazy(1), lazy(2)];
    await keeper.checkpoint(first.checkpoint);
    await keeper.checkpoint(second.checkpoint);

    await keeper.write();

    expect([first.asked.times, second.asked.times]).toEqual([0, 1]);
    expect(written().map(({ bookmarks }) => bookmarks)).toEqual([bookmark(2)]);
  });

  test("is in the state whenever that is looked at, and is not asked for twice", async () => {
    const { keeper } = keep();
    const { asked, checkpoint } = lazy(1);
    await keeper.checkpoint(checkpoint);

    const states = [keeper.state, keeper.state];

    expect(states.map(({ bookmarks }) => bookmarks)).toEqual([bookmark(1), bookmark(1)]);
    expect(asked.times).toBe(1);
  });

  test("stays where the next stream's read begins, and where another stream's checkpoint comes", async () => {
    const { keeper, written } = keep();
    await keeper.checkpoint(() => ({ email_events: { done: ["a"], open: [] } }));
    keeper.setCurrent("profiles");
    await keeper.checkpoint(lazy(1).checkpoint);
    await keeper.checkpoint({ lists: { open: [] } });

    await keeper.write();

    expect(written()).toMatchObject([
      {
        bookmarks: { email_events: { done: ["a"], open: [] }, ...bookmark(1), lists: { open: [] } },
        currently_syncing: "profiles",
      },
    ]);
  });

  test("and one that is none after it are both kept, the later one's parts on top", async () => {
    const { keeper, written } = keep();
    await keeper.checkpoint(() => ({ email_events: { done: ["a"], failed: [], open: [{}] } }));
    await keeper.checkpoint({ email_events: { synced_through: "x", open: [] } });

    await keeper.write();

    expect(written().at(-1)?.bookmarks).toEqual({
      email_events: { done: ["a"], failed: [], open: [], synced_through: "x" },
    });
  });

  test("lets what is given up after it be written at once", async () => {
    const { keeper, written } = keep();
    await keeper.checkpoint(() => ({ email_events: { open: [{}] } }));

    await keeper.checkpoint({ email_events: { open: [] } }, { forgets: true });

    expect(written()).toMatchObject([{ bookmarks: { email_events: { open: [] } } }]);
  });
});

test("ids of rows are hidden in every STATE, also those of reads that do not hide them", async () => {
  const { writer, messages } = createLineOutput();
  const open = (...ids: string[]) => ({ profiles: { open: [{ last_ids: ids }] } });
  const state = { ...emptyState("sandbox"), bookmarks: open("p1") };
  const keeper = new StateKeeper(state, writer, { stateId: (id) => id.replace("p", "~") });

  await keeper.write();
  await keeper.checkpoint(open("~1", "p2"));
  await keeper.write();
  await keeper.checkpoint(() => open("p3"));
  await keeper.write();

  expect(messages().map(({ value }) => (value as TapState).bookmarks)).toEqual([
    open("~1"),
    open("~1", "~2"),
    open("~3"),
  ]);
});
