import { expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/values/json.js";
import type { Truth } from "../simulator/truth.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import { withSyncScene } from "../support/sync-scene.js";
import { changesOf, expectStatesToMerge, type MergedRun } from "./merging-states.js";

const small = { profiles: 40, events: 0 };

/** The streams that are read only where they are asked for, with what tells their rows apart, and all of it. */
const further = {
  collections: {
    key: ["collection"],
    truth: ({ collections }: Truth) => collections.map((one) => one.collection),
  },
  contacts: {
    key: ["collection", "id"],
    truth: ({ contacts }: Truth) => contacts.map((one) => `${one["@collection"]},${one.id}`),
  },
  orders: { key: ["id"], truth: ({ orders }: Truth) => orders.map(({ id }) => id) },
  products: { key: ["id"], truth: ({ products }: Truth) => products.map(({ id }) => id) },
  custom_events: {
    key: ["event_type", "id"],
    truth: ({ customEvents }: Truth) => customEvents.map((one) => `${one.event_type},${one.id}`),
  },
  list_changes: {
    key: ["list_id", "profile_id", "event"],
    truth: ({ listChanges }: Truth) =>
      listChanges.map((one) => [one.list_id, one.profile_id, one.event].join()),
  },
  push_errors: {
    key: ["request_id"],
    truth: ({ pushErrors }: Truth) => pushErrors.map((one) => one.request_id),
  },
  data_deletion_requests: {
    key: ["id"],
    truth: ({ deletionRequests }: Truth) => deletionRequests.map(({ id }) => id),
  },
} as const;

const streams = Object.keys(further) as (keyof typeof further)[];
const since = { since_param: "updateSince" };
const filtered = { contacts: since, orders: since, products: since, custom_events: since };

test("STATEs of the further streams, broken runs included, survive Meltano's merge and are taken up", async () => {
  await withSyncScene(
    async (scene) => {
      const runs: MergedRun[] = [
        { days: 0, breaks: "/v2/contacts/newsletter" },
        { days: 0, breaks: "/v2/orders" },
        { days: 0, config: { page_size: 8 } },
        { days: 1, breaks: changesOf(scene, 1010) },
        { days: 2, breaks: "/v2/orders", config: { endpoints: filtered } },
        { days: 3, config: { endpoints: { ...filtered, list_changes: null } } },
        { days: 9, breaks: "/v2/contacts/newsletter", config: { endpoints: filtered } },
        { days: 10 },
      ];

      await expectStatesToMerge(scene, runs, { streams, pageSize: 19 });
    },
    { ...small, allowed: ["/products: updateSince", "/custom-events/: updateSince"] },
  );
});

test("from whichever STATE a run goes on, it and what came before hold every row of the further streams", async () => {
  await withSyncScene(async ({ sandbox, run }) => {
    const config = { page_size: 15, start_date: "2013-01-01" };
    const { messages } = (await run({ streams, config })).output;
    const places = messages.flatMap(({ type }, place) => (type === "STATE" ? [place] : []));
    expect(places.length).toBeGreaterThan(8);

    for (const place of places.filter((_, index) => index % 7 === 2)) {
      const { value } = messages[place] as unknown as { readonly value: StateValue };
      const resumed = await run({ streams, config, state: value });

      expect(resumed.exitCode).toBe(0);
      for (const stream of streams) {
        const { key, truth } = further[stream];
        const before = messages.slice(0, place).flatMap((message) => recordIn(message, stream));
        const rows = [...before, ...(resumed.output.records.get(stream) ?? [])];
        const names = new Set(rows.map((row) => key.map((column) => row[column]).join()));
        expect({ stream, names: [...names].sort() }).toEqual({
          stream,
          names: [...new Set(truth(sandbox.truth()))].sort(),
        });
      }
    }
  }, small);
});

function recordIn(message: object, stream: string): readonly JsonObject[] {
  const { type, stream: name, record } = message as JsonObject;
  return type === "RECORD" && name === stream ? [record as JsonObject] : [];
}
