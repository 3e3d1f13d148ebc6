import { describe, expect, test } from "@jest/globals";
import { examineSandbox } from "../support/doctor-scene.js";
import { withSyncScene } from "../support/sync-scene.js";
import { mapProfiles } from "./breaking.js";

const small = { profiles: 60, events: 0 };

describe("doctor, of what rows say,", () => {
  test("tells by which of their two ids profiles name lists", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const numbers = new Map(
        sandbox.truth().lists.map(({ id, public_id: publicId }) => [id, publicId]),
      );
      const byHash = await examineSandbox(sandbox, { streams: ["member_lists"] });
      sandbox.setTransform(
        mapProfiles((profile) => ({
          ...profile,
          lists: profile.lists.map((list) => ({ ...list, id: numbers.get(list.id) })),
        })),
      );
      const byNumber = await examineSandbox(sandbox, { streams: ["member_lists"] });

      expect(byHash.finding("list_ids").meaning).toMatch(/^By id\./);
      expect(byNumber.finding("list_ids").meaning).toMatch(/^By public_id\./);
      expect(byNumber.wrong).toEqual([]);
    }, small);
  });

  test("counts the variants of products", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const { finding } = await examineSandbox(sandbox, { streams: ["products"] });

      expect(finding("variants")).toMatchObject({
        verdict: "holds",
        meaning: expect.stringMatching(/^[1-9]\d* of the first \d+ products are variants\.$/),
      });
    }, small);
  });
});
