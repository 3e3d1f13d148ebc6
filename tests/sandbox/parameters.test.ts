import { expect, test } from "@jest/globals";
import { ask, serve } from "../simulator/serve.js";

test("notes what is asked otherwise than the vendor describes, and answers all the same", async () => {
  await serve({}, async (sandbox) => {
    const wrong = [
      "/profiles/?orderby=timestamp_update",
      "/profiles/?updateSince=yesterday",
      "/profiles/?updateSince=2026-02-30",
      "/profiles/?limit=251",
      "/lists/987/changes",
      "/orders?updateSince=2026-01-01T00:00:00",
      "/unsubscribes?since=2026-01-01T00:00:00Z",
      "/products?includeVariants=yes",
      "/lists/987/changes?since=2026-01-01T00:00:00",
    ];
    for (const path of [...wrong, ...wrong]) await ask(sandbox, path);

    expect(sandbox.violations).toEqual([
      "GET /profiles/: orderby is unknown",
      "GET /profiles/: updateSince is no date (YYYY-MM-DD): yesterday",
      "GET /profiles/: updateSince is no date (YYYY-MM-DD): 2026-02-30",
      "GET /profiles/: limit is no whole number from 1 to 250: 251",
      "GET /lists/{list_id}/changes: since is missing",
      "GET /orders: updateSince is no date and time with a zone: 2026-01-01T00:00:00",
      "GET /unsubscribes: since is no YYYY-MM-DDTHH:MM:SS: 2026-01-01T00:00:00Z",
      "GET /products: includeVariants is none of true, false: yes",
      "GET /lists/{list_id}/changes: since is no date (YYYY-MM-DD): 2026-01-01T00:00:00",
    ]);
    expect((await ask(sandbox, "/lists?sort=title")).status).toBe(200);
  });
});

test("has nothing to say of what the vendor describes, nor of paging where none is", async () => {
  await serve({ refusesViolations: true }, async (sandbox) => {
    const list = sandbox.truth().lists[0]?.id ?? "";
    const right = [
      "/profiles/?limit=250&offset=0&updateSince=2026-01-01&email=a@example.com",
      "/profiles",
      "/lists?mode=all&limit=250",
      `/lists/${list}/changes?since=2026-01-01`,
      `/lists/${list}/contacts_export?limit=250`,
      "/unsubscribes?since=2026-01-01T00:00:00&offset=10",
      "/contacts/customers?updateSince=2026-01-01",
      "/orders?updateSince=2026-01-01T00:00:00Z&timestampBefore=2026-01-01%2000:00:00.000000%2B00:00",
      "/products?active=&includeVariants=true",
      "/push/_errors?request_id=1&limit=5",
    ];
    const statuses = await Promise.all(
      right.map(async (path) => (await ask(sandbox, path)).status),
    );

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(sandbox.violations).toEqual([]);
  });
});

test("refuses a violation, or paging where none is described, if it is told to", async () => {
  await serve({ refusesViolations: true }, async (sandbox) => {
    const answer = await ask(sandbox, "/lists?sort=title");

    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ detail: "sort is unknown" });
  });
  await serve({ readings: { otherPaging: "refused" } }, async (sandbox) => {
    expect((await ask(sandbox, "/lists?limit=5")).status).toBe(400);
    expect((await ask(sandbox, "/profiles/?limit=5")).status).toBe(200);
    expect(sandbox.violations).toEqual([]);
  });
});
