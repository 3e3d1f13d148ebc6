import { describe, expect, test } from "@jest/globals";
import type { Config } from "../../src/config/load.js";
import { catalogOf, mark, select } from "./catalogs.js";

describe("the replication method that a catalog asks for", () => {
  const asking = (name: string, method: unknown, endpoints: Config["endpoints"] = {}) =>
    select(
      catalogOf(name, (entry) => {
        mark(entry, [], { "replication-method": method });
      }),
      undefined,
      { endpoints },
    );

  test.each(["profiles", "member_lists"])("FULL_TABLE is taken where %s offers it", (name) => {
    const { selected, lines } = asking(name, "FULL_TABLE");

    expect(selected[0]?.fullTable).toBe(true);
    expect(lines).toEqual([]);
  });

  test("FULL_TABLE in the old place, beside the schema, is taken too", () => {
    const { selected } = select(
      catalogOf("profiles", (entry) => {
        entry["replication_method"] = "FULL_TABLE";
      }),
    );

    expect(selected[0]?.fullTable).toBe(true);
  });

  test.each([
    ["unsubscribes", "FULL_TABLE", "INCREMENTAL"],
    ["email_events", "FULL_TABLE", "INCREMENTAL"],
    ["lists", "INCREMENTAL", "FULL_TABLE"],
    ["profiles", "LOG_BASED", "INCREMENTAL"],
  ])("%s: %s is warned about, it stays %s", (name, asked, method) => {
    const { selected, lines } = asking(name, asked);

    expect(selected[0]?.fullTable).toBe(false);
    expect(lines).toEqual([
      `WARNING ${name}: the catalog asks for ${asked}, but the stream is always ${method}`,
    ]);
  });

  test.each(["orders", "contacts"])(
    "INCREMENTAL is what %s are, and FULL_TABLE can be asked for",
    (name) => {
      const [incremental, full] = [asking(name, "INCREMENTAL"), asking(name, "FULL_TABLE")];

      expect(incremental.selected[0]?.fullTable).toBe(false);
      expect(full.selected[0]?.fullTable).toBe(true);
      expect([...incremental.lines, ...full.lines]).toEqual([]);
    },
  );

  test.each(["products", "custom_events"])(
    "INCREMENTAL is no wish that a catalog alone can fulfil for %s: it is told what to set",
    (name) => {
      const endpoints = { [name]: { since_param: "updateSince" } };

      const without = asking(name, "INCREMENTAL", { [name]: { path: "/somewhere" } });
      const filtered = asking(name, "INCREMENTAL", endpoints);

      expect([without, filtered].map(({ selected }) => selected[0]?.fullTable)).toEqual([
        false,
        false,
      ]);
      expect(without.lines).toEqual([
        expect.stringMatching(`^WARNING ${name}: .*endpoints.${name}.since_param`),
      ]);
      expect(filtered.lines).toEqual([]);
      expect(asking(name, "FULL_TABLE").lines).toEqual([]);
    },
  );

  test("the stream's own method is no wish", () => {
    expect(asking("lists", "FULL_TABLE").selected[0]?.fullTable).toBe(false);
    expect(asking("profiles", null).lines).toEqual([]);
  });
});
