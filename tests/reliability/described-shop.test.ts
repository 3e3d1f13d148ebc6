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

test("what has a page maximum of its own, or an envelope, is read whole in pages of the maximum at most", async () => {
  await withSyncScene(
    async ({ sandbox, run }) => {
      const { exitCode, output, log } = await run({
        streams: ["custom_fields", "merge_jobs", "translation_requests"],
        config: { page_size: 250 },
      });

      const limits = new Set(
        sandbox.requests.map(({ path, query }) => `${path} ${query["limit"] ?? ""}`),
      );
      expect(exitCode).toBe(0);
      expect(log).not.toMatch(/WARNING|ERROR/);
      expect(limits).toEqual(
        new Set(["/v2/custom_fields 200", "/v2/merge-profile 100", "/v2/translations/requests 50"]),
      );
      expect(new Set(idsOf(output.records.get("custom_fields"), "category", "id")).size).toBe(12);
      expect(
        idsOf(output.records.get("custom_fields"), "id").filter((id) => id === "notes"),
      ).toEqual(["notes", "notes"]);
      expect(output.records.get("merge_jobs")).not.toHaveLength(0);
      expect(output.records.get("translation_requests")).toHaveLength(14);
    },
    { profiles: 40, events: 0 },
  );
});
