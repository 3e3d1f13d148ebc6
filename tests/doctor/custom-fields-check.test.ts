import { describe, expect, test } from "@jest/globals";
import type { Report } from "../../src/doctor/examination.js";
import { catalogOf, editedCatalog, mark } from "../records/catalogs.js";
import { examineSandbox } from "../support/doctor-scene.js";
import { withSyncScene } from "../support/sync-scene.js";
import { refusing } from "./breaking.js";

const withoutDefinitions = refusing(/\/custom_fields$/, () => true, 403);

/** The columns of a stream's custom fields that the sample has values of. */
function seenIn({ custom_fields: fields }: Report, stream: string): readonly string[] {
  return fields
    .filter((field) => field.stream === stream && field.filled > 0)
    .flatMap(({ column }) => column ?? []);
}

describe("doctor, of custom fields,", () => {
  test("takes the types from the account's own definitions, and those of other fields from the sample", async () => {
    await withSyncScene(async ({ sandbox }) => {
      const { report } = await examineSandbox(sandbox, { streams: ["profiles"] });

      expect(report.schema["profiles"]).toMatchObject({
        // In the sample it is true or false.
        newsletter_footer: { type: ["null", "string"] },
        // No profile has a value.
        visits_in_store: { type: ["null", "integer"] },
        wardrobe: { type: ["null", "array"], items: { type: ["null", "string"] } },
        shoe_size: { type: ["null", "number"] },
      });
      const defined = report.custom_fields.filter(({ is_defined }) => is_defined);
      expect(defined.map(({ field }) => field)).not.toContain("shoe_size");
      // It is archived.
      expect(report.schema["profiles"]).not.toHaveProperty("birthday_gift");
    });
  });

  test("makes do with the sample where the key may not read the definitions", async () => {
    await withSyncScene(async ({ sandbox }) => {
      sandbox.faults.add(withoutDefinitions);

      const { report, wrong } = await examineSandbox(sandbox, { streams: ["profiles"] });

      expect(wrong).toEqual([]);
      expect(report.custom_fields.filter(({ is_defined }) => is_defined)).toEqual([]);
      expect(report.schema["profiles"]).toMatchObject({
        newsletter_footer: { type: ["null", "boolean"] },
      });
    });
  });

  test("proposes columns that a sync fills and types", async () => {
    await withSyncScene(async ({ sandbox, run }) => {
      const { report } = await examineSandbox(sandbox, { streams: ["profiles"] });
      const columns = report.schema["profiles"] ?? {};
      const [fragment] = report.catalog.streams;
      const catalog = catalogOf("profiles", (entry) => {
        Object.assign(entry.schema.properties, fragment?.schema.properties);
        entry.metadata.push(...(fragment?.metadata ?? []));
      });

      const { output, exitCode } = await run({ streams: ["profiles"], catalog });

      const records = output.records.get("profiles") ?? [];
      const filled = Object.keys(columns).filter((column) =>
        records.some((record) => (record[column] ?? null) !== null),
      );
      expect(exitCode).toBe(0);
      expect(filled).toEqual(seenIn(report, "profiles"));
      expect(records.filter(({ extra }) => extra !== null)).toEqual([]);
      expect(columns).toMatchObject({
        shoe_size: { type: ["null", "number"] },
        favourite_categories: { type: ["null", "array"], items: { type: ["null", "string"] } },
      });
    });
  });

  test("proposes a _schema block that types the columns of each stream, merged into the catalog as Meltano does", async () => {
    await withSyncScene(
      async ({ sandbox, run }) => {
        const streams = ["profiles", "orders", "products", "custom_events"];
        const { report, shown } = await examineSandbox(sandbox, { streams });
        const catalog = editedCatalog((entry) => {
          mark(entry, [], { selected: streams.includes(entry.stream) });
          Object.assign(entry.schema.properties, report.schema[entry.stream]);
        });

        const { output, exitCode } = await run({ streams, catalog });

        expect(exitCode).toBe(0);
        expect(Object.keys(report.schema)).toEqual(streams);
        for (const [stream, columns] of Object.entries(report.schema)) {
          const sent = output.schemas.get(stream)?.schema as { properties: object };
          expect(sent.properties).toMatchObject(columns);
          const [name = "", type] = Object.entries(columns)[0] ?? [];
          expect(shown).toContain(`  ${stream}:\n    ${name}: ${JSON.stringify(type)}\n`);
          for (const column of seenIn(report, stream)) {
            const records = output.records.get(stream) ?? [];
            expect(records.some((record) => (record[column] ?? null) !== null)).toBe(true);
          }
        }
      },
      { profiles: 120, events: 0 },
    );
  });

  test("takes text where the values of a field are of several kinds, and leaves out names that are columns", async () => {
    await withSyncScene(
      async ({ sandbox }) => {
        sandbox.faults.add(withoutDefinitions);
        let row = 0;
        sandbox.setTransform((path, _query, rows) =>
          path.endsWith("/profiles")
            ? rows.map((profile) => {
                row += 1;
                const properties = {
                  country: "x",
                  mixed: row % 2 === 0 ? 1 : "x",
                  "Mixed ": 1,
                  sizes: [1, null],
                };
                return {
                  ...(profile as object),
                  properties: { ...properties, size: row % 2 === 0 ? 1 : 1.5 },
                };
              })
            : rows,
        );

        const { report } = await examineSandbox(sandbox, { streams: ["profiles"] });

        expect(report.schema).toEqual({
          profiles: {
            mixed: { type: ["null", "string"] },
            size: { type: ["null", "number"] },
            sizes: { type: ["null", "array"], items: { type: ["null", "integer"] } },
          },
        });
      },
      { profiles: 30, events: 0 },
    );
  });
});
