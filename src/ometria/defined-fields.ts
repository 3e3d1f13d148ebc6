import type { JsonSchema } from "../config/schemas.js";
import type { EndpointFacts } from "../reads/endpoint.js";
import type { JsonObject } from "../values/json.js";
import { contacts, orders, profiles } from "./endpoints.js";

/** What defines the custom fields of the rows of an endpoint (ometria-api 8.4). Products and events have no definitions. */
const categories: ReadonlyMap<string, string> = new Map([
  [profiles.name, "contact"],
  [contacts.name, "contact"],
  [orders.name, "order"],
]);

const text: JsonSchema = { type: ["null", "string"] };
const texts: JsonSchema = { type: ["null", "array"], items: text };

const schemas: ReadonlyMap<unknown, JsonSchema> = new Map([
  ["string", text],
  ["integer", { type: ["null", "integer"] }],
  ["decimal", { type: ["null", "number"] }],
  ["date", text],
  ["blob", text],
  ["list of string", texts],
  ["list of product ids", texts],
]);

/** A custom field, as the account defines it. */
export interface DefinedField {
  /** Its name in rows. */
  readonly field: string;
  readonly schema: JsonSchema;
  /** Archived ones may still have values in rows. */
  readonly isActive: boolean;
}

/** Whether the account may define the custom fields of the rows of an endpoint. */
export function hasDefinitions({ name }: EndpointFacts): boolean {
  return categories.has(name);
}

/** Those of the definitions that speak of the rows of an endpoint, and are of a type that the vendor describes. */
export function definedFields(
  definitions: readonly JsonObject[],
  { name }: EndpointFacts,
): readonly DefinedField[] {
  return definitions.flatMap(({ id, category, type, status }) => {
    const schema = schemas.get(type);
    if (typeof id !== "string" || category !== categories.get(name) || schema === undefined)
      return [];
    return [{ field: id, schema, isActive: status !== "archived" }];
  });
}
