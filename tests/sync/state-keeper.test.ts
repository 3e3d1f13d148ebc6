import { describe, expect, test } from "@jest/globals";
import { emptyState, type TapState } from "../../src/singer/state.js";
import { StateKeeper } from "../../src/sync/state-keeper.js";
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

    await keeper.checkpoint({ profiles: { synced_through: null, open: [] } });

    expect(written().map(({ bookmarks }) => bookmarks)).toEqual([
      { profiles: { synced_through: null, open: [] } },
    ]);
  });

  test("writes at once that an unfinished part is given up: a resume must not go on there", async () => {
    const bookmarks = { unsubscribes: { replication_key_value: "x", open: [{}] } };
    const { keeper, written } = keep({ ...emptyState("sandbox"), bookmarks });

    await keeper.checkpoint({ unsubscribes: { open: [] } });

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
        version: 1,
        source: "sandbox",
        bookmarks: { lists: { open: [] }, profiles: { synced_through: "y", open: [] } },
        currently_syncing: "profiles",
      },
    ]);
  });
});
