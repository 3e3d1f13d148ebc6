import type { ValidateFunction } from "ajv";
import type { SelectedStream } from "../catalog/select.js";
import type { Config } from "../config/load.js";
import { UsageError } from "../errors.js";
import { propertyOf } from "../schemas/load.js";
import { compileStreamSchema } from "../schemas/validator.js";
import type { JsonObject } from "../values/json.js";
import { cleanValue } from "./clean.js";
import { createConverter, lost, type Converter } from "./convert.js";
import { createProjection, type Projection } from "./project.js";

/** What a raw record has become: its JSON, or why it cannot be delivered. */
export type Prepared = { readonly json: string } | { readonly rejected: string };

interface Column {
  readonly name: string;
  readonly convert: Converter;
  /** Every object has something of this name (`constructor`), whether the service sent it or not. */
  readonly isInherited: boolean;
}

/** Turns raw records of one stream into JSON that its schema accepts. */
export class RecordPreparer {
  /** Fields that went to `extra`, and how often: unknown to the schema, or not convertible to their column's type. */
  readonly unknownFields = new Map<string, number>();
  readonly unconverted = new Map<string, number>();
  readonly #stream: SelectedStream;
  readonly #config: Readonly<Config>;
  readonly #columns: readonly Column[];
  readonly #known: ReadonlySet<string>;
  readonly #hasExtra: boolean;
  readonly #project: Projection | undefined;
  readonly #validate: ValidateFunction;

  constructor(stream: SelectedStream, config: Readonly<Config>) {
    this.#stream = stream;
    this.#config = config;
    const properties = Object.entries(stream.knownSchema.properties ?? {});
    this.#columns = properties
      .filter(([name]) => name !== "extra")
      .map(([name, schema]) => ({
        name,
        convert: createConverter(schema, propertyOf(stream.schema, name)),
        isInherited: name in Object.prototype,
      }));
    this.#known = new Set(this.#columns.map(({ name }) => name));
    this.#hasExtra = properties.some(([name]) => name === "extra");
    this.#project = createProjection(stream.knownSchema, stream.schema);
    this.#validate = compile(stream);
  }

  /** Converts, completes, projects and validates one raw record. */
  prepare(raw: JsonObject): Prepared {
    const record = this.#convert(raw);
    const { definition } = this.#stream;
    definition.complete?.(record, raw, this.#config);
    const missing = definition.keyProperties.find(
      (key) => record[key] === null || record[key] === "",
    );
    if (missing !== undefined)
      return { rejected: `it has no ${missing}, which is a part of its key` };
    const projected = this.#project?.(record) ?? record;
    if (this.#validate(projected)) return { json: JSON.stringify(projected) };
    return { rejected: describeRejection(this.#validate.errors) };
  }

  #convert(raw: JsonObject): JsonObject {
    const record = Object.create(null) as JsonObject;
    let extra = this.#unknown(raw);
    for (const { name, convert, isInherited } of this.#columns) {
      const keep = (path: string, value: unknown): void => {
        count(this.unconverted, `${name}.${path}`.replace(/\.\d+/g, "[]"));
        extra ??= Object.create(null) as JsonObject;
        extra[`${name}.${path}`] = cleanValue(value);
      };
      const isAbsent = isInherited && !Object.hasOwn(raw, name);
      const value = isAbsent ? null : convert(raw[name], keep);
      record[name] = value === lost ? null : value;
      if (value !== lost) continue;
      count(this.unconverted, name);
      extra ??= Object.create(null) as JsonObject;
      extra[name] = cleanValue(raw[name]);
    }
    if (this.#hasExtra) record["extra"] = extra ?? null;
    return record;
  }

  #unknown(raw: JsonObject): JsonObject | undefined {
    let extra: JsonObject | undefined;
    for (const name of Object.keys(raw)) {
      if (this.#known.has(name)) continue;
      const plain = name.toWellFormed();
      count(this.unknownFields, plain);
      extra ??= Object.create(null) as JsonObject;
      extra[plain] = cleanValue(raw[name]);
    }
    return extra;
  }
}

/** Only the column is named: what follows in the path may be names that the service sent. */
function describeRejection(errors: ValidateFunction["errors"]): string {
  const [first] = errors ?? [];
  const column = first?.instancePath.split("/")[1] ?? "the record";
  return `${column} ${first?.message ?? "is wrong"}`;
}

const mostNames = 100;

/** Counts a field, as long as there are not so many that the names themselves must be data. */
function count(fields: Map<string, number>, name: string): void {
  const seen = fields.get(name);
  if (seen !== undefined || fields.size < mostNames) fields.set(name, (seen ?? 0) + 1);
}

function compile(stream: SelectedStream): ValidateFunction {
  try {
    return compileStreamSchema(stream.schema);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      `The catalog's schema of ${stream.definition.name} is not valid: ${reason}.`,
      {
        hint: "Mend it, or make a new catalog with --discover.",
      },
    );
  }
}
