import { expect, test } from "@jest/globals";
import { openingAt } from "../../src/sandbox/data/world-state.js";
import { createWorld } from "../../src/sandbox/data/world.js";
import { ask, rows, serve } from "../simulator/serve.js";

const day = 86_400_000;

test.each(["/orders", "/products", "/custom-events/", "/contacts/customers"])(
  "pages %s as public code expects",
  async (path) => {
    await serve({}, async (sandbox) => {
      const byDefault = await rows(sandbox, path);
      const all = await rows(sandbox, `${path}?limit=250`);
      const second = await rows(sandbox, `${path}?limit=2&offset=1`);

      expect(byDefault).toEqual(all.slice(0, 10));
      expect(second).toEqual(all.slice(1, 3));
      expect(all.length).toBeGreaterThan(3);
    });
  },
);

test("answers with all collections, whatever page is asked for: no paging of them is described", async () => {
  await serve({}, async (sandbox) => {
    const all = await rows(sandbox, "/contacts");

    expect(all.length).toBeGreaterThan(2);
    expect(await rows(sandbox, "/contacts?limit=2&offset=1")).toEqual(all);
  });
});

test("serves the very rows of its truth, and each of them alone", async () => {
  await serve({ profiles: 120 }, async (sandbox) => {
    const truth = sandbox.truth();
    const [order] = truth.orders;
    const popUp = await rows(sandbox, "/contacts/pop-up%20store?limit=250");

    expect(await rows(sandbox, "/orders?limit=250")).toEqual(truth.orders);
    expect(await rows(sandbox, "/contacts")).toEqual(truth.collections);
    expect(popUp).toEqual(
      truth.contacts.filter((contact) => contact["@collection"] === "pop-up store"),
    );
    expect(await rows(sandbox, "/push/_errors")).toEqual(truth.pushErrors);
    expect(await rows(sandbox, "/data-deletion-requests")).toEqual(truth.deletionRequests);
    const one = await ask(sandbox, `/orders/${order?.id ?? ""}`);
    expect(await one.json()).toEqual(order);
    expect((await ask(sandbox, "/contacts/none")).status).toBe(404);
  });
});

test("serves the custom events of one type, and one of them by type and id", async () => {
  await serve({}, async (sandbox) => {
    const { customEvents } = sandbox.truth();
    const [event] = customEvents;
    const path = `/custom-events/${event?.event_type ?? ""}`;
    const ofType = customEvents.filter(({ event_type: type }) => type === event?.event_type);

    expect(await rows(sandbox, `${path}?limit=250`)).toEqual(ofType);
    expect(await rows(sandbox, "/custom-events/none")).toEqual([]);
    expect(await (await ask(sandbox, `${path}/${event?.id ?? ""}`)).json()).toEqual(event);
    expect((await ask(sandbox, `/custom-events/none/${event?.id ?? ""}`)).status).toBe(404);
  });
});

test("gives only what changed since an instant where updateSince is sent", async () => {
  await serve({}, async (sandbox) => {
    for (const path of ["/orders", "/contacts/customers", "/custom-events/"]) {
      const some = await rows(sandbox, `${path}?limit=250&updateSince=2026-01-10`);
      const none = await rows(sandbox, `${path}?limit=250&updateSince=2026-02-03`);

      expect(some.length).toBeGreaterThan(0);
      expect(some.length).toBeLessThan((await rows(sandbox, `${path}?limit=250`)).length);
      expect(none).toEqual([]);
    }
  });
});

test("shows parent products alone unless variants are asked for, and an empty active asks for all", async () => {
  await serve({}, async (sandbox) => {
    const { products } = sandbox.truth();
    const parents = await rows(sandbox, "/products?limit=250");
    const all = await rows(sandbox, "/products?limit=250&offset=200&includeVariants=true&active=");

    expect(parents).toEqual(products.filter((product) => !product.is_variant));
    expect(all).toEqual(products.slice(200));
    expect(all.some(({ parent_id: parent }) => parent !== null)).toBe(true);
  });
});

test("has custom events whose ids repeat across types, and in no type", async () => {
  await serve({}, (sandbox) => {
    const { customEvents } = sandbox.truth();
    const ids = customEvents.map(({ id }) => id);
    const keys = customEvents.map((event) => `${event.event_type}/${event.id}`);

    expect(new Set(ids).size).toBeLessThan(ids.length / 2);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test("has the orders that the profiles count, and lines that come to each order's subtotal", async () => {
  // Before anybody is merged, whose orders stay and are counted nowhere.
  await serve({ at: openingAt + day }, (sandbox) => {
    const { orders, profiles, mergedIds } = sandbox.truth();
    const counted = profiles.reduce((sum, { stats }) => sum + stats.orders, 0);
    const wrong = orders.filter(({ lineitems, subtotal, shipping, grand_total: total }) => {
      const lines = lineitems.reduce((sum, line) => sum + line.total, 0);
      return Math.abs(lines - subtotal) > 0.001 || Math.abs(subtotal + shipping - total) > 0.011;
    });

    expect(mergedIds).toEqual([]);
    expect(orders).toHaveLength(counted);
    expect(wrong).toEqual([]);
  });
});

test("shows no more than a hundred push errors, newest first", async () => {
  await serve({ profiles: 1_200 }, (sandbox) => {
    const times = sandbox.truth().pushErrors.map(({ timestamp }) => timestamp);

    expect(times).toHaveLength(100);
    expect(times).toEqual([...times].sort().reverse());
  });
});

test("has the same shop after one long step as after many, whoever has looked meanwhile", () => {
  const options = { seed: "test", profiles: 100, events: 0 };
  const [stepped, other] = [createWorld(options), createWorld(options)];
  for (let ms = openingAt; ms < openingAt + 30 * day; ms += 3 * day) {
    stepped.advanceTo(ms);
    stepped.shop.orders();
  }
  for (const world of [stepped, other]) world.advanceTo(openingAt + 30 * day);

  expect(stepped.shop.orders()).toEqual(other.shop.orders());
  expect(stepped.shop.contacts("customers")).toEqual(other.shop.contacts("customers"));
  expect(stepped.shop.customEvents()).toEqual(other.shop.customEvents());
  expect(stepped.shop.deletionRequests()).toEqual(other.shop.deletionRequests());
});
