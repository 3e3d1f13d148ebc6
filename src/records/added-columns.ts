import { isJsonObject, type JsonObject } from "../values/json.js";
import { snakeCase } from "../values/snake-case.js";
import type { StreamDefinition } from "./stream.js";

/**
 * A stream whose raw records have the columns that the user's catalog adds. They are taken from the row, else from its object of
 * custom fields.
 */
export function withAddedColumns(
  definition: StreamDefinition,
  added: readonly string[],
): StreamDefinition {
  const { customFields: column } = definition;
  if (column === undefined || added.length === 0) return definition;
  const sources = definition.sources.map(({ takesValues, ...source }) => ({
    ...source,
    *toRecords(row: unknown): Generator<JsonObject> {
      for (const record of source.toRecords(row)) yield withCustomFields(record, column, added);
    },
  }));
  return { ...definition, sources };
}

function withCustomFields(
  record: JsonObject,
  column: string,
  added: readonly string[],
): JsonObject {
  const fields = record[column];
  if (!isJsonObject(fields)) return record;
  const found = added.flatMap((name) => {
    if ((record[name] ?? null) !== null) return [];
    const field = fieldFor(name, fields);
    return field === undefined ? [] : [[name, fields[field]] as const];
  });
  return { ...record, ...Object.fromEntries(found) };
}

/** The field of a column's name; else one that SQL targets would call so: "Shoe size" is `shoe_size`. */
function fieldFor(name: string, fields: JsonObject): string | undefined {
  const names = Object.keys(fields).filter((field) => field === name || snakeCase(field) === name);
  // Several fields may be called alike: the column's own name comes first, and then whichever holds something.
  const own = names.filter((field) => field === name);
  const filled = [...own, ...names].find((field) => fields[field] !== null);
  return filled ?? names[0];
}
