import { isJsonObject, type JsonObject } from "./meltano-merge.js";
import { snakeCase, type SchemaMessage } from "./singer-checker-messages.js";
import type { Report } from "./singer-checker-problems.js";

/**
 * The keywords of the safe subset. A list of what is allowed, not of what is banned, because the drafts differ in, or
 * targets choke on, nearly everything else (`$ref`, `enum`, `pattern`, `multipleOf`, `anyOf`, `required`, ...).
 */
const safeKeywords = new Set([
  ...["type", "properties", "additionalProperties", "items", "format"],
  ...["title", "description", "default", "examples", "deprecated"],
  ...["minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum"],
]);
const knownTypes = new Set(["null", "string", "number", "integer", "boolean", "object", "array"]);
/** Postgres cuts longer names. */
const maxNameBytes = 63;

/** Reports where a SCHEMA leaves the subset that every measured target accepts (singer.md 3.3). */
export function checkSchemaMessage(message: SchemaMessage, report: Report): void {
  const { schema } = message;
  if (schema["type"] !== "object") report('the schema must have type "object" at its root');
  checkKeywords(schema, "the schema", report);
  for (const name of Object.keys(schema.properties)) {
    if (!snakeCase.test(name)) report(`column "${name}" is not snake_case`);
  }
  checkProperties(schema.properties, { path: "", inNullable: false }, report);
  checkNamedProperties(message, report);
}

function checkNamedProperties(message: SchemaMessage, report: Report): void {
  const { properties } = message.schema;
  const keys = message.key_properties;
  if (keys.length === 0) report("key_properties is empty");
  for (const name of [...keys, ...(message.bookmark_properties ?? [])]) {
    if (!Object.hasOwn(properties, name))
      report(`"${name}" is a key or bookmark property but no column`);
  }
  for (const name of keys.filter((key) => Object.hasOwn(properties, key))) {
    const types = readTypes(properties[name]);
    if (types.includes("null")) report(`key property "${name}" may be null`);
    if (!types.includes("string") && !types.includes("integer")) {
      report(`key property "${name}" must be a string or an integer`);
    }
  }
  if (Object.keys(properties).every((name) => keys.includes(name)))
    report("there is no column beside the key");
}

interface Place {
  readonly path: string;
  readonly inNullable: boolean;
}

function checkProperties(properties: JsonObject, place: Place, report: Report): void {
  const seen = new Map<string, string>();
  for (const [name, node] of Object.entries(properties)) {
    const normalised = name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "_");
    const twin = seen.get(normalised);
    if (twin !== undefined) report(`the names "${twin}" and "${name}" clash in targets`);
    seen.set(normalised, name);
    if (name === "" || Buffer.byteLength(name) > maxNameBytes) {
      report(`the name "${name}" must have 1 to ${maxNameBytes} characters`);
    }
    checkNode(node, { ...place, path: place.path === "" ? name : `${place.path}.${name}` }, report);
  }
}

function checkNode(node: unknown, place: Place, report: Report): void {
  if (!isJsonObject(node)) {
    report(`property "${place.path}" must be described by an object`);
    return;
  }
  checkKeywords(node, `property "${place.path}"`, report);
  checkType(node, place, report);
  checkFormat(node, place, report);
  const types = readTypes(node);
  if (types.includes("array"))
    checkNode(node["items"], { ...place, path: `${place.path}[]` }, report);
  if (types.includes("object")) {
    checkMembers(
      node,
      { ...place, inNullable: place.inNullable || types.includes("null") },
      report,
    );
  }
}

function checkMembers(node: JsonObject, place: Place, report: Report): void {
  const { properties = {}, additionalProperties = true } = node;
  if (isJsonObject(properties)) checkProperties(properties, place, report);
  else report(`property "${place.path}": "properties" must be an object`);
  if (typeof additionalProperties !== "boolean") {
    checkNode(additionalProperties, { ...place, path: `${place.path}.*` }, report);
  }
}

function checkKeywords(node: JsonObject, where: string, report: Report): void {
  for (const keyword of Object.keys(node)) {
    // Readers of every draft skip what begins with "x-".
    if (safeKeywords.has(keyword) || keyword.startsWith("x-")) continue;
    report(`${where}: "${keyword}" is outside the safe subset`);
  }
  if (node["additionalProperties"] === false)
    report(`${where}: additionalProperties must not be false`);
}

function checkType(node: JsonObject, place: Place, report: Report): void {
  const types = readTypes(node);
  const where = `property "${place.path}"`;
  if (types.length === 0) report(`${where} must have an explicit list of types`);
  for (const type of types) {
    if (!knownTypes.has(type)) report(`${where} has the unknown type "${type}"`);
  }
  if (types.filter((type) => type !== "null").length > 1)
    report(`${where} has more than one non-null type`);
}

function checkFormat(node: JsonObject, place: Place, report: Report): void {
  const { format } = node;
  if (format === undefined) return;
  const where = `property "${place.path}"`;
  if (format !== "date-time") report(`${where} has a format other than date-time`);
  if (!readTypes(node).includes("string")) report(`${where} has a format but is no string`);
  // singer-check-tap crashes when the object around it is null.
  if (place.inNullable) report(`${where} is a date-time inside a nullable object`);
}

function readTypes(node: JsonObject | undefined): readonly string[] {
  const type = node?.["type"];
  return Array.isArray(type) ? type.map(String) : [];
}
