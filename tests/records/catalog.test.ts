import { describe, expect, test } from "@jest/globals";
import type { JsonSchema } from "../../src/config/schemas.js";
import { streams } from "../../src/ometria/streams/registry.js";
import { discover } from "../../src/records/catalog.js";
import { schemaOf, type StreamDefinition } from "../../src/records/stream.js";

const catalog = discover(streams);
const table = streams.map((stream) => [stream.name, stream, entryOf(stream)] as const);

function entryOf(stream: StreamDefinition) {
  const entry = catalog.streams.find(({ tap_stream_id: id }) => id === stream.name);
  if (entry === undefined) throw new Error(`${stream.name} is not in the catalog`);
  return entry;
}

/** The breadcrumb of every property of a schema, nested ones too. */
function breadcrumbsOf(schema: JsonSchema, above: readonly string[] = []): readonly string[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const breadcrumb = [...above, "properties", name];
    return [JSON.stringify(breadcrumb), ...breadcrumbsOf(property, breadcrumb)];
  });
  const { items } = schema;
  return items === undefined ? own : [...own, ...breadcrumbsOf(items, [...above, "items"])];
}

test("the catalog has every stream once, in the order of the registry", () => {
  expect(catalog.streams.map(({ stream }) => stream)).toEqual(streams.map(({ name }) => name));
});

test("the catalog is the same every time, and in lines that Meltano can read", () => {
  const text = JSON.stringify(discover(streams), null, 2);

  expect(text).toBe(JSON.stringify(catalog, null, 2));
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(1024);
});

describe.each(table)("%s", (name, definition, entry) => {
  const metadata = new Map(
    entry.metadata.map((each) => [JSON.stringify(each.breadcrumb), each.metadata]),
  );

  test("is known by one name, with its keys, method and schema", () => {
    const { method, key } = definition.replication;

    expect(entry).toMatchObject({
      tap_stream_id: name,
      stream: name,
      key_properties: definition.keyProperties,
      replication_method: method,
      schema: schemaOf(definition),
    });
    expect(entry.replication_key).toBe(key);
  });

  test("has the standard metadata at its root", () => {
    const { method, key, isForced } = definition.replication;

    expect(metadata.get("[]")).toEqual({
      inclusion: "available",
      "selected-by-default": definition.isOptional !== true,
      "table-key-properties": definition.keyProperties,
      ...(isForced ? { "forced-replication-method": method } : {}),
      ...(key === undefined ? {} : { "valid-replication-keys": [key] }),
      ...(definition.parent === undefined ? {} : { "parent-tap-stream-id": definition.parent }),
    });
  });

  test("has metadata for every property, nested ones too, each once and for nothing else", () => {
    const breadcrumbs = entry.metadata.map((each) => JSON.stringify(each.breadcrumb));

    expect(breadcrumbs).toEqual(["[]", ...breadcrumbsOf(entry.schema)]);
    expect(new Set(breadcrumbs).size).toBe(breadcrumbs.length);
  });

  test("has keys, replication key and at least one column more that are automatic", () => {
    const { key } = definition.replication;
    const automatic = Object.keys(entry.schema.properties ?? {}).filter(
      (column) =>
        metadata.get(JSON.stringify(["properties", column]))?.["inclusion"] === "automatic",
    );

    expect(automatic).toEqual(expect.arrayContaining([...definition.keyProperties]));
    if (key !== undefined) expect(automatic).toContain(key);
    expect(automatic.length).toBeGreaterThan(definition.keyProperties.length);
  });

  test("has nested properties available, so that each can be left out", () => {
    const nested = entry.metadata.filter(({ breadcrumb }) => breadcrumb.length > 2);

    expect(nested.filter((each) => each.metadata["inclusion"] !== "available")).toEqual([]);
  });
});

test("children name their parents, and no other stream does", () => {
  const parents = catalog.streams.map(({ stream, metadata }) => [
    stream,
    metadata[0]?.metadata["parent-tap-stream-id"],
  ]);

  expect(parents.filter(([, parent]) => parent !== undefined)).toEqual([
    ["member_lists", "lists"],
    ["list_changes", "lists"],
    ["contacts", "collections"],
  ]);
});
