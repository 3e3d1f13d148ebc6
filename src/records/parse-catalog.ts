import type { JsonSchema } from "../config/schemas.js";
import { UsageError } from "../errors.js";
import { isJsonObject, type JsonObject } from "../values/json.js";

/** One stream of the user's catalog, its metadata by breadcrumb. */
export interface UserEntry {
  readonly id: string;
  /** The whole entry: legacy spellings of the metadata stand in it. */
  readonly entry: JsonObject;
  readonly schema: JsonSchema;
  readonly metadata: ReadonlyMap<string, JsonObject>;
}

/** Reads the shape of a catalog. Throws UsageError that names the stream and what is wrong with it. */
export function parseCatalog(catalog: JsonObject): readonly UserEntry[] {
  const { streams } = catalog;
  if (!Array.isArray(streams)) throw invalid('it has no array "streams"');
  const entries = streams.map(parseEntry);
  const ids = entries.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw invalid(`stream ${twice} stands in it twice`);
  return entries;
}

function parseEntry(entry: unknown, index: number): UserEntry {
  if (!isJsonObject(entry)) throw invalid(`streams[${index}] is not an object`);
  const id = entry["tap_stream_id"] ?? entry["stream"];
  if (typeof id !== "string") throw invalid(`streams[${index}] has no tap_stream_id`);
  const { schema } = entry;
  if (!isJsonObject(schema)) throw invalid(`stream ${id} has no schema object`);
  return { id, entry, schema, metadata: parseMetadata(entry["metadata"], id) };
}

/** Throws UsageError where a schema has a property that is not described, or described by something else. */
export function checkSchema(schema: unknown, where: string): void {
  if (!isJsonObject(schema)) throw invalid(`${where} is not described by an object`);
  const { type, properties = {}, items } = schema;
  if (type !== undefined && !isTypes(type)) {
    throw invalid(`the type of ${where} is neither a text nor a list of texts`);
  }
  if (!isJsonObject(properties)) throw invalid(`the properties of ${where} are no object`);
  for (const [name, property] of Object.entries(properties)) {
    checkSchema(property, `${where}.${name}`);
  }
  if (items !== undefined) checkSchema(items, `${where}[]`);
}

function isTypes(type: unknown): boolean {
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  return types.every((each) => typeof each === "string");
}

function parseMetadata(metadata: unknown, id: string): ReadonlyMap<string, JsonObject> {
  const entries: unknown = metadata ?? [];
  if (!Array.isArray(entries)) throw invalid(`the metadata of stream ${id} is not an array`);
  return new Map(
    entries.map((entry: unknown, index) => {
      const { breadcrumb, metadata: values } = isJsonObject(entry) ? entry : {};
      if (!Array.isArray(breadcrumb) || !isJsonObject(values)) {
        throw invalid(
          `metadata[${index}] of stream ${id} is not {"breadcrumb": [...], "metadata": {...}}`,
        );
      }
      return [breadcrumbKey(breadcrumb), values];
    }),
  );
}

/** A breadcrumb as the key of a map. */
export function breadcrumbKey(breadcrumb: readonly unknown[]): string {
  return JSON.stringify(breadcrumb);
}

function invalid(what: string): UsageError {
  return new UsageError(`The catalog is not valid: ${what}.`, {
    hint: "Make a new one with --discover, and edit its metadata.",
  });
}
