import { describe, expect, test } from "@jest/globals";
import { profiles } from "../../src/ometria/streams/profiles.js";
import { withAddedColumns } from "../../src/records/added-columns.js";
import type { JsonObject } from "../../src/values/json.js";
import { withExportFolder } from "../support/export-folder.js";
import { runAgainst, withSyncScene } from "../support/sync-scene.js";
import { catalogOf, mark, type EditableEntry } from "./catalogs.js";

/** A catalog in which one stream has further columns. */
function catalogWith(stream: string, columns: JsonObject, edit?: (entry: EditableEntry) => void) {
  return catalogOf(stream, (entry) => {
    Object.assign(entry.schema.properties, columns);
    edit?.(entry);
  });
}

const text = { type: ["null", "string"] };
const number = { type: ["null", "number"] };

describe("a column that the catalog adds to profiles", () => {
  test("is filled from the custom fields, typed, and null where a profile has none", async () => {
    await withSyncScene(async ({ sandbox, run }) => {
      const catalog = catalogWith("profiles", {
        loyalty_tier: text,
        shoe_size: number,
        newsletter_footer: text,
        favourite_categories: { type: ["null", "array"], items: text },
        unheard_of: text,
      });

      const { output, exitCode } = await run({ streams: ["profiles"], catalog });

      const truth = new Map(sandbox.truth().profiles.map(({ id, properties }) => [id, properties]));
      const records = output.records.get("profiles") ?? [];
      expect(exitCode).toBe(0);
      expect(records.length).toBe(truth.size);
      for (const record of records) {
        const custom = truth.get(String(record["id"])) ?? {};
        const { newsletter_footer: footer } = custom;
        expect(record).toMatchObject({
          loyalty_tier: custom["loyalty_tier"] ?? null,
          shoe_size: custom["shoe size"] ?? null,
          newsletter_footer: footer === undefined ? null : String(footer),
          favourite_categories: custom["Favourite categories"] ?? null,
          unheard_of: null,
          properties: custom,
          extra: null,
        });
      }
      expect(records.some((record) => typeof record["shoe_size"] === "number")).toBe(true);
    });
  });

  test.each([
    ["shoe_size", { "Shoe-size": null, "Shoe size": 42 }],
    ["shoe_size", { "Shoe size": 41, shoe_size: 42 }],
    ["shoe_size", { shoeSize: 42 }],
    ["opted_in", { "Opted in?": 42 }],
    ["size", { " Size": 42 }],
  ])("%s is filled from %j", (column, properties) => {
    const [source] = withAddedColumns(profiles, [column]).sources;

    const [record] = source?.toRecords({ row: { id: "1", [column]: null, properties } }) ?? [];

    expect(record?.[column]).toBe(42);
  });

  test("keeps in extra what does not fit its type", async () => {
    await withSyncScene(async ({ run }) => {
      const catalog = catalogWith("profiles", { loyalty_tier: number });

      const { output, log } = await run({ streams: ["profiles"], catalog });

      const records = output.records.get("profiles") ?? [];
      const kept = records.filter(({ extra }) => extra !== null);
      expect(records.every((record) => record["loyalty_tier"] === null)).toBe(true);
      expect(kept.length).toBeGreaterThan(0);
      expect(JSON.stringify(kept[0]?.["extra"])).toMatch(
        /^\{"loyalty_tier":"(bronze|silver|gold)"\}$/,
      );
      expect(log).toContain("values that do not fit their column's type are kept in extra");
    });
  });

  test("is filled where the column of all custom fields is deselected, and does not bring it back", async () => {
    await withSyncScene(async ({ run }) => {
      const catalog = catalogWith("profiles", { loyalty_tier: text }, (entry) => {
        mark(entry, ["properties", "properties"], { selected: false });
      });

      const { output } = await run({ streams: ["profiles"], catalog });

      const records = output.records.get("profiles") ?? [];
      expect(records.some((record) => record["loyalty_tier"] === "gold")).toBe(true);
      expect(records.some((record) => "properties" in record)).toBe(false);
    });
  });
});

test("a column that the catalog adds to unsubscribes is filled from the field of that name", async () => {
  await withSyncScene(async ({ sandbox, run }) => {
    sandbox.setTransform((path, _query, rows) =>
      path.endsWith("/unsubscribes")
        ? rows.map((event) => ({ ...(event as JsonObject), points: "7" }))
        : rows,
    );
    const catalog = catalogWith("unsubscribes", { points: { type: ["null", "integer"] } });

    const { output } = await run({ streams: ["unsubscribes"], catalog });

    const records = output.records.get("unsubscribes") ?? [];
    expect(records.length).toBeGreaterThan(0);
    expect(new Set(records.map((record) => record["points"]))).toEqual(new Set([7]));
  });
});

test.each([
  [
    "CSV",
    "events.csv",
    'event,email,timestamp,points,vip\nopen,a@b.c,2026-01-01T00:00:00Z,"7",yes\n',
  ],
  [
    "JSON lines",
    "events.jsonl",
    '{"event":"open","email":"a@b.c","timestamp":"2026-01-01T00:00:00Z","points":"7","vip":"yes"}\n',
  ],
])(
  "a column that the catalog adds to email_events is filled from that of %s",
  async (_, name, file) => {
    await withExportFolder(async (folder) => {
      await folder.put(`email_${name}`, file, "2026-01-02T00:00:00Z");
      const catalog = catalogWith("email_events", {
        points: { type: ["null", "integer"] },
        vip: { type: ["null", "boolean"] },
      });
      const service = {
        baseUrl: "http://127.0.0.1:1",
        apiKey: "unused",
        exportFolder: folder.path,
      };

      const { output, log } = await runAgainst(service, { streams: ["email_events"], catalog });

      expect(output.records.get("email_events")).toMatchObject([
        { points: 7, vip: true, extra: null },
      ]);
      expect(log).not.toContain("fields that its schema lacks");
    });
  },
);
