import { describe, expect, test } from "@jest/globals";
import { catalogOf, editedCatalog, mark } from "../records/catalogs.js";
import { examineSandbox } from "../support/doctor-scene.js";
import { withSyncScene } from "../support/sync-scene.js";

describe("doctor, of custom fields,", () => {
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
      expect(filled).toEqual(Object.keys(columns));
      expect(records.filter(({ extra }) => extra !== null)).toEqual([]);
      expect(columns).toMatchObject({
        shoe_size: { type: ["null", "number"] },
        newsletter_footer: { type: ["null", "boolean"] },
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
          for (const column of Object.keys(columns)) {
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
