import { describe, expect, test } from "@jest/globals";
import { contactsPass as contactsRead } from "../../../src/ometria/contacts-pass.js";
import { collections } from "../../../src/ometria/endpoints.js";
import type { PassRow } from "../../../src/reads/passes/pass-source.js";
import { tableRead } from "../../../src/reads/table-read.js";
import type { Contact } from "../../../src/sandbox/data/shop/contact-record.js";
import type { Collection } from "../../../src/sandbox/data/shop/contacts.js";
import { serve } from "../../simulator/serve.js";
import { collect, participant, setReadScene } from "../../support/read-scene.js";
import { runCollection, type CollectionRun } from "./collection-run.js";

const collectionsRead = tableRead(collections);
const small = { profiles: 120, events: 0 };

function nameOf({ row, part }: PassRow): string {
  return `${part}/${String(row["id"])}`;
}

function namesOf(contacts: readonly Contact[]): string[] {
  return contacts.map((contact) => `${contact["@collection"]}/${contact.id}`).sort();
}

test("collections are read whole, with an empty bookmark", async () => {
  await serve(small, async (sandbox) => {
    const { context } = setReadScene({ baseUrl: sandbox.baseUrl });

    const { rows, bookmarks } = await collect(collectionsRead, context, {
      participants: [participant("collections")],
    });

    expect(rows).toEqual(sandbox.truth().collections);
    expect(bookmarks).toEqual({ collections: { open: [] } });
  });
});

describe("contacts", () => {
  test("of all collections come once each, with the collection that they stood in", async () => {
    await serve(small, async (sandbox) => {
      const { rows, bookmark, events } = await runCollection(contactsRead, sandbox);

      const start = new Date(sandbox.now()).toISOString().replace(".000Z", "Z");
      expect(rows.map(nameOf).sort()).toEqual(namesOf(sandbox.truth().contacts));
      expect(bookmark).toMatchObject({ synced_through: start, full_pass_at: start, open: [] });
      expect(events.filter(({ type }) => type === "activate")).toHaveLength(1);
    });
  });

  test("that a run was interrupted in are gone on with in their collection, wherever that was", async () => {
    await serve(small, async (sandbox) => {
      const whole = await runCollection(contactsRead, sandbox);
      const stops = whole.events.map((_, index) => index + 1);

      for (const stopAfter of stops.filter((at) => at % 3 === 1)) {
        const first = await runCollection(contactsRead, sandbox, { stopAfter });
        const { rows, error } = await runCollection(contactsRead, sandbox, first);

        const names = new Set([...first.rows, ...rows].map(nameOf));
        expect(error).toBeUndefined();
        expect([...names].sort()).toEqual(namesOf(sandbox.truth().contacts));
        const isPastHalf = stopAfter > stops.length / 2 && stopAfter < stops.length - 3;
        if (isPastHalf) expect(rows.length).toBeLessThan(whole.rows.length);
      }
    });
  });

  test("are warned about where a collection shows fewer than it counts, of those read whole alone", async () => {
    await serve(small, async (sandbox) => {
      sandbox.setTransform((path, _, rows) =>
        path.endsWith("/contacts")
          ? rows.map((row) => ({ ...(row as object), count: 1000 }))
          : rows,
      );

      const whole = await runCollection(contactsRead, sandbox);
      const stopped = await runCollection(contactsRead, sandbox, { stopAfter: 16 });
      const resumed = await runCollection(contactsRead, sandbox, stopped);
      sandbox.setTransform(undefined);
      const right = await runCollection(contactsRead, sandbox);

      const warned = ({ warnings }: CollectionRun): number =>
        warnings.filter((text) => text.includes("fewer contacts than it counts")).length;
      expect(whole.error).toBeUndefined();
      expect(warned(whole)).toBe(4);
      expect(warned(resumed)).toBeLessThan(4);
      expect(right.warnings).toEqual([]);
    });
  });

  test("of a collection that goes while they are read are no failure; of one that is still named they are", async () => {
    await serve(small, async (sandbox) => {
      const gone = "/v2/contacts/newsletter";
      sandbox.faults.add({
        match: ({ path }) => path === gone,
        times: Infinity,
        action: { kind: "status", status: 404 },
      });
      const named = await runCollection(contactsRead, sandbox);
      sandbox.setTransform((path, _, rows) =>
        path.endsWith("/contacts")
          ? rows.filter((row) => (row as Collection).collection !== "newsletter")
          : rows,
      );
      const { collections } = sandbox.truth();
      const vanished = await runCollection(contactsRead, sandbox, {
        collections: () => Promise.resolve(collections.map((one) => ({ ...one }))),
      });

      const others = sandbox.truth().contacts.filter((one) => one["@collection"] !== "newsletter");
      expect(named.error).toMatchObject({ code: "assumption" });
      expect(vanished.error).toBeUndefined();
      expect(vanished.rows.map(nameOf).sort()).toEqual(namesOf(others));
      expect(vanished.warnings.join()).toContain("newsletter is gone");
    });
  });

  test("of an endpoint that is not there fail, naming the setting", async () => {
    await serve(small, async (sandbox) => {
      const { error } = await runCollection(contactsRead, sandbox, {
        config: { endpoints: { contacts: { path: "/people/{collection}" } } },
      });

      expect(error).toMatchObject({
        code: "assumption",
        hint: expect.stringContaining("endpoints.contacts.path"),
      });
    });
  });
});
