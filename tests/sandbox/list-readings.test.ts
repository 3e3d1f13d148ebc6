import { expect, test } from "@jest/globals";
import { ask, rows, serve } from "../simulator/serve.js";

interface Shown {
  readonly id: string;
  readonly lists?: readonly { readonly id: unknown }[];
}

test("lists have a hash and a number, and profiles show the hash", async () => {
  await serve({ profiles: 60 }, async (sandbox) => {
    const lists = await rows<{ id: string; public_id: unknown }>(sandbox, "/lists?mode=all");
    const profiles = await rows<Shown>(sandbox, "/profiles?limit=60");

    for (const { id, public_id } of lists) {
      expect(id).toMatch(/^[0-9a-f]{12}$/);
      expect(Number.isInteger(public_id)).toBe(true);
    }
    const ids = new Set(profiles.flatMap(({ lists: shown = [] }) => shown.map(({ id }) => id)));
    expect(ids.size).toBeGreaterThan(2);
    expect([...ids].every((id) => lists.some((list) => list.id === id))).toBe(true);
  });
});

test.each([
  { profileLists: "public_id", kind: "number" },
  { profileLists: "public_id as text", kind: "string" },
] as const)(
  "profiles show the $profileLists where they are told to, wherever they are shown",
  async ({ profileLists, kind }) => {
    await serve({ profiles: 60, readings: { profileLists } }, async (sandbox) => {
      const { lists, memberships } = sandbox.truth();
      const [member] = memberships;
      const list = lists.find(({ id }) => id === member?.list_id);
      const profiles = await rows<Shown>(sandbox, "/profiles?limit=60");
      const members = await rows<Shown>(sandbox, `/lists/${list?.id ?? ""}/contacts?limit=60`);
      const one = (await (
        await ask(sandbox, `/profiles/${member?.profile_id ?? ""}`)
      ).json()) as Shown;

      const shown = (profile: Shown | undefined) => profile?.lists?.map(({ id }) => id) ?? [];
      const inFirst = profiles.find(({ id }) => id === member?.profile_id);
      expect(shown(inFirst).map((id) => typeof id)).toContain(kind);
      expect(shown(inFirst).map(String)).toContain(String(list?.public_id));
      expect(shown(one)).toEqual(shown(inFirst));
      expect(shown(members[0]).map(String)).toContain(String(list?.public_id));
    });
  },
);

test("profiles show no lists, and paths know lists by their numbers, where they are told to", async () => {
  const readings = { profileLists: "absent", listPaths: "public_id" } as const;
  await serve({ profiles: 60, readings }, async (sandbox) => {
    const { lists, memberships } = sandbox.truth();
    const list = lists.find(({ id }) => id === memberships[0]?.list_id);
    const profiles = await rows<Shown>(sandbox, "/profiles?limit=60");

    expect(profiles.some((profile) => "lists" in profile)).toBe(false);
    expect((await ask(sandbox, `/lists/${list?.id ?? ""}`)).status).toBe(404);
    expect((await ask(sandbox, `/lists/${list?.public_id ?? 0}`)).status).toBe(200);
  });
});
