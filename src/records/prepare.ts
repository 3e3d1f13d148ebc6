import type { ValidateFunction } from "ajv";
import type { Config } from "../config/load.js";
import { propertyOf } from "../config/schemas.js";
import { compileStreamSchema } from "../config/validator.js";
import { UsageError } from "../errors.js";
import { createObject, type JsonObject } from "../values/json.js";
import { cleanValue } from "./clean.js";
import { createConverter, lost, type Converter } from "./convert.js";
import { createProjection, type Projection } from "./project.js";
import { planRecords, recordJson, type PlanSettings, type RecordPlan } from "./record-plan.js";
import type { SelectedStream } from "./select.js";

/** What a raw record has become: its JSON, or why it cannot be delivered. */
export type Prepared = { readonly json: string } | { readonly rejected: string };

/** Turns raw records of one stream into JSON that its schema accepts. */
export class RecordPreparer {
  /** Fields that went to `extra`, and how often: unknown to the schema, or not convertible to their column's type. */
  readonly unknownFields = new Map<string, number>();
  readonly unconverted = new Map<string, number>();
  readonly stream: SelectedStream;
  readonly config: Readonly<Config>;
  /** Of each column but `extra`. */
  readonly converters: ReadonlyMap<string, Converter>;
  readonly #planSettings: PlanSettings;
  readonly #plans = new Map<string, RecordPlan>();
  readonly #hasExtra: boolean;
  readonly #project: Projection | undefined;
  readonly #validate: ValidateFunction;
  #plan: RecordPlan;
  // Of the record that is being converted.
  #column = "";
  #extra: JsonObject | undefined;

  constructor(stream: SelectedStream, config: Readonly<Config>) {
    this.stream = stream;
    this.config = config;
    const properties = Object.entries(stream.knownSchema.properties ?? {});
    const converters = new Map<string, Converter>();
    for (const [name, schema] of properties) {
      if (name !== "extra")
        converters.set(name, createConverter(schema, propertyOf(stream.schema, name)));
    }
    this.converters = converters;
    this.#hasExtra = properties.some(([name]) => name === "extra");
    this.#project = createProjection(stream.knownSchema, stream.schema);
    const { keyProperties } = stream.definition;
    // What is projected is serialised as it is, and has to have all of its columns.
    const names = this.#project === undefined ? keyProperties : properties.map(([name]) => name);
    const schema = this.#project === undefined ? stream.schema : stream.knownSchema;
    this.#planSettings = { schema, converters, filled: new Set([...names, "extra"]) };
    this.#plan = planRecords([], this.#planSettings);
    this.#validate = compile(stream);
  }

  /** Converts, completes, projects and validates one raw record. */
  prepare(raw: JsonObject): Prepared {
    const record = this.#convert(raw);
    const { definition } = this.stream;
    this.#complete(record, raw);
    const missing = definition.keyProperties.find(
      (key) => record[key] === null || record[key] === "" || record[key] === undefined,
    );
    if (missing !== undefined)
      return { rejected: `it has no ${missing}, which is a part of its key` };
    if (this.#project !== undefined) return this.#toProjected(this.#project(record));
    if (this.#validate(record)) return { json: recordJson(record, this.#plan) };
    return { rejected: describeRejection(this.#validate.errors) };
  }

  /** Hides what is to be hidden, and makes keys of what is left, so that they tell nothing of it. */
  #complete(record: JsonObject, raw: JsonObject): void {
    const { definition, pseudonyms } = this.stream;
    const { complete, keyProperties } = definition;
    pseudonyms?.hide(record);
    if (complete === undefined) return;
    if (pseudonyms === undefined) {
      complete(record, raw, this.config);
      return;
    }
    const before = keyProperties.map((key) => record[key]);
    complete(record, pseudonyms.hideRaw(raw), this.config);
    for (const [index, key] of keyProperties.entries())
      if (record[key] !== before[index]) pseudonyms.hideColumn(record, key);
  }

  #toProjected(record: unknown): Prepared {
    if (this.#validate(record)) return { json: JSON.stringify(record) };
    return { rejected: describeRejection(this.#validate.errors) };
  }

  #convert(raw: JsonObject): JsonObject {
    const plan = this.#planFor(Object.keys(raw));
    this.#plan = plan;
    const record = { ...plan.empty };
    for (const { name, convert } of plan.fields) {
      const value = raw[name];
      if (convert === undefined) {
        this.#keepUnknown(name, value);
      } else if (value !== null && value !== undefined) {
        this.#column = name;
        const converted = convert(value, this.#keepNested);
        if (converted === lost) this.#keepLost(name, value);
        else record[name] = converted;
      }
    }
    const extra = this.#takeExtra();
    if (extra !== undefined && this.#hasExtra) record["extra"] = extra;
    return record;
  }

  #takeExtra(): JsonObject | undefined {
    const extra = this.#extra;
    this.#extra = undefined;
    return extra;
  }

  /** Records of one source mostly have the fields of the one before. */
  #planFor(names: readonly string[]): RecordPlan {
    const { fields } = this.#plan;
    const isSame =
      names.length === fields.length && names.every((name, index) => name === fields[index]?.name);
    if (isSame) return this.#plan;
    const key = JSON.stringify(names);
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    if (this.#plans.size >= mostPlans) this.#plans.clear();
    const plan = planRecords(names, this.#planSettings);
    this.#plans.set(key, plan);
    return plan;
  }

  /** Counts a field that the schema lacks. */
  countUnknown(name: string): void {
    count(this.unknownFields, name);
  }

  #keepUnknown(name: string, value: unknown): void {
    const plain = name.toWellFormed();
    this.countUnknown(plain);
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

/** Fields may come in any mixture: what is kept of them is bounded. */
const mostPlans = 200;
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
        hint: "Correct it, or make a new catalog with --discover.",
      },
    );
  }
}
