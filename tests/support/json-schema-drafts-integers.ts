import { isJsonObject, type JsonObject } from "./meltano-merge.js";

/** Says which integers in a value are none to every reader. */
export type IntegerCheck = (value: unknown, path: string) => string[];

const { isSafeInteger } = Number;

/**
 * Makes the check of the integers that a schema describes; undefined if it describes none, so that a record is walked
 * only where there is something to find.
 */
export function compileIntegerCheck(schema: unknown): IntegerCheck | undefined {
  if (!isJsonObject(schema)) return undefined;
  const { type, items } = schema;
  if (Array.isArray(type) && type.includes("integer")) return checkInteger;
  return combine([compileItems(items), compileMembers(schema), compileOthers(schema)]);
}

function checkInteger(value: unknown, path: string): string[] {
  // Whether it may be null or absent is the other validators' affair.
  if (value === null || value === undefined || isSafeInteger(value)) return [];
  return [`${path} must be a safe integer, is ${JSON.stringify(value)}`];
}

function compileItems(items: unknown): IntegerCheck | undefined {
  const check = compileIntegerCheck(items);
  if (!check) return undefined;
  return (value, path) =>
    Array.isArray(value) ? value.flatMap((item, index) => check(item, `${path}/${index}`)) : [];
}

function compileMembers(schema: JsonObject): IntegerCheck | undefined {
  const { properties } = schema;
  if (!isJsonObject(properties)) return undefined;
  return combine(
    Object.entries(properties).map(([name, node]) => {
      const check = compileIntegerCheck(node);
      return (
        check &&
        ((value, path) => (isJsonObject(value) ? check(value[name], `${path}/${name}`) : []))
      );
    }),
  );
}

function compileOthers(schema: JsonObject): IntegerCheck | undefined {
  const { properties = {}, additionalProperties } = schema;
  const check = compileIntegerCheck(additionalProperties);
  if (!check || !isJsonObject(properties)) return undefined;
  return (value, path) =>
    Object.entries(isJsonObject(value) ? value : {})
      .filter(([key]) => !Object.hasOwn(properties, key))
      .flatMap(([key, inner]) => check(inner, `${path}/${key}`));
}

function combine(checks: readonly (IntegerCheck | undefined)[]): IntegerCheck | undefined {
  const found = checks.filter((check) => check !== undefined);
  return found.length === 0
    ? undefined
    : (value, path) => found.flatMap((check) => check(value, path));
}
