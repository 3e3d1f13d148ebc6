import { expect, test } from "@jest/globals";
import { withSyncScene } from "../support/sync-scene.js";
import { MemberTable } from "./member-table.js";

const day = 24 * 3_600_000;
const profileLists = ["id", "public_id", "public_id as text", "absent"] as const;
const listPaths = ["id", "public_id"] as const;

const listReadings = profileLists.flatMap((shown) =>
  listPaths.map((paths) => ({ profileLists: shown, listPaths: paths })),
);

// Runs of the whole tap, two in each test: slow machines need their time.
test.each(listReadings)(
  "the members are the service's where profiles show $profileLists and paths take $listPaths",
  async (readings) => {
    await withSyncScene(
      async (scene) => {
        const table = new MemberTable();
        const streams = ["member_lists", "list_changes"];
        const first = await scene.run({ streams });
        const state = table.take(first.output);
        scene.moveTo(scene.sandbox.now() + 3 * day);
        const second = await scene.run({ streams, state });
        table.take(second.output);

        expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
        const { memberships, mergedIds, lists } = scene.sandbox.truth();
        const merged = new Set(mergedIds);
        const pairs = memberships.map((pair) => `${pair.list_id} ${pair.profile_id}`).sort();
        const isMerged = (pair: string): boolean => merged.has(pair.split(" ")[1] ?? "");
        expect(table.members.filter((pair) => !isMerged(pair))).toEqual(pairs);
        const ids = new Set(lists.map(({ id }) => id));
        const logged = second.output.records.get("list_changes") ?? [];
        expect(logged.every(({ list_id: id }) => ids.has(String(id)))).toBe(true);
      },
      { profiles: 120, events: 0, readings },
    );
  },
);
