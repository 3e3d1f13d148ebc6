import { readdirSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { loadSchema, type JsonSchema } from "../src/config/schemas.js";
import { compileSchema } from "../src/config/validator.js";
import { streams } from "../src/ometria/streams/registry.js";
import { emptyBookmark, schemaOf } from "../src/records/stream.js";
import { snakeCase, type SchemaMessage } from "./support/singer-checker-messages.js";
import { checkSchemaMessage } from "./support/singer-checker-schema.js";

const names = streams.map(({ name }) => name);
const table = streams.map((stream) => [stream.name, stream] as const);

/** The paths of a schema's properties and items that say nothing of what they are. */
function undescribed(schema: JsonSchema, path: string): readonly string[] {
  const parts: [string, JsonSchema][] = Object.entries(schema.properties ?? {});
  if (schema.items !== undefined) parts.push(["[]", schema.items]);
  return parts.flatMap(([name, part]) => {
    const own = (part.description ?? "").trim() === "" ? [`${path}.${name}`] : [];
    return [...own, ...undescribed(part, `${path}.${name}`)];
  });
}

test("names of streams are unique and snake_case", () => {
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !snakeCase.test(name))).toEqual([]);
});

test("each stream has its schema file, and each schema file its stream", () => {
  const files = readdirSync(new URL("../schemas/streams/", import.meta.url));

  expect(files.sort()).toEqual(names.map((name) => `${name}.json`).sort());
});

test("a parent is a stream", () => {
  const parents = streams.flatMap(({ parent }) => parent ?? []);

  expect(parents.filter((parent) => !names.includes(parent))).toEqual([]);
});

describe.each(table)("%s", (name, stream) => {
  const schema = schemaOf(stream);
  const columns = Object.keys(schema.properties ?? {});

  test("has a schema inside the subset that every target takes", () => {
    const problems: string[] = [];
    const { key } = stream.replication;
    const message = {
      type: "SCHEMA",
      stream: name,
      schema,
      key_properties: stream.keyProperties,
      ...(key === undefined ? {} : { bookmark_properties: [key] }),
    } as unknown as SchemaMessage;

    checkSchemaMessage(message, (problem) => void problems.push(problem));

    expect(problems).toEqual([]);
  });

  test("has every column nullable but its key", () => {
    const strict = Object.entries(schema.properties ?? {})
      .filter(([, property]) => !(property.type ?? []).includes("null"))
      .map(([column]) => column);

    expect(strict.sort()).toEqual([...stream.keyProperties].sort());
  });

  test("describes itself and everything in it", () => {
    const { description = "" } = loadSchema(`streams/${name}`);

    expect(description).not.toBe("");
    expect(undescribed(schema, name)).toEqual([]);
  });

  test("has its key, its replication key and its automatic columns among its columns", () => {
    const { key } = stream.replication;
    const needed = [
      ...stream.keyProperties,
      ...stream.automatic,
      ...(key === undefined ? [] : [key]),
    ];

    expect(needed.filter((column) => !columns.includes(column))).toEqual([]);
    expect(stream.keyProperties).not.toHaveLength(0);
  });

  test("cannot lose its replication key, nor be left with nothing but its key", () => {
    const { key } = stream.replication;
    const others = stream.automatic.filter((column) => !stream.keyProperties.includes(column));

    expect(others).not.toHaveLength(0);
    if (key !== undefined) expect([...stream.automatic, ...stream.keyProperties]).toContain(key);
  });

  test("has extra, an object without described fields, as its last column", () => {
    expect(columns.at(-1)).toBe("extra");
    expect(schema.properties?.["extra"]?.type).toEqual(["null", "object"]);
    expect(schema.properties?.["extra"]).not.toHaveProperty("properties");
  });

  test("comes from at least one read", () => {
    expect(stream.sources).not.toHaveLength(0);
  });

  test("has an empty bookmark with every key of its state, nothing but null and [] in it", () => {
    const validate = compileSchema(loadSchema("state"), { allErrors: true });
    const bookmark = emptyBookmark(stream);
    const state = { version: 2, source: "sandbox", bookmarks: { [name]: bookmark } };

    validate(state);

    expect(validate.errors ?? []).toEqual([]);
    const filled = {};
    const fill = compileSchema(loadSchema("state"), { fillDefaults: true });
    fill({ ...state, bookmarks: { [name]: filled } });
    expect(Object.keys(bookmark).sort()).toEqual(Object.keys(filled).sort());
    const { replication_key: _, ...progress } = bookmark;
    expect(Object.values(progress).filter((value) => value !== null)).toEqual(
      Object.values(progress).filter((value) => Array.isArray(value) && value.length === 0),
    );
  });

  test("keeps by --full-refresh only what its bookmark has", () => {
    const kept = stream.keptByFullRefresh ?? [];

    expect(kept.filter((key) => !(key in emptyBookmark(stream)))).toEqual([]);
  });
});
