import {
  parseFieldRule,
  type FieldPath,
  type FieldRule,
  type FieldRules,
} from "../config/field-rules.js";
import type { Config } from "../config/load.js";
import { propertyOf, typesOf, type JsonSchema } from "../config/schemas.js";
import { UsageError } from "../errors.js";
import type { Logger } from "../log.js";
import { pseudonymsWith } from "../values/pseudonym.js";
import { RecordPseudonyms } from "./pseudonyms.js";
import type { SelectedStream } from "./select.js";
import { schemaOf, type StreamDefinition } from "./stream.js";

interface PseudonymiseOptions {
  /** Every stream that there is: a rule may be for one that this run does not read. */
  readonly definitions: readonly StreamDefinition[];
  readonly config: Readonly<Config>;
  readonly log: Logger;
}

/**
 * The streams with pseudonyms for what the setting `pseudonymise` names; such columns are texts. Throws UsageError where a
 * rule is for nothing that there is.
 */
export function pseudonymise(
  streams: readonly SelectedStream[],
  { definitions, config, log }: PseudonymiseOptions,
): readonly SelectedStream[] {
  if (config.pseudonymise === undefined) return streams;
  const { salt, fields } = config.pseudonymise;
  const rules = fields.map(parseFieldRule);
  checkRules(rules, streams, definitions);
  const pseudonym = pseudonymsWith(salt);
  const hidden = streams.map((stream) => {
    const { definition, knownSchema } = stream;
    const paths = rules
      .filter((rule) => rule.stream.matches(definition.name))
      .map(({ path }) => path);
    if (paths.length === 0) return stream;
    const columns = Object.keys(knownSchema.properties ?? {});
    const ours = schemaOf(definition);
    const added = columns.filter((name) => propertyOf(ours, name) === undefined);
    const aliases = { ...definition.aliases, ...config.export_columns };
    const settings = { definition, columns, added, aliases, paths, pseudonym };
    const pseudonyms = new RecordPseudonyms(settings);
    return { ...stream, schema: withTexts(stream.schema, pseudonyms.rules), pseudonyms };
  });
  warnOfOthers(hidden, log);
  return hidden;
}

function checkRules(
  rules: readonly FieldRule[],
  streams: readonly SelectedStream[],
  definitions: readonly StreamDefinition[],
): void {
  const schemas = [
    ...definitions.map((definition) => [definition.name, schemaOf(definition)] as const),
    ...streams.map(({ definition, knownSchema }) => [definition.name, knownSchema] as const),
  ];
  const wrong = rules.filter(
    ({ stream, path }) =>
      !schemas.some(([name, schema]) => stream.matches(name) && hasField(schema, path)),
  );
  if (wrong.length === 0) return;
  const names = wrong.map(({ text }) => `"${text}"`).join(", ");
  throw new UsageError(
    `pseudonymise (TAP_OMETRIA_PSEUDONYMISE): no stream has the field ${names}.`,
    {
      hint: "Name fields as --discover does (`stream.column`, `stream.column.field`); those that no schema knows are in `extra`, as `stream.extra.field`.",
    },
  );
}

/** Whether there is such a field, or may be: what an object holds that the schema leaves open, nobody knows. */
function hasField(schema: JsonSchema, path: FieldPath): boolean {
  const [first, ...rest] = path;
  if (first === undefined) return true;
  if (schema.items !== undefined) return hasField(schema.items, path);
  const { properties } = schema;
  if (properties === undefined) {
    const types = typesOf(schema);
    return types.length === 0 || types.some((type) => type === "object" || type === "array");
  }
  return Object.entries(properties).some(
    ([name, property]) => first.matches(name) && hasField(property, rest),
  );
}

/** The schema of what a record becomes: a pseudonym is a text, whatever it stands for. */
function withTexts(schema: JsonSchema, rules: FieldRules): JsonSchema {
  const own = rules.isMatch ? asText(schema) : schema;
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const below = rules.below(name);
    return [name, below === undefined ? property : withTexts(property, below)] as const;
  });
  return {
    ...own,
    ...(schema.properties === undefined ? {} : { properties: Object.fromEntries(properties) }),
    ...(schema.items === undefined ? {} : { items: withTexts(schema.items, rules) }),
  };
}

const scalars = ["string", "integer", "number", "boolean"];

function asText(schema: JsonSchema): JsonSchema {
  const { title, description, required } = schema;
  const alternatives = [schema, ...(schema.anyOf ?? [])].flatMap(({ type = [] }) => type);
  const types = new Set(alternatives.map((type) => (scalars.includes(type) ? "string" : type)));
  return {
    ...(types.size === 0 ? {} : { type: [...types] }),
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(required === undefined ? {} : { required }),
  };
}

const telling = /e-?mail|phone|address|postcode|^city$/i;
/** Objects and lists that tell of a person as a whole, whatever their fields are called. */
const tellingAsWhole = /^(extra_)?identifiers$|^channels$|^subscriptions$/i;

/** Columns that are called like what a person is reached or known by, and are sent as they are. */
function warnOfOthers(streams: readonly SelectedStream[], log: Logger): void {
  const names = streams.flatMap(({ definition, schema, pseudonyms }) =>
    plainFields(schema, pseudonyms?.rules).map((path) => `${definition.name}.${path}`),
  );
  if (names.length === 0) return;
  log.warning(`pseudonymise: sent as they are, in no rule: ${names.join(", ")}`);
}

function plainFields(schema: JsonSchema, rules: FieldRules | undefined): readonly string[] {
  if (schema.items !== undefined) return plainFields(schema.items, rules);
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const below = rules?.below(name);
    if (tellingAsWhole.test(name)) return below === undefined ? [name] : [];
    const suffix = property.items === undefined ? "" : "[]";
    const inner = plainFields(property, below).map((path) => `${name}${suffix}.${path}`);
    const isPlain = below?.isMatch !== true && telling.test(name) && mayTell(name, property);
    return isPlain ? [name, ...inner] : inner;
  });
}

/** A flag (`is_email_valid`) or a count (`email_opened`) tells no address; of an object the fields themselves are looked at. */
function mayTell(name: string, schema: JsonSchema): boolean {
  if (schema.properties !== undefined || schema.items?.properties !== undefined) return false;
  const telling = typesOf(schema).filter(
    (type) => type !== "boolean" && (type !== "integer" || /phone/i.test(name)),
  );
  return telling.length > 0 || schema.type === undefined;
}
