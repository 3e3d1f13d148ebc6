import { readFileSync } from "node:fs";
import type { JsonObject } from "../values/json.js";

/** A JSON Schema (draft 7), as read from `schemas/`. */
export interface JsonSchema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  /** `true` says of an object that its described properties are examples. */
  readonly additionalProperties?: boolean;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly secret?: boolean;
}

const folder = new URL("../../schemas/", import.meta.url);
const loaded = new Map<string, JsonSchema>();

/** One file of the package's `schemas/`, such as `config` or `streams/profiles`, read once. */
export function loadSchema(name: string): JsonSchema {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  // The files are part of the package, and a test checks each against the meta-schema.
  const schema = JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as JsonSchema &
    JsonObject;
  loaded.set(name, schema);
  return schema;
}

/** The schema of one property; undefined where there is none of that name. */
export function propertyOf(schema: JsonSchema, name: string): JsonSchema | undefined {
  const { properties = {} } = schema;
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** The non-null types that a schema allows. */
export function typesOf(schema: JsonSchema): readonly string[] {
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  return types.filter((type) => type !== "null");
}
