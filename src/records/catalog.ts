import type { JsonSchema } from "../config/schemas.js";
import { schemaOf, type StreamDefinition } from "./stream.js";

export interface MetadataEntry {
  readonly breadcrumb: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

export interface CatalogEntry {
  readonly tap_stream_id: string;
  readonly stream: string;
  readonly key_properties: readonly string[];
  readonly replication_method: string;
  readonly replication_key?: string;
  readonly schema: JsonSchema;
  readonly metadata: readonly MetadataEntry[];
}

export interface Catalog {
  readonly streams: readonly CatalogEntry[];
}

/** The catalog of every stream; needs no config and no network, and is the same every time. */
export function discover(definitions: readonly StreamDefinition[]): Catalog {
  return { streams: definitions.map(toEntry) };
}

/** The catalog as `--discover` prints it, in short lines: Meltano reads it line by line, up to 64 KiB each. */
export function catalogText(definitions: readonly StreamDefinition[]): string {
  return `${JSON.stringify(discover(definitions), null, 2)}\n`;
}

function toEntry(stream: StreamDefinition): CatalogEntry {
  const schema = schemaOf(stream);
  const { method, key } = stream.replication;
  return {
    tap_stream_id: stream.name,
    stream: stream.name,
    key_properties: stream.keyProperties,
    replication_method: method,
    ...(key === undefined ? {} : { replication_key: key }),
    schema,
    metadata: [rootMetadata(stream), ...propertyMetadata(stream, schema, [])],
  };
}

function rootMetadata(stream: StreamDefinition): MetadataEntry {
  const { method, key, isForced } = stream.replication;
  return {
    breadcrumb: [],
    metadata: {
      inclusion: "available",
      "selected-by-default": stream.isOptional !== true,
      "table-key-properties": stream.keyProperties,
      ...(isForced ? { "forced-replication-method": method } : {}),
      ...(key === undefined ? {} : { "valid-replication-keys": [key] }),
      ...(stream.parent === undefined ? {} : { "parent-tap-stream-id": stream.parent }),
    },
  };
}

/** One entry for every property, nested ones too: Meltano knows only the properties that have one. */
function propertyMetadata(
  stream: StreamDefinition,
  schema: JsonSchema,
  above: readonly string[],
): MetadataEntry[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const breadcrumb = [...above, "properties", name];
    const isAutomatic = above.length === 0 && isAutomaticColumn(stream, name);
    const inclusion = isAutomatic ? "automatic" : "available";
    return [
      { breadcrumb, metadata: { inclusion } },
      ...propertyMetadata(stream, property, breadcrumb),
    ];
  });
  const items =
    schema.items === undefined ? [] : propertyMetadata(stream, schema.items, [...above, "items"]);
  return [...own, ...items];
}

/** Whether a column cannot be deselected. */
export function isAutomaticColumn(stream: StreamDefinition, column: string): boolean {
  return stream.keyProperties.includes(column) || stream.automatic.includes(column);
}
