import { Ajv, type Options, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";

import { compileIntegerCheck, type IntegerCheck } from "./json-schema-drafts-integers.js";
import { isJsonObject, type JsonObject } from "./meltano-merge.js";
import { isStrictDateTime } from "./singer-checker-date-time.js";

/** Says why a record does not fit its schema, once per draft that objects; `text` is the JSON it was parsed from. */
export type RecordValidator = (record: JsonObject, text: string) => string[];

const options: Options = {
  // Strict mode would object to harmless annotations; what a schema may hold is checked in singer-checker-schema.ts.
  strict: false,
  // JSON.parse reads 1e400 as Infinity.
  strictNumbers: true,
  logger: false,
  formats: { "date-time": { type: "string", validate: isStrictDateTime } },
};

// Shared by all tests of a file: making an Ajv costs far more than compiling a schema with it.
const drafts = [
  { name: "Draft 7", ajv: new Ajv(options) },
  { name: "Draft 2020-12", ajv: new Ajv2020(options) },
];
const compiled = new Map<string, RecordValidator>();

/**
 * Compiles a schema for Draft 4, 7 and 2020-12; throws where it is not a JSON Schema. Inside the safe subset the drafts
 * say the same, but for one thing: to Draft 4 `5.0` and `1e21` are no integers, to the later ones they are. So Draft 4
 * is Draft 7 plus a look at the integers as they are written (and any integer beyond 2^53 is refused: readers disagree on its
 * value). Boolean schemas, `exclusiveMinimum` and tuples, which differ too, are outside the subset. Draft 2020-12 makes
 * `format` a mere annotation; here it is an assertion in all three.
 */
export function compileForAllDrafts(schema: JsonObject): RecordValidator {
  const text = JSON.stringify(schema);
  const known = compiled.get(text);
  if (known) return known;
  const validators = drafts.map(({ name, ajv }) => ({ name, validate: ajv.compile(schema) }));
  const checkIntegers = compileIntegerCheck(schema);
  const validator: RecordValidator = (record, written) => [
    ...validators.flatMap((draft) => objections(draft, record)),
    ...(checkIntegers ? objectionsOfDraft4(checkIntegers, record, written) : []),
  ];
  compiled.set(text, validator);
  return validator;
}

interface NamedValidator {
  readonly name: string;
  readonly validate: ValidateFunction;
}

function objections({ name, validate }: NamedValidator, record: JsonObject): string[] {
  if (validate(record)) return [];
  return (validate.errors ?? []).map(
    (error) => `${name}: ${error.instancePath} ${error.message ?? error.keyword}`,
  );
}

const stringsAndNumbers = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function objectionsOfDraft4(check: IntegerCheck, record: JsonObject, text: string): string[] {
  const reasons = check(record, "");
  // After JSON.parse 5.0 is 5. A line that JSON.stringify gives back unchanged cannot hold one, and nearly all do.
  if (!text.includes(JSON.stringify(record))) reasons.push(...check(readFloatsAsText(text), ""));
  return reasons.map((reason) => `Draft 4: ${reason}`);
}

function readFloatsAsText(text: string): unknown {
  const marked = text.replace(stringsAndNumbers, (token) =>
    !token.startsWith('"') && /[.eE]/.test(token) ? `"${token}"` : token,
  );
  const message: unknown = JSON.parse(marked);
  return isJsonObject(message) ? message["record"] : undefined;
}
