import { isJsonObject, type JsonObject } from "../support/meltano-merge.js";
import { at, resolve } from "./description.js";

/** A read whose rows no stream has: the tap's `request` command shows its answer as it is. */
export const onlyRequest = "request";

/** The stream whose records have the fields of a read. */
export const streamOfRead: Readonly<Record<string, string>> = {
  "/profiles/": "profiles",
  "/profiles/{profile_id}": "profiles",
  "/lists": "lists",
  "/lists/{list_id}": "lists",
  "/lists/{list_id}/changes": "list_changes",
  "/lists/{list_id}/contacts": "profiles",
  "/lists/{list_id}/contacts_export": "contacts",
  "/unsubscribes": "unsubscribes",
  "/contacts": "collections",
  "/contacts/{collection}": "contacts",
  "/contacts/{collection}/{contact_id}": "contacts",
  "/orders": "orders",
  "/orders/{order_id}": "orders",
  "/products": "products",
  "/products/{product_id}": "products",
  "/custom-events/": "custom_events",
  "/custom-events/{event_type}": "custom_events",
  "/custom-events/{event_type}/{event_id}": "custom_events",
  "/push/_errors": "push_errors",
  "/data-deletion-requests": "data_deletion_requests",
  "/data-deletion-requests/{id}": "data_deletion_requests",
  "/custom_fields": "custom_fields",
  "/merge-profile": "merge_jobs",
  "/merge-profile/{job_id}": "merge_jobs",
  "/translations/requests": "translation_requests",
  "/translations/requests/{request_id}": onlyRequest,
  "/translations/requests/{request_id}/preview": onlyRequest,
};

/** Where the rows are in an answer that is no array. */
const envelopes: Readonly<Record<string, string>> = {
  "/custom_fields": "fields",
  "/merge-profile": "jobs",
};

/** The schema of a row of a read. */
export function rowSchema(description: JsonObject, path: string): JsonObject {
  const answer = at(description, "paths", path, "get", "responses", "200", "content");
  const schema = resolve(description, at(answer, "application/json", "schema"));
  const envelope = envelopes[path];
  const rows = envelope === undefined ? schema : at(schema, "properties", envelope);
  return itemOf(description, rows);
}

/** The fields that a schema describes and ours has no name for: `customer.phone_number`, `lists[].id` as `lists.id`. */
export function fieldsWithout(
  column: unknown,
  description: JsonObject,
  row: JsonObject,
): readonly string[] {
  const columns = propertiesOf(column);
  return Object.entries(at(row["properties"] ?? {})).flatMap(([field, value]) => {
    // `@type` names the kind of object, and the `@` of other fields is left out of their columns.
    if (field === "@type") return [];
    const name = field.replace(/^@/, "");
    const found = columns[name];
    if (found === undefined) return [name];
    const inner = itemOf(description, resolve(description, value));
    return fieldsWithout(found, description, inner).map((nested) => `${name}.${nested}`);
  });
}

function itemOf(description: JsonObject, schema: JsonObject): JsonObject {
  return schema["type"] === "array" ? resolve(description, schema["items"]) : schema;
}

/** The properties of one of our schemas, or of the items of an array. */
function propertiesOf(schema: unknown): JsonObject {
  if (!isJsonObject(schema)) return {};
  const inner = schema["items"] === undefined ? schema : at(schema, "items");
  return at(inner["properties"] ?? {});
}
