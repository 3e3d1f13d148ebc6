import { describe, expect, test } from "@jest/globals";
import type { CollectionRow } from "../../src/reads/collection-read.js";
import { collectionsRead, contactsRead } from "../../src/reads/collections.js";
import type { Contact } from "../../src/sandbox/shop/contacts.js";
import { serve } from "../sandbox/serve.js";
import { collect, participant, setReadScene } from "../support/read-scene.js";
import { runCollection } from "./collection-run.js";

const small = { profiles: 120, events: 0 };

function nameOf({ row, part }: CollectionRow): string {
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
