import { describe, expect, test } from "@jest/globals";
import { catalogOf } from "../catalog/catalogs.js";
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
