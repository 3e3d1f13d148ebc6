import type { ValidateFunction } from "ajv";
import type { SelectedStream } from "../catalog/select.js";
import type { Config } from "../config/load.js";
import { UsageError } from "../errors.js";
import { propertyOf } from "../schemas/load.js";
import { compileStreamSchema } from "../schemas/validator.js";
import { createObject, type JsonObject } from "../values/json.js";
import { cleanValue } from "./clean.js";
import { createConverter, lost, type Converter } from "./convert.js";
import { createProjection, type Projection } from "./project.js";

/** What a raw record has become: its JSON, or why it cannot be delivered. */
export type Prepared = { readonly json: string } | { readonly rejected: string };

/** Turns raw records of one stream into JSON that its schema accepts. */
export class RecordPreparer {
  /** Fields that went to `extra`, and how often: unknown to the schema, or not convertible to their column's type. */
  readonly unknownFields = new Map<string, number>();
  readonly unconverted = new Map<string, number>();
  readonly #stream: SelectedStream;
  readonly #config: Readonly<Config>;
  readonly #converters: ReadonlyMap<string, Converter>;
  /** Every column, null: copies of it share one hidden class. */
  readonly #empty: JsonObject;
  readonly #project: Projection | undefined;
  readonly #validate: ValidateFunction;
  // Of the record that is being converted.
  #column = "";
  #extra: JsonObject | undefined;

  constructor(stream: SelectedStream, config: Readonly<Config>) {
    this.#stream = stream;
    this.#config = config;
    const properties = Object.entries(stream.knownSchema.properties ?? {});
    this.#converters = new Map(
      properties
        .filter(([name]) => name !== "extra")
        .map(([name, schema]) => [name, createConverter(schema, propertyOf(stream.schema, name))]),
    );
    this.#empty = Object.fromEntries(properties.map(([name]) => [name, null]));
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
    const record = { ...this.#empty };
    this.#extra = undefined;
    for (const name of Object.keys(raw)) {
      const value = raw[name];
      const convert = this.#converters.get(name);
      if (convert === undefined) {
        this.#keepUnknown(name, value);
        continue;
      }
      this.#column = name;
      const converted = convert(value, this.#keepNested);
      if (converted === lost) this.#keepLost(name, value);
      else record[name] = converted;
    }
    if (this.#extra !== undefined && "extra" in this.#empty) record["extra"] = this.#extra;
    return record;
  }

  #keepUnknown(name: string, value: unknown): void {
    const plain = name.toWellFormed();
    count(this.unknownFields, plain);
    this.#extra ??= createObject();
    this.#extra[plain] = cleanValue(value);
  }

  readonly #keepNested = (path: string, value: unknown): void => {
    this.#keepLost(`${this.#column}.${path}`, value);
  };

  #keepLost(path: string, value: unknown): void {
    count(this.unconverted, path.replace(/\.\d+/g, "[]"));
    this.#extra ??= createObject();
    this.#extra[path] = cleanValue(value);
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
