import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { parseInstant } from "../values/timestamp.js";
import type { JsonSchema } from "./schemas.js";
import { settingFormats } from "./setting-formats.js";

// RFC 3339 in UTC with capitals, years 0001 to 9999, no leap second: what every Singer target accepts.
const dateTime =
  /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

interface SchemaOptions {
  readonly allErrors?: boolean;
  readonly fillDefaults?: boolean;
}

// To make an Ajv and compile a schema takes longer than to check a whole page of rows: each is made once.
const compilers = new Map<string, Ajv>();
const streamCompilers = new Map<boolean, Ajv>();
const streamValidators = new Map<string, ValidateFunction>();

/** Compiles a schema of the package. `fillDefaults` puts missing defaults into the checked object. */
export function compileSchema(schema: JsonSchema, options: SchemaOptions = {}): ValidateFunction {
  // An Ajv gives back what it has compiled of the same object.
  return obtain(compilers, JSON.stringify(options), () => makeCompiler(options)).compile(schema);
}

function makeCompiler({ allErrors = false, fillDefaults = false }: SchemaOptions): Ajv {
  const ajv = new Ajv({
    strict: true,
    allowUnionTypes: true,
    allErrors,
    useDefaults: fillDefaults,
    keywords: ["secret"],
    // A test holds the package's schemas against the meta-schema, which takes longer to compile than they do.
    validateSchema: false,
  });
  ajv.addFormat("date-time", (text) => dateTime.test(text) && parseInstant(text) !== undefined);
  for (const [name, format] of Object.entries(settingFormats)) ajv.addFormat(name, format.accepts);
  return ajv;
}

/**
 * Compiles the effective schema of a stream, which a user's catalog may have changed: keywords and formats that
 * we do not know are let pass, the formats of the standard are checked. What an object inherits (`constructor`) is no
 * field of it. Throws Error where it is no JSON Schema.
 */
export function compileStreamSchema(schema: JsonSchema): ValidateFunction {
  const text = JSON.stringify(schema);
  return obtain(streamValidators, text, () => {
    const ownProperties = namesInherited(text);
    const compiler = obtain(streamCompilers, ownProperties, () =>
      makeStreamCompiler(ownProperties),
    );
    return compiler.compile(schema);
  });
}

function makeStreamCompiler(ownProperties: boolean): Ajv {
  const ajv = new Ajv({
    strict: false,
    logger: false,
    ownProperties,
    formats: fullFormats,
    // Two streams of a catalog may have schemas with the same "$id".
    addUsedSchema: false,
  });
  ajv.addFormat("date-time", dateTime);
  return ajv;
}

/** What the map has of a key, made by `make` where it has nothing yet. */
function obtain<Key, Value extends object>(
  known: Map<Key, Value>,
  key: Key,
  make: () => Value,
): Value {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

/** Whether a schema may speak of a field that every object seems to have: to ask for own ones only takes the validator longer. */
function namesInherited(text: string): boolean {
  return Object.getOwnPropertyNames(Object.prototype).some((name) => text.includes(`"${name}"`));
}

/** One line per problem: where, and what is wrong; never the value. */
export function describeErrors(errors: readonly ErrorObject[] | null | undefined): string {
  const lines = (errors ?? []).map(({ instancePath, message }) =>
    `${instancePath.slice(1).replaceAll("/", ".") || "it"} ${message ?? "is wrong"}`.trim(),
  );
  return lines.join("; ");
}
