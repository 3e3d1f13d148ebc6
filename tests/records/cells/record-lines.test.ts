import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { tries } from "../../support/tries.js";
import { mark } from "../catalogs.js";
import { writeBoth, type CellScene } from "./record-lines.js";

const perEvent = ["event", "timestamp", "email_id", "to_address", "target_url", "campaign_id"];
const click = ["click", "2026-01-31 22:08:07+00", "s1", "Ann@X.test", "https://x.test/?a=1,2", ""];

describe("a row of a CSV file", () => {
  test("is not written from its cells where a rule of its stream hides anything", async () => {
    const scene = (fields: string[]): CellScene => ({
      header: perEvent,
      rows: [click],
      config: { pseudonymise: { salt: "a salt for these tests", fields } },
    });

    const hidden = await writeBoth(scene(["email_events.to_address"]));
    const other = await writeBoth(scene(["profiles.email"]));

    expect(hidden.fromCells).toEqual([undefined]);
    expect(hidden.fromTexts[0]).not.toMatch(/ann@x\.test/i);
    expect(other.fromCells).toEqual(other.fromTexts);
    expect(other.fromCells[0]).toContain("Ann@X.test");
  });

  test.each<CellScene & { readonly name: string }>([
    { name: "with a row for each event", header: perEvent, rows: [click] },
    {
      name: "with quotes, backslashes, line breaks and letters beyond ASCII",
      header: [...perEvent, "subject", "campaign_title"],
      rows: [[...click, 'a "b" \\ c\r\nd\u0001\u007f', "Zoë – 😀"]],
    },
    {
      name: "with an id for each event",
      header: [...perEvent, "event_id"],
      rows: [[...click, 'e"1']],
    },
    {
      name: "with an id that takes six times as many bytes of JSON, twice",
      header: [...perEvent, "event_id"],
      rows: [[...click, "\u0001".repeat(15_000)]],
    },
    {
      name: "with a row for each send",
      header: ["email_id", "email_opened", "number_of_opens", "open_timestamp"],
      rows: [["s1", "1", "3.0", "2026-01-31"]],
    },
    {
      name: "with columns that nobody knows",
      header: [...perEvent, "new", "Ünknown"],
      rows: [[...click, "x", ""]],
    },
    {
      name: "of which columns are deselected that are no part of its key",
      header: [...perEvent, "subject"],
      rows: [[...click, "x"]],
      deselected: ["subject", "geo_city"],
    },
  ])("is written from its cells: $name", async (scene) => {
    const { fromCells, fromTexts } = await writeBoth(scene);

    expect(fromCells).toHaveLength(scene.rows.length);
    expect(fromCells[0]).toBeDefined();
    expect(fromCells).toEqual(fromTexts);
  });

  test.each<CellScene & { readonly name: string; readonly isRejected?: true }>([
    {
      name: "where export_key names its key",
      header: perEvent,
      rows: [click],
      config: { export_key: ["email_id"] },
    },
    {
      name: "where a time cannot be read",
      header: perEvent,
      rows: [["click", "yesterday", "s1", "", "", ""]],
    },
    {
      name: "where its kind of event is missing",
      header: perEvent,
      rows: [["", "2026-01-01", "s1", "", "", ""]],
    },
    {
      name: "where a part of its key is deselected",
      header: perEvent,
      rows: [click],
      deselected: ["target_url"],
    },
    {
      name: "where the address is not ASCII",
      header: perEvent,
      rows: [["click", "2026-01-01", "s1", "ZOË@x.test", "", ""]],
    },
    {
      name: "where a field of extra is deselected",
      header: [...perEvent, "device_token"],
      rows: [[...click, "x"]],
      edit: (entry) => {
        const fields = { device_token: { type: ["null", "string"] } };
        Object.assign(entry.schema.properties["extra"] ?? {}, { properties: fields });
        mark(entry, ["properties", "extra", "properties", "device_token"], { selected: false });
      },
    },
    {
      name: "where the user's catalog asks more of a column",
      header: [...perEvent, "subject"],
      rows: [[...click, "x"]],
      edit: (entry) => {
        entry.schema.properties["subject"] = { type: ["null", "string"], format: "email" };
      },
      isRejected: true,
    },
    {
      name: "where the user's catalog adds a column",
      header: [...perEvent, "new"],
      rows: [[...click, "1"]],
      edit: (entry) => {
        entry.schema.properties["new"] = { type: ["null", "integer"] };
      },
    },
    {
      name: "where the user's catalog has another order of columns",
      header: perEvent,
      rows: [click],
      deselected: ["subject"],
      edit: (entry) => {
        const columns = Object.entries(entry.schema.properties).reverse();
        entry.schema.properties = Object.fromEntries(columns);
      },
    },
    {
      name: "where a column has a name that every object has",
      header: [...perEvent, "constructor"],
      rows: [[...click, "x"]],
    },
  ])("is made of texts: $name", async ({ isRejected = false, ...scene }) => {
    const { fromCells, fromTexts } = await writeBoth(scene);

    expect(fromCells).toEqual([undefined]);
    expect(fromTexts.map((line) => line === undefined)).toEqual([isRejected]);
  });

  const times = ["timestamp", "send_timestamp"];
  const counts = ["email_opened", "number_of_opens"];
  const texts = ["event_id", "profile_id", "mass_campaign_id", "subject", "geo_city"];
  const unknown = ["new", "Ünknown", 'q"'];
  const headers = fc.tuple(
    fc.constantFrom(["event", "timestamp"], ["email_id", "event_id"], ["email_id", "subject"]),
    fc.shuffledSubarray([...perEvent, ...times, ...counts, ...texts, ...unknown]),
  );
  const text = fc.oneof(
    fc.constantFrom("", "click", "s1", "Ann@X.test", "x".repeat(60)),
    fc.string({ unit: fc.constantFrom("a", "Z", '"', "\\", "\n", "\t", "\u0000", "ë", "😀", " ") }),
    fc.string({ unit: "binary", maxLength: 5 }).map((odd) => odd.toWellFormed()),
  );
  const time = fc.constantFrom(
    ...["2026-01-31 22:08:07+00", "2024-02-29T00:00:00Z", "2026-12-31 23:59:59.123456+01"],
    ...["2026-01-31", "2026-02-30 00:00:00+00", "", "soon"],
  );
  const count = fc.constantFrom("", "0", "3", "12.0", "-1", "1e3", "many");
  const cellOf = (name: string): fc.Arbitrary<string> => {
    if (times.includes(name)) return time;
    return counts.includes(name) ? count : text;
  };
  const scenes = headers
    .map(([first, others]) => [...new Set([...first, ...others])])
    .chain((header) =>
      fc.record({
        header: fc.constant(header),
        rows: fc.array(fc.tuple(...header.map(cellOf)), { minLength: 10, maxLength: 20 }),
        deselected: fc.oneof(fc.constant([]), fc.subarray(["subject", "geo_city", "target_url"])),
      }),
    );

  test("becomes the same line from its cells as from its texts, and the same is noted of it", async () => {
    let written = 0;
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        const { fromCells, fromTexts, unknown } = await writeBoth(scene);

        for (const [index, line] of fromCells.entries()) {
          if (line !== undefined) expect(line).toBe(fromTexts[index]);
          written += line === undefined ? 0 : 1;
        }
        expect(unknown[0]).toEqual(unknown[1]);
      }),
      { numRuns: tries(60) },
    );
    expect(written).toBeGreaterThan(tries(300));
  });
});
