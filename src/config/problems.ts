import type { ErrorObject } from "ajv";
import { typesOf, type JsonSchema } from "./schemas.js";
import { settingFormats } from "./setting-formats.js";
import { listSettings, type Setting } from "./settings.js";

/** One sentence per wrong setting: the key, its environment variable, what is wrong, and what to write. */
export function describeConfigErrors(errors: readonly ErrorObject[]): string[] {
  const settings = listSettings();
  const deepest = new Map<Setting, ErrorObject>();
  for (const error of errors) {
    const setting = settings.find(({ name }) => name === pathOf(error)[0]);
    if (setting === undefined) continue;
    const known = deepest.get(setting);
    // Where a setting may be one thing or another, the deepest error is that of the one that was meant.
    if (known === undefined || pathOf(error).length > pathOf(known).length)
      deepest.set(setting, error);
  }
  return [...deepest].map(([setting, error]) => describeProblem(setting, pathOf(error), error));
}

function pathOf(error: ErrorObject): readonly string[] {
  return error.instancePath.split("/").slice(1);
}

function describeProblem(setting: Setting, path: readonly string[], error: ErrorObject): string {
  const { additionalProperty: unknown, missingProperty: missing } = error.params;
  const inside = path.length > 1 ? ` at "${path.slice(1).join(".")}"` : "";
  const what =
    typeof unknown === "string"
      ? ` "${unknown}" is not known there;`
      : typeof missing === "string"
        ? ` "${missing}" is missing there;`
        : "";
  const { name, variable, schema } = setting;
  return `${name} (${variable}):${what} its value${inside} is ${describeFault(error)}. Set ${describeExpected(schema)}.`;
}

function describeFault({ keyword, params }: ErrorObject): string {
  const least: unknown = keyword === "minLength" ? params["limit"] : undefined;
  return typeof least === "number" && least > 1 ? `shorter than ${least} characters` : "not right";
}

/** What to write for a setting, such as `a whole number from 2 to 250`. */
export function describeExpected(schema: JsonSchema): string {
  if (schema.enum !== undefined)
    return schema.enum
      .map(String)
      .join(", ")
      .replace(/, ([^,]*)$/, " or $1");
  if (schema.anyOf !== undefined) return schema.anyOf.map(describeExpected).join(", or ");
  const format = settingFormats[schema.format ?? ""];
  return format?.expected ?? describeType(schema);
}

function describeType(schema: JsonSchema): string {
  const [type = "string"] = typesOf(schema);
  if (type === "integer" || type === "number") return describeNumber(schema, type);
  const example = schema.examples?.[0] ?? schema.default;
  return (
    describeKind(schema, type) +
    (example === undefined ? "" : ` such as ${JSON.stringify(example)}`)
  );
}

function describeKind(schema: JsonSchema, type: string): string {
  if (type === "boolean") return "true or false";
  if (type === "array") return "a list of texts";
  if (type === "object") return "an object";
  if (schema.maxLength === 1) return "one character";
  // The only pattern of a setting is that of a header's value.
  const line = schema.pattern === undefined ? "" : ", in one line and of ASCII characters";
  return `a text that is not empty${line}`;
}

function describeNumber(schema: JsonSchema, type: string): string {
  const kind = type === "integer" ? "a whole number" : "a number";
  const low = schema.exclusiveMinimum === undefined ? `from ${schema.minimum ?? 0}` : "above 0";
  return `${kind} ${low} to ${schema.maximum ?? "any"}`;
}
