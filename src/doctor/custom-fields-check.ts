import { propertyOf, type JsonSchema } from "../config/schemas.js";
import { describeError } from "../errors.js";
import { definedFields, hasDefinitions, type DefinedField } from "../ometria/defined-fields.js";
import { customFields as definitions } from "../ometria/endpoints.js";
import { endpointOf } from "../reads/endpoint.js";
import { schemaOf, type StreamDefinition } from "../records/stream.js";
import { isJsonObject, type JsonObject } from "../values/json.js";
import { snakeCase } from "../values/snake-case.js";
import { parseInstant } from "../values/timestamp.js";
import { endpointsOf, sampleRows } from "./asked-endpoints.js";
import { streamsFrom, type DoctorContext } from "./context.js";
import { isShown } from "./names.js";

/** A custom field that is defined or was seen, and the column that it can become. */
export interface CustomField {
  readonly stream: string;
  /** As the account calls it. */
  readonly field: string;
  /** Null where it stays in its object: its name is none for a column, or is taken. */
  readonly column: string | null;
  readonly schema: JsonSchema;
  /** Whether the schema is the account's own definition; else it is made of the sample. */
  readonly is_defined: boolean;
  /** How many rows of the sample have a value in it. */
  readonly filled: number;
}

/** The custom fields of the selected streams that have such: as the account defines them, and beside that as a sample shows them. */
export async function customFields(context: DoctorContext): Promise<readonly CustomField[]> {
  const found: CustomField[] = [];
  for (const { definition } of streamsFrom(context, "api")) {
    if (definition.customFields === undefined) continue;
    const own = endpointsOf(definition).find(({ name }) => name === definition.name);
    if (own === undefined) continue;
    const defined = hasDefinitions(own) ? definedFields(await definitionsOf(context), own) : [];
    const { rows } = await sampleRows(context, endpointOf(context.config, own));
    found.push(...fieldsOf(definition, defined, rows));
  }
  return found;
}

/** The account's own definitions; none where they cannot be had. */
async function definitionsOf(context: DoctorContext): Promise<readonly JsonObject[]> {
  try {
    return (await sampleRows(context, endpointOf(context.config, definitions))).rows;
  } catch (error) {
    context.signal.throwIfAborted();
    context.log.debug(`No definitions of custom fields: ${describeError(error)}`);
    return [];
  }
}

function fieldsOf(
  definition: StreamDefinition,
  defined: readonly DefinedField[],
  rows: readonly JsonObject[],
): CustomField[] {
  const values = valuesOf(definition, rows);
  const active = defined.filter(({ isActive }) => isActive).map(({ field }) => field);
  const schemas = new Map(defined.map(({ field, schema: own }) => [field, own]));
  const schema = schemaOf(definition);
  const taken = new Set<string>();
  return [...new Set([...active, ...values.keys()])].filter(isShown).map((field) => {
    const name = snakeCase(field);
    // Of fields that are called alike one can be the column; what the schema has already stays what it is.
    const isFree = propertyOf(schema, name) === undefined && !taken.has(name);
    const column = isFree && columnName.test(name) ? name : null;
    taken.add(name);
    const filled = values.get(field) ?? [];
    const own = schemas.get(field);
    return {
      stream: definition.name,
      field,
      column,
      schema: own ?? schemaFor(filled),
      is_defined: own !== undefined,
      filled: filled.length,
    };
  });
}

/** The values that a sample has in each custom field. */
function valuesOf(
  definition: StreamDefinition,
  rows: readonly JsonObject[],
): ReadonlyMap<string, readonly unknown[]> {
  const values = new Map<string, unknown[]>();
  for (const row of rows) {
    const fields = row[definition.customFields ?? ""];
    if (!isJsonObject(fields)) continue;
    for (const [name, value] of Object.entries(fields)) {
      if (value === null) continue;
      values.set(name, [...(values.get(name) ?? []), value]);
    }
  }
  return values;
}

/** Other letters are no part of a column's name in every target. */
const columnName = /^[a-z][a-z0-9_]*$/;

/** The narrowest schema that all values fit; text where they are of several kinds. */
function schemaFor(values: readonly unknown[]): JsonSchema {
  const kinds = new Set(values.map(kindOf));
  if (kinds.size === 2 && kinds.has("integer") && kinds.has("number"))
    return { type: ["null", "number"] };
  const [kind] = kinds;
  if (kinds.size !== 1 || kind === undefined) return { type: ["null", "string"] };
  if (kind === "date-time") return { type: ["null", "string"], format: "date-time" };
  if (kind !== "array") return { type: ["null", kind] };
  return {
    type: ["null", "array"],
    items: schemaFor(values.flatMap((value) => value as unknown[]).filter((item) => item !== null)),
  };
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isSafeInteger(value) ? "integer" : "number";
  if (typeof value === "boolean") return "boolean";
  if (isJsonObject(value)) return "object";
  const text = String(value);
  return /^\d{4}-\d\d-\d\d[ T]\d/.test(text) && parseInstant(text) !== undefined
    ? "date-time"
    : "string";
}

type Schemas = Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;

/** The schemas by stream and column: what Meltano's extra `schema` (its setting `_schema`) takes. */
export function schemaBlock(fields: readonly CustomField[]): Schemas {
  const streams: Record<string, Record<string, JsonSchema>> = {};
  for (const { stream, column, schema } of fields) {
    if (column !== null) (streams[stream] ??= {})[column] = schema;
  }
  return streams;
}

/** The same as a part of a catalog, to be put into the entries of `--discover`. */
export function catalogFragment(fields: readonly CustomField[]) {
  const streams = Object.entries(schemaBlock(fields)).map(([tap_stream_id, properties]) => ({
    tap_stream_id,
    schema: { properties },
    metadata: Object.keys(properties).map((column) => ({
      breadcrumb: ["properties", column],
      metadata: { inclusion: "available", selected: true },
    })),
  }));
  return { streams };
}
