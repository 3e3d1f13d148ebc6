import { dump } from "js-yaml";
import { typesOf, type JsonSchema } from "../config/schemas.js";
import { listSettings, type Setting } from "../config/settings.js";
import { streams } from "../ometria/streams/registry.js";
import { facts } from "./facts.js";

/** JSON as YAML that readers of YAML 1.1 and of 1.2 take for the same; a long text stays on its line. */
export function toYaml(value: object): string {
  return dump(value, { lineWidth: -1, noRefs: true });
}

/** What Meltano and Meltano Hub both want to know. There is no pip_url: pip cannot install the tap. */
const common = { name: facts.name, namespace: facts.namespace, label: facts.label };
const behaviour = {
  capabilities: facts.capabilities,
  log_parser: "singer-sdk",
  // Without rules Meltano selects everything, whatever the catalog says of defaults.
  select: streams.filter(({ isOptional }) => isOptional !== true).map(({ name }) => `${name}.*`),
};

/** Each is enough: the API's streams need the one, the export's stream the other. */
const enough = [["api_key"], ["export_url"]];

/** The tap as a custom extractor: the part of a `meltano.yml` that says what it is. */
export function aboutMeltano(): string {
  const extractor = {
    ...common,
    description: facts.description,
    // Where `npm install` in the project's folder puts it; Meltano goes from there where a name has a slash.
    executable: `./node_modules/.bin/${facts.name}`,
    ...behaviour,
    settings_group_validation: enough,
    settings: pluginSettings(),
  };
  return toYaml({ plugins: { extractors: [extractor] } });
}

/** The tap as Meltano Hub's repository wants its extractors. */
export function aboutHub(): string {
  return toYaml({
    ...common,
    variant: "original",
    description: facts.description,
    domain_url: facts.website,
    keywords: ["api", "marketing", "retail"],
    maintenance_status: "active",
    quality: "unknown",
    executable: facts.name,
    ...behaviour,
    prereq:
      "The tap is a Node.js program (20.19 or later), not a Python package: put `tap-ometria` on the PATH, and add it as a custom extractor.",
    settings_group_validation: enough,
    settings: pluginSettings(),
  });
}

/** The settings of `schemas/config.json` in Meltano's words. */
export function pluginSettings(): readonly Readonly<Record<string, unknown>>[] {
  return listSettings().map(pluginSetting);
}

function pluginSetting({ name, schema }: Setting): Readonly<Record<string, unknown>> {
  const [example] = schema.examples ?? [];
  const choices = schema.enum?.map((value) => ({ label: labelOf(String(value)), value }));
  return {
    name,
    label: labelOf(name),
    kind: kindOf(schema),
    ...(choices === undefined ? {} : { options: choices }),
    ...(schema.default === undefined ? {} : { value: schema.default }),
    ...(example === undefined ? {} : { placeholder: asText(example) }),
    ...(schema.secret === true ? { sensitive: true } : {}),
    description: schema.description ?? "",
  };
}

const kinds: Readonly<Record<string, string>> = {
  integer: "integer",
  // Of what the environment says Meltano (4.4) makes a decimal that it cannot write into the config file, and no integer of a
  // fraction. The tap takes a number that is written as text.
  number: "string",
  boolean: "boolean",
  array: "array",
  object: "object",
};

function kindOf(schema: JsonSchema): string {
  if (schema.enum !== undefined) return "options";
  if (schema.format === "date-or-date-time") return "date_iso8601";
  // Of a setting that takes a text too, the text is what Meltano is to offer.
  const [type = "string"] = (schema.anyOf ?? [schema]).flatMap(typesOf);
  return kinds[type] ?? "string";
}

const acronyms: Readonly<Record<string, string>> = { api: "API", aws: "AWS", id: "ID", url: "URL" };

function labelOf(name: string): string {
  const [first = "", ...others] = name.split("_").map((word) => acronyms[word] ?? word);
  return [first.charAt(0).toUpperCase() + first.slice(1), ...others].join(" ");
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
