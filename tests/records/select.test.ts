import { describe, expect, test } from "@jest/globals";
import { UsageError } from "../../src/errors.js";
import { streams } from "../../src/ometria/streams/registry.js";
import { discover } from "../../src/records/catalog.js";
import { selectStreams } from "../../src/records/select.js";
import { schemaOf } from "../../src/records/stream.js";
import type { JsonObject } from "../../src/values/json.js";
import { createMemoryLog } from "../support/memory-log.js";
import { catalogOf, editedCatalog, mark, select, type EditableEntry } from "./catalogs.js";

const all = streams.filter(({ isOptional }) => isOptional !== true).map(({ name }) => name);
const defaults = streams.filter(({ isOptional }) => isOptional !== true);

/** Says nothing of selection, as a catalog by hand may. */
function forget(entry: EditableEntry): void {
  for (const each of entry.metadata) delete each.metadata["selected-by-default"];
}

describe("which streams a run reads", () => {
  test("without a catalog all that are not optional, whole", () => {
    const { selected, names } = select();

    expect(names).toEqual(all);
    expect(selected.map(({ schema }) => schema)).toEqual(defaults.map(schemaOf));
  });

  test("with the discovered catalog all that are not optional, whole, since they are selected by default", () => {
    const { selected, names, lines } = select(editedCatalog(() => undefined));

    expect(names).toEqual(all);
    expect(selected.map(({ schema }) => schema)).toEqual(defaults.map(schemaOf));
    expect(lines).toEqual([]);
  });

  test("with a catalog that says nothing of a stream: not that stream", () => {
    const catalog = editedCatalog((entry) => {
      if (entry.stream !== "lists") forget(entry);
    });

    expect(select(catalog).names).toEqual(["lists"]);
  });

  test("with a catalog from which a stream is missing: not that stream", () => {
    const { streams: entries } = editedCatalog(() => undefined);

    const { names } = select({ streams: (entries as readonly unknown[]).slice(0, 2) });

    expect(names).toEqual(all.slice(0, 2));
  });

  test("with a catalog of no streams: none", () => {
    expect(select({ streams: [] }).names).toEqual([]);
  });

  test.each([
    { how: "without a catalog", isTest: false, only: undefined, read: ["lists"] },
    { how: "when --streams names it", isTest: false, only: ["profiles"], read: ["profiles"] },
    { how: "in a test", isTest: true, only: undefined, read: ["lists"] },
  ])("an optional stream $how: $read", ({ isTest, only, read }) => {
    const definitions = streams
      .filter(({ name }) => name === "lists" || name === "profiles")
      .map((stream) => ({ ...stream, isOptional: stream.name === "profiles" }));
    const catalogs = [undefined, JSON.parse(JSON.stringify(discover(definitions))) as JsonObject];

    for (const catalog of catalogs) {
      const log = createMemoryLog();
      const selected = selectStreams({ definitions, catalog, only, isTest, log });

      expect(selected.map(({ definition }) => definition.name)).toEqual(read);
    }
  });

  test("a stream that the catalog deselects, in a test, since that is to try it", () => {
    const catalog = catalogOf("lists");

    expect(select(catalog, undefined, { isTest: true }).names).toEqual(all);
  });

  test("a child without its parent", () => {
    expect(select(catalogOf("member_lists")).names).toEqual(["member_lists"]);
  });

  test("those of --streams, whatever the catalog selects, with its choice of fields", () => {
    const catalog = catalogOf("lists", (entry) => {
      mark(entry, ["properties", "title"], { selected: false });
    });

    const { selected, names } = select(catalog, ["profiles", "lists"]);

    expect(names).toEqual(["lists", "profiles"]);
    expect(selected[0]?.schema.properties).not.toHaveProperty("title");
  });

  test("a name in --streams that is none is refused, and the names are told", () => {
    const attempt = (): unknown => select(undefined, ["lists", "list", "x"]);

    expect(attempt).toThrow(new UsageError("--streams: there is no stream list, x."));
  });

  test("a stream that the tap does not know is warned about, and the others are read", () => {
    const { streams: entries } = catalogOf("lists");
    const foreign = { tap_stream_id: "baskets", stream: "baskets", schema: { type: "object" } };

    const { names, lines } = select({ streams: [foreign, ...(entries as readonly unknown[])] });

    expect(names).toEqual(["lists"]);
    expect(lines).toEqual(["WARNING The catalog has a stream that the tap does not know: baskets"]);
  });
});

describe("what selects a stream", () => {
  const rules: readonly (readonly [string, (entry: EditableEntry) => void, boolean])[] = [
    [
      "selected true",
      (entry) => {
        mark(entry, [], { selected: true });
      },
      true,
    ],
    [
      "selected false, though by default it is",
      (entry) => {
        mark(entry, [], { selected: false });
      },
      false,
    ],
    [
      "the text true",
      (entry) => {
        forget(entry);
        mark(entry, [], { selected: "true" });
      },
      true,
    ],
    [
      "the text false",
      (entry) => {
        mark(entry, [], { selected: "false" });
      },
      false,
    ],
    [
      "selected null, which says nothing",
      (entry) => {
        mark(entry, [], { selected: null });
      },
      true,
    ],
    [
      "by default not",
      (entry) => {
        mark(entry, [], { "selected-by-default": false });
      },
      false,
    ],
    [
      "selected, though by default not",
      (entry) => {
        mark(entry, [], { selected: true, "selected-by-default": false });
      },
      true,
    ],
    [
      "unsupported, though selected",
      (entry) => {
        mark(entry, [], { selected: true, inclusion: "unsupported" });
      },
      false,
    ],
    [
      "automatic, though not selected",
      (entry) => {
        mark(entry, [], { selected: false, inclusion: "automatic" });
      },
      true,
    ],
    [
      "the flag inside of the schema",
      (entry) => {
        forget(entry);
        entry.schema["selected"] = true;
      },
      true,
    ],
    [
      "the text inside of the schema",
      (entry) => {
        entry.schema["selected"] = "false";
      },
      false,
    ],
    [
      "the flag beside the schema",
      (entry) => {
        forget(entry);
        entry["selected"] = "true";
      },
      true,
    ],
    [
      "metadata before the flag inside of the schema",
      (entry) => {
        mark(entry, [], { selected: true });
        entry.schema["selected"] = false;
      },
      true,
    ],
    [
      "no metadata, the flag inside of the schema",
      (entry) => {
        entry.metadata = [];
        entry.schema["selected"] = true;
      },
      true,
    ],
  ];

  test.each(rules)("%s", (_, edit, isSelected) => {
    const catalog = editedCatalog((entry) => {
      if (entry.stream === "lists") edit(entry);
      else mark(entry, [], { selected: false });
    });

    expect(select(catalog).names).toEqual(isSelected ? ["lists"] : []);
  });

  test("an old catalog without metadata and without tap_stream_id is read", () => {
    const schema = { selected: true, properties: { id: {}, title: { type: ["null", "string"] } } };

    const { names, selected } = select({ streams: [{ stream: "lists", schema }] });

    expect(names).toEqual(["lists"]);
    expect(Object.keys(selected[0]?.schema.properties ?? {}).sort()).toEqual([
      "id",
      "title",
      "type",
    ]);
    expect(selected[0]?.schema).not.toHaveProperty("selected");
  });
});
