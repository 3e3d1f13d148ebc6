import { expect, test } from "@jest/globals";
import type { ListRecord } from "../../src/sandbox/data/list-definitions.js";
import type { Profile } from "../../src/sandbox/data/profile-record.js";
import type { ListChange, Unsubscribe } from "../../src/sandbox/data/world-state.js";
import { ask, rows, serve } from "../simulator/serve.js";
import type { Simulator } from "../simulator/simulator.js";

test("pages profiles in the order they were made: ten by default, 250 at most, an empty page after the end", async () => {
  await serve({}, async (sandbox) => {
    const { profiles } = sandbox.truth();

    const byDefault = await rows(sandbox, "/profiles/");
    const clamped = await rows(sandbox, "/profiles?limit=1000");
    const second = await rows(sandbox, "/profiles?limit=250&offset=250");
    const past = await rows(sandbox, "/profiles?limit=250&offset=5000");

    expect(byDefault).toEqual(profiles.slice(0, 10));
    expect([...clamped, ...second]).toEqual(profiles);
    expect(clamped).toHaveLength(250);
    expect(past).toEqual([]);
  });
});

test("gives the profiles updated since a date or a moment, that moment included", async () => {
  await serve({}, async (sandbox) => {
    const all = await rows(sandbox, "/profiles?limit=250&updateSince=2020-01-01");
    const some = await rows(sandbox, "/profiles?limit=250&updateSince=2026-01-15");
    const fewer = await rows(sandbox, "/profiles?limit=250&updateSince=2026-01-25T12:00:00Z");
    const none = await rows(sandbox, "/profiles?limit=250&updateSince=2027-01-01T00:00:00");

    expect(all).toHaveLength(250);
    expect(some.length).toBeLessThan(250);
    expect(fewer.length).toBeLessThan(some.length);
    expect(fewer.length).toBeGreaterThan(0);
    expect(none).toEqual([]);
  });
});

test("finds one profile by id or by e-mail address, as an object and as an array", async () => {
  await serve({}, async (sandbox) => {
    const profile = sandbox.truth().profiles.find(({ email }) => email !== null);
    const email = encodeURIComponent(profile?.email ?? "");

    const byId = await ask(sandbox, `/profiles/${profile?.id ?? ""}`);

    expect(await byId.json()).toEqual(profile);
    expect(await rows(sandbox, `/profiles?email=${email}`)).toEqual([profile]);
    expect(await rows(sandbox, "/profiles?email=nobody@example.com")).toEqual([]);
  });
});

test("gives active lists by default, and archived or all ones when asked", async () => {
  await serve({}, async (sandbox) => {
    const active = await rows<ListRecord>(sandbox, "/lists");
    const archived = await rows<ListRecord>(sandbox, "/lists?mode=archived");
    const all = await rows<ListRecord>(sandbox, "/lists?mode=all");
    const one = await ask(sandbox, `/lists/${listId(sandbox, 1018)}`);

    expect(archived.map(({ public_id }) => public_id)).toEqual([1018, 1034]);
    expect(active).toHaveLength(10);
    expect(all).toHaveLength(12);
    expect(all.map(({ type }) => type)).toContain("STATIC");
    expect(all.filter(({ size }) => size === 0).map(({ public_id }) => public_id)).toEqual([1030]);
    expect(await one.json()).toEqual(archived[0]);
  });
});

test("pages lists only if told to", async () => {
  const path = "/lists?mode=all&limit=5&offset=10";
  await serve({}, async (sandbox) => {
    expect(await rows(sandbox, path)).toHaveLength(12);
  });
  await serve({ readings: { otherPaging: "honoured" } }, async (sandbox) => {
    expect(await rows(sandbox, path)).toHaveLength(2);
    expect(await rows(sandbox, "/lists?mode=all")).toHaveLength(12);
  });
});

test("gives the members of a list as profiles, and their contacts on lines of JSON, 250 by default", async () => {
  await serve({ profiles: 600 }, async (sandbox) => {
    const list = listId(sandbox, 987);
    const members = sandbox
      .truth()
      .profiles.filter(({ lists }) => lists.some(({ id }) => id === list));
    const path = `/lists/${list}/contacts`;

    const byDefault = await rows(sandbox, path);
    const second = await rows(sandbox, `${path}?limit=250&offset=250`);
    const exported = await (await ask(sandbox, `${path}_export`)).text();
    const rest = await (await ask(sandbox, `${path}_export?limit=1000&offset=250`)).text();

    expect(byDefault).toEqual(members.slice(0, 10));
    expect(second).toEqual(members.slice(250));
    const lines = exported.trimEnd().split("\n");
    expect(lines).toHaveLength(250);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ "@type": "contact" });
    expect(lines).not.toContain(rest.split("\n")[0]);
    expect((await ask(sandbox, "/lists/none/contacts")).status).toBe(404);
  });
});

test("gives the changes of a list since a moment, that moment included, oldest first", async () => {
  await serve({}, async (sandbox) => {
    const list = listId(sandbox, 1001);
    const whole = await rows<ListChange>(sandbox, `/lists/${list}/changes`);
    const middle = whole[Math.floor(whole.length / 2)]?.timestamp ?? "";
    const since = await rows<ListChange>(
      sandbox,
      `/lists/${list}/changes?since=${middle.slice(0, 19)}`,
    );
    const update = await rows(sandbox, `/lists/${list}/changes?updateSince=${middle}`);
    const page = await rows(sandbox, `/lists/${list}/changes?limit=2&offset=1`);
    const truth = sandbox.truth().listChanges.filter(({ list_id: id }) => id === list);

    expect(whole).toEqual(truth.map(({ list_id: _, ...change }) => change));
    expect(since).toEqual(whole.filter(({ timestamp }) => timestamp >= middle));
    expect(since[0]?.timestamp).toBe(middle);
    expect(update).toEqual(since);
    expect(page).toEqual(whole.slice(1, 3));
  });
});

test("gives the unsubscribes from one moment to before another, of one type if asked, whole unless limited", async () => {
  await serve({}, async (sandbox) => {
    const all = await rows<Unsubscribe>(sandbox, "/unsubscribes");
    const [first, second, third] = all.map(({ timestamp }) =>
      timestamp.slice(0, 19).replace(" ", "T"),
    );
    const two = await rows(sandbox, `/unsubscribes?since=${first ?? ""}&before=${third ?? ""}`);
    const type = all[0]?.type ?? "";
    const typed = await rows<Unsubscribe>(sandbox, `/unsubscribes?type=${type}`);

    expect(second).not.toBe(third);
    expect(all).toEqual(sandbox.truth().unsubscribes);
    expect(all[0]?.timestamp).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+00$/);
    expect(two).toEqual(all.slice(0, 2));
    expect(typed).toEqual(all.filter((row) => row.type === type));
    expect(await rows(sandbox, "/unsubscribes?offset=3")).toEqual(all);
    expect(await rows(sandbox, "/unsubscribes?limit=3&offset=3")).toEqual(all.slice(3, 6));
  });
});

test("has people of a real retailer: nulls, signs of all scripts, custom fields of all kinds", async () => {
  await serve({}, (sandbox) => {
    const { profiles } = sandbox.truth();
    const kinds = new Set(
      profiles.flatMap(({ properties }) =>
        Object.values(properties).map((value) => (Array.isArray(value) ? "array" : typeof value)),
      ),
    );
    const has = (test: (profile: Profile) => boolean) => profiles.some(test);

    expect([...kinds].sort()).toEqual(["array", "boolean", "number", "string"]);
    expect(has(({ email }) => email === null)).toBe(true);
    expect(has(({ phone_number: phone }) => phone !== null)).toBe(true);
    expect(has(({ firstname }) => firstname?.includes("🌸") === true)).toBe(true);
    expect(has(({ properties }) => "shoe size" in properties)).toBe(true);
    expect(has(({ lists }) => lists.length > 1)).toBe(true);
    expect(JSON.stringify(profiles).isWellFormed()).toBe(true);
  });
});

test("answers 400 where a parameter makes no sense", async () => {
  await serve({}, async (sandbox) => {
    for (const query of ["limit=x", "offset=-1", "updateSince=yesterday"]) {
      expect((await ask(sandbox, `/profiles?${query}`)).status).toBe(400);
    }
    expect((await ask(sandbox, "/lists?mode=none")).status).toBe(400);
  });
});

test("lets a transform change the rows before they are paged, or the page itself", async () => {
  await serve({}, async (sandbox) => {
    const { profiles } = sandbox.truth();

    sandbox.setTransform((_path, _query, all) => all.slice(1));
    const shifted = await rows(sandbox, "/profiles?limit=2&offset=1");
    sandbox.setTransform((_path, _query, all) => ({ page: all }));
    const whole = await rows(sandbox, "/profiles?limit=2&offset=1");
    sandbox.setTransform(undefined);
    const ordinary = await rows(sandbox, "/profiles?limit=2&offset=1");

    expect(shifted).toEqual(profiles.slice(2, 4));
    expect(whole).toEqual(profiles);
    expect(ordinary).toEqual(profiles.slice(1, 3));
  });
});

/** The id of the list that has a number. */
function listId(sandbox: Simulator, number: number): string {
  return sandbox.truth().lists.find(({ public_id }) => public_id === number)?.id ?? "";
}
