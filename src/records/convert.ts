import { propertyOf, typesOf, type JsonSchema } from "../config/schemas.js";
import { createObject, isExact, isJsonObject } from "../values/json.js";
import { mapFields, mapItems } from "../values/map-json.js";
import { toUtc } from "../values/timestamp.js";
import { cleanValue } from "./clean.js";
import { createProjection } from "./project.js";

/** What a value becomes that cannot be converted without losing something. */
export const lost = Symbol("lost");

/** Notes the raw value of a nested field that became null, under its path from the column on. */
type KeepNested = (path: string, raw: unknown) => void;

/** Converts one value, which is not null, to its schema's type, or says that it is lost. */
export type Converter = (value: unknown, keep: KeepNested) => unknown;

/**
 * Builds the converter of a schema once, so that a record costs no look-ups in it. `wanted` is the part of the schema
 * that may be shown, undefined if nothing may: a raw value that may hold more becomes null, and is not said to be lost.
 */
export function createConverter(schema: JsonSchema, wanted: JsonSchema | undefined): Converter {
  const convert = converterOf(schema, wanted);
  if (wanted !== undefined && createProjection(schema, wanted) === undefined) return convert;
  return (value, keep) => {
    const converted = convert(value, keep);
    return converted === lost ? null : converted;
  };
}

function converterOf(schema: JsonSchema, wanted: JsonSchema | undefined): Converter {
  const [type, ...others] = typesOf(schema);
  // A schema of a user's catalog may allow several types: what came is passed on as it is.
  if (others.length > 0) return cleanValue;
  if (type === "string") return schema.format === "date-time" ? toDateTime : toText;
  if (type === "array") return arrayConverter(schema, wanted);
  if (type === "object") return objectConverter(schema, wanted);
  return scalarConverters[type ?? ""] ?? cleanValue;
}

function toText(value: unknown): unknown {
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  return typeof value === "number" || typeof value === "boolean" ? String(value) : lost;
}

function toDateTime(value: unknown): unknown {
  if (value === "") return null;
  return typeof value === "string" ? (toUtc(value) ?? lost) : lost;
}

function toInteger(value: unknown): unknown {
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : lost;
  if (value === "") return null;
  if (typeof value !== "string" || !/^\s*[+-]?\d+(\.0*)?\s*$/.test(value)) return lost;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : lost;
}

function toNumber(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : lost;
  if (value === "") return null;
  if (typeof value !== "string" || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value))
    return lost;
  const text = value.trim().replace(/^\+/, "");
  return isExact(text) ? Number(text) : lost;
}

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  false: false,
  t: true,
  f: false,
  yes: true,
  no: false,
  1: true,
  0: false,
};

function toBoolean(value: unknown): unknown {
  if (typeof value === "boolean") return value;
  if (value === "") return null;
  if (typeof value !== "string" && typeof value !== "number") return lost;
  const word = String(value).trim().toLowerCase();
  return Object.hasOwn(booleans, word) ? booleans[word] : lost;
}

const scalarConverters: Readonly<Record<string, Converter>> = {
  integer: toInteger,
  number: toNumber,
  boolean: toBoolean,
};

function arrayConverter(schema: JsonSchema, wanted: JsonSchema | undefined): Converter {
  const convert = createConverter(schema.items ?? {}, wanted && (wanted.items ?? {}));
  return (value, keep) => {
    if (value === "") return null;
    if (!Array.isArray(value)) return lost;
    let place = 0;
    const keepInside = (path: string, raw: unknown): void => {
      keep(`${place}.${path}`, raw);
    };
    return mapItems(value, (item, index) => {
      if (item === null) return null;
      place = index;
      const converted = convert(item, keepInside);
      if (converted !== lost) return converted;
      keep(String(index), item);
      return null;
    });
  };
}

function objectConverter(schema: JsonSchema, wanted: JsonSchema | undefined): Converter {
  const converters = new Map(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [
      name,
      createConverter(property, wanted && propertyOf(wanted, name)),
    ]),
  );
  return (value, keep) => {
    if (value === "") return null;
    // Programs in PHP write an empty map as an empty list (ometria-api 11.11).
    if (Array.isArray(value) && value.length === 0) return createObject();
    if (!isJsonObject(value)) return lost;
    let field = "";
    const keepInside = (path: string, raw: unknown): void => {
      keep(`${field}.${path}`, raw);
    };
    return mapFields(value, (inner, name) => {
      if (inner === null) return null;
      field = name;
      const result = (converters.get(name) ?? cleanValue)(inner, keepInside);
      if (result !== lost) return result;
      keep(name, inner);
      return null;
    });
  };
}
