import { propertyOf, type JsonSchema } from "../config/schemas.js";
import { createObject, isJsonObject, type JsonObject } from "../values/json.js";

/** Leaves out what a record must not show. */
export type Projection = (value: unknown) => unknown;

/**
 * Builds the function that leaves out the properties which `known` has and `wanted` lacks; undefined where nothing is to
 * be left out. What neither knows (custom fields) stays.
 */
export function createProjection(known: JsonSchema, wanted: JsonSchema): Projection | undefined {
  const items =
    known.items !== undefined && wanted.items !== undefined
      ? createProjection(known.items, wanted.items)
      : undefined;
  if (items !== undefined) {
    return (value) => (Array.isArray(value) ? value.map((item: unknown) => items(item)) : value);
  }
  const rules = Object.entries(known.properties ?? {}).flatMap(([name, property]) => {
    const target = propertyOf(wanted, name);
    const inner = target === undefined ? undefined : createProjection(property, target);
    return target !== undefined && inner === undefined ? [] : [[name, inner] as const];
  });
  if (rules.length === 0) return undefined;
  const byName = new Map(rules);
  return (value) => (isJsonObject(value) ? projectObject(value, byName) : value);
}

function projectObject(
  value: JsonObject,
  rules: ReadonlyMap<string, Projection | undefined>,
): JsonObject {
  const result = createObject();
  for (const [name, inner] of Object.entries(value)) {
    if (!rules.has(name)) result[name] = inner;
    const project = rules.get(name);
    if (project !== undefined) result[name] = project(inner);
  }
  return result;
}
