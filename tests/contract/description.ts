import { readFileSync } from "node:fs";
import { isJsonObject, type JsonObject } from "../support/meltano-merge.js";
import { root } from "../support/root.js";

const file = "../shared/reference/ometria-openapi/ometria-data-api.openapi.json";

/**
 * The vendor's description, made stricter where it is silent: an object whose properties it names has no others. The id of an
 * operation is its method and path. Throws, and says where it was looked for, if it is missing.
 */
export function readDescription(): JsonObject {
  const description = asObject(sharpen(JSON.parse(readText())));
  return { ...description, paths: nameOperations(at(description, "paths")) };
}

/** The paths that can be read, 27 by ometria-api 1.2. */
export function readsOf(description: JsonObject): readonly string[] {
  return Object.entries(at(description, "paths"))
    .filter(([, item]) => "get" in at(item))
    .map(([path]) => path);
}

/** Where a path leads in a JSON value; throws if it leads nowhere. */
export function at(value: unknown, ...path: readonly string[]): JsonObject {
  return asObject(path.reduce<unknown>((inner, name) => asObject(inner)[name], value));
}

/** A `$ref` of the description, followed. */
export function resolve(description: JsonObject, schema: unknown): JsonObject {
  const { $ref } = asObject(schema);
  if (typeof $ref !== "string") return asObject(schema);
  return resolve(description, at(description, ...$ref.replace(/^#\//, "").split("/")));
}

function readText(): string {
  const url = new URL(file, `file://${root}`);
  try {
    return readFileSync(url, "utf8");
  } catch (cause) {
    throw new Error(
      `The contract tests need ${file}, beside the clone: the vendor publishes it, and it is not copied here.`,
      { cause },
    );
  }
}

/** The validator knows an operation by its id, and the vendor gives none: `GET /lists`. */
function nameOperations(paths: JsonObject): JsonObject {
  const name = ([path, item]: [string, unknown]): [string, unknown] => {
    const operations = Object.entries(at(item)).map(([method, operation]) => [
      method,
      { ...at(operation), operationId: `${method.toUpperCase()} ${path}` },
    ]);
    return [path, Object.fromEntries(operations)];
  };
  return Object.fromEntries(Object.entries(paths).map(name));
}

function sharpen(value: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map(sharpen);
  if (!isJsonObject(value)) return value;
  const inner = Object.fromEntries(
    Object.entries(value)
      // Without a type beside it, "nullable" says nothing (OpenAPI 3.0.3), and validators refuse it.
      .filter(([name]) => name !== "nullable" || "type" in value)
      .map(([name, part]) => [name, name === "properties" ? openMap(part) : sharpen(part)]),
  );
  const isClosed = value["type"] === "object" && isJsonObject(value["properties"]);
  return isClosed ? { additionalProperties: false, ...inner } : inner;
}

/** The field `properties` of a row: the vendor names examples of custom fields there. What is no such field is sharpened. */
function openMap(part: unknown): unknown {
  const isField =
    isJsonObject(part) && (part["type"] === "object" || typeof part["$ref"] === "string");
  return isField ? { type: "object" } : sharpen(part);
}

function asObject(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return value;
}
