import type { JsonSchema } from "../config/schemas.js";
import { isPlain, toJson, type JsonObject } from "../values/json.js";
import type { Converter } from "./convert.js";

/** How raw records that all have the same fields become records, worked out once for all of them. */
export interface RecordPlan {
  /** The fields, in their order; one that the schema lacks has no converter. */
  readonly fields: readonly { readonly name: string; readonly convert: Converter | undefined }[];
  /** A record in which nothing is filled yet. Copies of it share one hidden class, which V8 handles best. */
  readonly empty: JsonObject;
  /**
   * Columns that may hold something, each with what stands before its value in the JSON of a record: its name, and the
   * columns before it that are null in all of them, since the raw records lack them.
   */
  readonly columns: readonly {
    readonly name: string;
    readonly before: string;
    /** The same and a quote. */
    readonly beforeText: string;
  }[];
  /** What follows the last of them. */
  readonly end: string;
}

export interface PlanSettings {
  /** Of the records. */
  readonly schema: JsonSchema;
  readonly converters: ReadonlyMap<string, Converter>;
  /** Columns that are filled otherwise than from a field of their name. */
  readonly filled: ReadonlySet<string>;
}

/** The plan for raw records with these fields. */
export function planRecords(fields: readonly string[], settings: PlanSettings): RecordPlan {
  const { schema, converters, filled } = settings;
  const properties = Object.entries(schema.properties ?? {});
  const given = new Set([...fields, ...filled]);
  const open: RecordPlan["columns"][number][] = [];
  let before = "{";
  for (const [index, [name, property]] of properties.entries()) {
    before += `${index === 0 ? "" : ","}${JSON.stringify(name)}:`;
    if (!given.has(name) && mayBeAbsent(name, property, schema)) {
      before += "null";
    } else {
      open.push({ name, before, beforeText: `${before}"` });
      before = "";
    }
  }
  return {
    fields: fields.map((name) => ({ name, convert: converters.get(name) })),
    empty: Object.fromEntries(open.map(({ name }) => [name, null])),
    columns: open,
    end: `${before}}`,
  };
}

/** The JSON of a record that was made by the plan. */
export function recordJson(record: JsonObject, { columns, end }: RecordPlan): string {
  let json = "";
  for (const { name, before, beforeText } of columns) {
    const value = record[name];
    if (typeof value === "string" && isPlain(value)) json += `${beforeText}${value}"`;
    else json += before + toJson(value);
  }
  return json + end;
}

const simple = new Set([
  "type",
  "format",
  "description",
  "title",
  "properties",
  "items",
  "maxLength",
]);

/** Whether null is valid for a column, so that a record may be validated without it. */
function mayBeAbsent(name: string, property: JsonSchema, schema: JsonSchema): boolean {
  const { type = [] } = property;
  const isNullable = Array.isArray(type) && type.includes("null");
  const isSimple = Object.keys(property).every((keyword) => simple.has(keyword));
  // What every object has (`constructor`) would be taken for a value.
  const isInherited = name in Object.prototype;
  const isRecordSimple = Object.keys(schema).every((key) => ["type", "properties"].includes(key));
  return isNullable && isSimple && isRecordSimple && !isInherited;
}
