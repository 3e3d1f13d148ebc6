import { propertyOf, type JsonSchema } from "../config/schemas.js";
import { broken, cannotTell, holds } from "../ometria/assumptions/finding.js";
import { createConverter, lost } from "../records/convert.js";
import { schemaOf } from "../records/stream.js";
import { isJsonObject, type JsonObject } from "../values/json.js";
import { vendorFields } from "../values/vendor-names.js";
import { firstRows, selectedEndpoints } from "./asked-endpoints.js";
import { isAskedBySince } from "./changes-check.js";
import type { Check } from "./check.js";
import type { DoctorContext } from "./context.js";
import { listNames } from "./names.js";

interface Sampled {
  readonly stream: string;
  readonly schema: JsonSchema;
  readonly rows: readonly JsonObject[];
}

/** Rows of the streams that are made of an endpoint's rows as they are, under the names that records have. */
async function sampled(context: DoctorContext): Promise<readonly Sampled[]> {
  const found: Sampled[] = [];
  for (const endpoint of selectedEndpoints(context).filter((each) => !isAskedBySince(each))) {
    const { name } = endpoint;
    const stream = context.definitions.find((definition) => definition.name === name);
    if (stream === undefined) continue;
    try {
      const rows = await firstRows(context, endpoint);
      found.push({ stream: name, schema: schemaOf(stream), rows: rows.map(vendorFields) });
    } catch (error) {
      context.signal.throwIfAborted();
      context.log.debug(`${name} cannot be sampled: ${String(error)}`);
    }
  }
  return found;
}

export const fieldsCheck: Check = {
  id: "fields",
  question: "Do the schemas know every field of the answers?",
  asks: "api",
  async run(context) {
    const samples = await sampled(context);
    const rows = samples.reduce((sum, sample) => sum + sample.rows.length, 0);
    if (rows === 0) return cannotTell("No endpoint sent a row.");
    const unknown = samples.flatMap(({ stream, schema, rows }) => [
      ...new Set(rows.flatMap((row) => unknownIn(row, schema, stream))),
    ]);
    if (unknown.length === 0) return holds(`They know all fields of ${rows} rows.`);
    return broken(
      `They lack ${listNames(unknown)}. Nothing is lost: the column extra keeps them. A catalog whose schema has a property of that name makes it a column.`,
    );
  },
};

function unknownIn(value: unknown, schema: JsonSchema, path: string): string[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? [] : value.flatMap((item) => unknownIn(item, items, `${path}[]`));
  }
  const { properties } = schema;
  // An object without described properties may hold anything: custom fields, say.
  if (properties === undefined || !isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const property = propertyOf(schema, name);
    if (property === undefined && schema.additionalProperties === true) return [];
    return property === undefined
      ? [`${path}.${name}`]
      : unknownIn(inner, property, `${path}.${name}`);
  });
}

export const typesCheck: Check = {
  id: "types",
  question: "Do the values fit the types of the schemas?",
  asks: "api",
  async run(context) {
    const samples = await sampled(context);
    const unfit = samples.flatMap((sample) => unfitIn(sample));
    if (samples.every(({ rows }) => rows.length === 0))
      return cannotTell("No endpoint sent a row.");
    if (unfit.length === 0) return holds("They do, or can be converted.");
    return broken(
      `Values of ${listNames(unfit)} do not. Nothing is lost: the column is null, and extra keeps the value.`,
    );
  },
};

function unfitIn({ stream, schema, rows }: Sampled): string[] {
  const columns = Object.entries(schema.properties ?? {});
  return columns
    .filter(([name, property]) => isUnfit(rows, name, property))
    .map(([name]) => `${stream}.${name}`);
}

function isUnfit(rows: readonly JsonObject[], name: string, property: JsonSchema): boolean {
  const convert = createConverter(property, property);
  let isNestedLost = false;
  const keep = (): void => {
    isNestedLost = true;
  };
  const values = rows.map((row) => row[name]).filter((value) => (value ?? null) !== null);
  return values.some((value) => convert(value, keep) === lost || isNestedLost);
}
