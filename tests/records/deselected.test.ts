import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { JsonSchema } from "../../src/config/schemas.js";
import { typesOf } from "../../src/config/schemas.js";
import type { JsonObject } from "../../src/values/json.js";
import { tries } from "../support/tries.js";
import { mark, selectOne, type EditableEntry } from "./catalogs.js";
import { deliverable, preparerOf } from "./preparing.js";

type Pick = () => boolean;

/** Without the steps that say that a name follows: a column may itself be called `properties`. */
const pathOf = (breadcrumb: readonly string[]): string =>
  breadcrumb
    .filter((step, index) => step !== "properties" || breadcrumb[index - 1] === "properties")
    .join("/");

/** A value for a part of a schema, of its shape or of another, that carries the mark of each part: `<path>`. */
function marked(schema: JsonSchema, path: readonly string[], pick: Pick): unknown {
  const shaped = markedInShape(schema, path, pick);
  if (pick()) return shaped;
  return typesOf(schema).includes("object") ? [shaped] : { inside: shaped };
}

function markedInShape(schema: JsonSchema, path: readonly string[], pick: Pick): unknown {
  const own = `<${pathOf(path)}>`;
  const [type] = typesOf(schema);
  if (type === "array") return [marked(schema.items ?? {}, [...path, "items"], pick), own];
  if (type !== "object") return own;
  const fields = Object.entries(schema.properties ?? {}).map(([name, property]) => [
    name,
    marked(property, [...path, "properties", name], pick),
  ]);
  return { ...(Object.fromEntries(fields) as object), unknown: own };
}

function markedRow(schema: JsonSchema, keys: JsonObject, pick: Pick): JsonObject {
  const columns = Object.entries(schema.properties ?? {}).filter(([name]) => name !== "extra");
  const fields = columns.map(([name, property]) => [
    name,
    marked(property, ["properties", name], pick),
  ]);
  return { ...(Object.fromEntries(fields) as JsonObject), ...keys };
}

/** The marks that a record shows in other columns than its key. */
function marksOf(record: JsonObject, keys: JsonObject): ReadonlySet<string> {
  const shown = Object.entries(record).filter(([name]) => !(name in keys));
  return new Set(JSON.stringify(shown).match(/<[^<>]*>/g));
}

function recordOf(result: ReturnType<ReturnType<typeof preparerOf>["prepare"]>): JsonObject {
  if ("rejected" in result) throw new Error(result.rejected);
  return JSON.parse(result.json) as JsonObject;
}

describe.each(deliverable)("%s", (name, keys) => {
  const { schema } = selectOne(name);
  let available: readonly (readonly string[])[] = [];
  selectOne(name, ({ metadata }) => {
    available = metadata
      .filter((each) => each.metadata["inclusion"] === "available" && each.breadcrumb.length > 0)
      .map(({ breadcrumb }) => breadcrumb);
  });

  test("whatever is not selected, nested or not, is neither in the record nor in extra", () => {
    fc.assert(
      fc.property(fc.subarray([...available], { minLength: 1 }), fc.gen(), (hidden, gen) => {
        const preparer = preparerOf(name, (entry: EditableEntry) => {
          for (const breadcrumb of hidden) mark(entry, breadcrumb, { selected: false });
        });

        const row = markedRow(schema, keys, () => gen(fc.boolean));
        const record = recordOf(preparer.prepare(row));

        const paths = hidden.map(pathOf);
        const shown = [...marksOf(record, keys)].filter((text) =>
          paths.some((path) => text === `<${path}>` || text.startsWith(`<${path}/`)),
        );
        expect(shown).toEqual([]);
        expect(paths.filter((path) => path in record)).toEqual([]);
      }),
      { numRuns: tries(25) },
    );
  });

  test("where everything is selected, everything that came is in the record or in extra", () => {
    const preparer = preparerOf(name);
    fc.assert(
      fc.property(fc.gen(), (gen) => {
        const row = markedRow(schema, keys, () => gen(fc.boolean));

        const shown = marksOf(recordOf(preparer.prepare(row)), keys);

        expect(shown).toEqual(marksOf(row, keys));
      }),
      { numRuns: tries(25) },
    );
  });
});

test("a value that does not fit is not kept in extra where its column is not selected", () => {
  const preparer = preparerOf("profiles", (entry) => {
    mark(entry, ["properties", "seen"], { selected: false });
    mark(entry, ["properties", "stats", "properties", "aov"], { selected: false });
    mark(entry, ["properties", "identities", "items", "properties", "id"], { selected: false });
  });
  const row = {
    id: "1",
    seen: "hush",
    stats: { aov: "hush", orders: "many" },
    identities: { id: "hush" },
  };

  const record = recordOf(preparer.prepare(row));

  expect(record["extra"]).toEqual({ "stats.orders": "many" });
  expect(JSON.stringify(record)).not.toContain("hush");
  expect([...preparer.unconverted.keys()]).toEqual(["stats.orders"]);
});
