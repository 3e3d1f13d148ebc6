import { expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/values/json.js";
import { withSyncScene } from "../support/sync-scene.js";

const streams = ["collections", "contacts", "products", "custom_events"];

function idsOf(records: readonly JsonObject[] | undefined, ...names: readonly string[]): string[] {
  return (records ?? []).map((record) => names.map((name) => record[name]).join("/")).sort();
}

test("collections without an id, variants, and events of one id and several types are all there, with nothing left over", async () => {
  await withSyncScene(
    async ({ sandbox, run }) => {
      const { exitCode, output, log } = await run({ streams, config: { page_size: 7 } });

      const truth = sandbox.truth();
      const names = truth.collections.map(({ collection }) => collection).sort();
      const events = truth.customEvents.map((event) => `${event.event_type}/${event.id}`).sort();
      expect(exitCode).toBe(0);
      expect(log).not.toMatch(/WARNING|ERROR/);
      expect(idsOf(output.records.get("collections"), "collection")).toEqual(names);
      expect(idsOf(output.records.get("collections"), "id")).toEqual(names);
      expect(idsOf(output.records.get("contacts"), "collection", "id")).toEqual(
        truth.contacts.map((contact) => `${contact["@collection"]}/${contact.id}`).sort(),
      );
      expect(idsOf(output.records.get("products"), "id", "parent_id")).toEqual(
        truth.products.map((product) => `${product.id}/${product.parent_id ?? ""}`).sort(),
      );
      expect(new Set(truth.customEvents.map(({ id }) => id)).size).toBeLessThan(events.length);
      expect(idsOf(output.records.get("custom_events"), "event_type", "id")).toEqual(events);
      for (const stream of streams)
        expect(output.records.get(stream)?.filter(({ extra }) => extra !== null)).toEqual([]);
    },
    { profiles: 40, events: 0 },
  );
});
