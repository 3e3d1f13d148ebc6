import { isJsonObject } from "../values/json.js";
import { loadSchema, propertyOf, type JsonSchema } from "./schemas.js";

/** Every text in the config that its schema calls a secret, also inside of objects. */
export function secretsIn(config: object): readonly string[] {
  // The word itself is in half of the messages, and no key.
  return collect({ ...config }, loadSchema("config")).filter((text) => text !== "sandbox");
}

function collect(value: unknown, schema: JsonSchema): readonly string[] {
  if (typeof value === "string") return schema.secret === true && value !== "" ? [value] : [];
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const property = propertyOf(schema, name);
    return property === undefined ? [] : collect(inner, property);
  });
}
