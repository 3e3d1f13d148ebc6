import { expect, test } from "@jest/globals";
import { ask, rows, serve } from "../simulator/serve.js";

const small = { profiles: 60, events: 0 };
type Row = Record<string, unknown>;

function listWith(lists: readonly Row[]): string {
  const [largest] = [...lists].sort((a, b) => Number(b["size"]) - Number(a["size"]));
  return String(largest?.["id"]);
}

test("/changes is one object where there is one event, refuses a time, and is cut, where it is told to", async () => {
  await serve(
    {
      ...small,
      readings: { oneChange: "object", changesSince: "date", mostRows: 20, otherPaging: "ignored" },
    },
    async (sandbox) => {
      const list = listWith(await rows(sandbox, "/lists"));
      const path = `/lists/${list}/changes`;
      const all = sandbox.truth().listChanges.filter(({ list_id: id }) => id === list);
      const day = all.at(-1)?.timestamp.slice(0, 10) ?? "";
      const first = await rows(sandbox, `${path}?since=2020-01-01&limit=5`);

      expect(all.length).toBeGreaterThan(20);
      expect(first).toHaveLength(20);
      expect(await rows(sandbox, `${path}?since=${day}`)).toMatchObject({
        event: expect.stringContaining("list_"),
      });
      expect((await ask(sandbox, `${path}?since=${day}T00:00:00Z`)).status).toBe(400);
    },
  );
});

test.each([
  { dates: "inclusive", begins: "00:00" },
  { dates: "elsewhere", begins: "08:00" },
  { dates: "exclusive", begins: "24:00" },
] as const)("a date begins at $begins where dates are $dates", async ({ dates, begins }) => {
  await serve({ ...small, profiles: 300, readings: { dates } }, async (sandbox) => {
    const [hour = "00"] = begins.split(":");
    const since = Date.parse("2026-01-15T00:00:00Z") + Number(hour) * 3_600_000;
    const entries = sandbox.catchUp().profiles.filter(({ updated }) => updated >= since);

    const found = await rows(sandbox, "/profiles/?limit=250&updateSince=2026-01-15");

    expect(found.map(({ id }) => id)).toEqual(entries.map(({ record }) => record.id));
  });
});

test("moves in dynamic lists show in updateSince where they are told to", async () => {
  const counts: number[] = [];
  for (const segmentMoves of ["hidden", "shown"] as const)
    await serve({ ...small, readings: { segmentMoves } }, async (sandbox) => {
      counts.push((await rows(sandbox, "/profiles/?limit=250&updateSince=2026-01-15")).length);
    });

  expect(counts[1]).toBeGreaterThan(counts[0] ?? 0);
});

test.each([
  { orderFilters: "work", isNone: true },
  { orderFilters: "ignored", isNone: false },
] as const)("filters of orders: $orderFilters", async ({ orderFilters, isNone }) => {
  await serve({ ...small, readings: { orderFilters } }, async (sandbox) => {
    const late = await rows(sandbox, "/orders?updateSince=2030-01-01T00:00:00Z");

    expect(late.length === 0).toBe(isNone);
  });
});

test("filters of orders may leave nothing", async () => {
  await serve({ ...small, readings: { orderFilters: "empty" } }, async (sandbox) => {
    expect(await rows(sandbox, "/orders?updateSince=1970-01-02T00:00:00Z")).toEqual([]);
    expect(await rows(sandbox, "/orders")).not.toEqual([]);
  });
});

test("variants, ids of events, empty objects, phones, identities and members are shown as they are told to be", async () => {
  await serve(
    {
      ...small,
      readings: {
        variants: "always",
        eventIds: "unique",
        emptyObjects: "[]",
        phones: "object",
        members: "contacts",
        identities: "sent",
        deletedIdentities: "text",
      },
    },
    async (sandbox) => {
      const products = await rows(sandbox, "/products?limit=250");
      const events = await rows(sandbox, "/custom-events/?limit=250");
      const contacts = await rows(sandbox, "/contacts/sms_club?limit=250");
      const [profile] = await rows(sandbox, "/profiles/?limit=1");
      const [deletion] = await rows(sandbox, "/data-deletion-requests");
      const list = listWith(await rows(sandbox, "/lists"));
      const members = await rows(sandbox, `/lists/${list}/contacts?limit=250`);

      expect(products.some((product) => product["is_variant"] === true)).toBe(true);
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
      expect(events.some(({ properties }) => Array.isArray(properties))).toBe(true);
      expect(contacts[0]).toMatchObject({ phone_number: { number: expect.any(String) } });
      expect(profile?.["identities"]).toContainEqual({ type: "email", id: profile?.["email"] });
      expect(deletion?.["identities"]).toEqual([expect.any(String)]);
      expect(members[0]).toMatchObject({ "@type": "contact", "@profile_id": expect.any(String) });
    },
  );
});

test("a refused key is a 403 or a 401", async () => {
  for (const refusedKey of [403, 401] as const)
    await serve({ ...small, readings: { refusedKey } }, async (sandbox) => {
      expect((await fetch(`${sandbox.baseUrl}/lists`)).status).toBe(refusedKey);
    });
});
