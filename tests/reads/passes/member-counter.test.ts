import { describe, expect, test } from "@jest/globals";
import { serve } from "../../simulator/serve.js";
import { emptyMembers, now, run } from "./profile-run.js";

// A machine that is busy takes several times as long.
describe("MemberCounter", () => {
  test("counts the members that a full pass shows, list by list", async () => {
    await serve({}, async (sandbox) => {
      const { events } = await run(sandbox);

      const { lists, memberships } = sandbox.truth();
      const expected = lists.map(({ id, title, size }) => ({
        id,
        title,
        size,
        found: memberships.filter(({ list_id }) => list_id === id).length,
      }));
      expect(events.filter(({ type }) => type === "counts")).toEqual([
        { type: "counts", counts: expected },
      ]);
    });
  });

  test("fails member_lists, and not profiles, where no profile names any list and nothing else may be asked", async () => {
    await serve({}, async (sandbox) => {
      sandbox.setTransform((path, _query, rows) =>
        path === "/v2/profiles" ? rows.map((row) => ({ ...(row as object), lists: [] })) : rows,
      );

      const config = { member_source: "profiles" as const };
      const { events, bookmarks, error } = await run(sandbox, {}, { config });

      expect(error).toBeUndefined();
      expect(events.filter(({ type }) => type === "failed")).toMatchObject([
        { streams: ["member_lists"], error: { code: "assumption", exitCode: 4 } },
      ]);
      expect(bookmarks["member_lists"]).toEqual(emptyMembers);
      expect(bookmarks["profiles"]).toMatchObject({ synced_through: now, full_pass_at: now });
    });
  });

  test("warns of a single list that no profile names", async () => {
    await serve({}, async (sandbox) => {
      const filled = sandbox.truth().memberships[0]?.list_id;
      sandbox.setTransform((path, _query, rows) =>
        path === "/v2/profiles" ? rows.map((row) => withoutList(row, filled)) : rows,
      );

      const { events, warnings } = await run(sandbox);

      expect(warnings).toEqual(["member_lists: no profile names a list that is not empty"]);
      expect(events.filter(({ type }) => type === "failed")).toEqual([]);
    });
  });
});

function withoutList(row: unknown, id: unknown): unknown {
  const profile = row as { readonly lists?: readonly { readonly id: unknown }[] };
  return { ...profile, lists: (profile.lists ?? []).filter((list) => list.id !== id) };
}
