import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile, type JSONSchema } from "json-schema-to-typescript";
import { format } from "prettier";
import { aboutMarkdown } from "../src/about/describe.js";
import { loadSchema, type JsonSchema } from "../src/config/schemas.js";
import { assumptionsMarkdown } from "../src/ometria/assumptions/all.js";
import { streams as definitions } from "../src/ometria/streams/registry.js";
import { catalogText } from "../src/records/catalog.js";
import { endpointSettings } from "./endpoint-settings.js";
import { meltanoProject } from "./meltano-project.js";
import { roomsMarkdown } from "./rooms-picture.js";
import { streamsMarkdown } from "./streams-table.js";

const root = fileURLToPath(new URL("../", import.meta.url));
const banner = "// Generated from schemas/ by `npm run generate`. Do not edit.";

/** Every generated file as [absolute path, text]. */
export async function generatedFiles(): Promise<[string, string][]> {
  return [
    [`${root}schemas/config.json`, await json(configSchema())],
    [`${root}src/generated/config.ts`, await compileConfig()],
    [
      `${root}src/generated/state.ts`,
      await emit(loadSchema("state") as unknown as JSONSchema, "State"),
    ],
    [`${root}catalog.json`, catalogText(definitions)],
    [`${root}README.md`, readme()],
    [`${root}CONTRIBUTING.md`, replaceBetween(textOf("CONTRIBUTING.md"), "rooms", roomsMarkdown())],
    [
      `${root}examples/meltano/meltano.yml`,
      meltanoProject(new URL("../tests/interop/programs.txt", import.meta.url)),
    ],
  ];
}

/** The README with its tables made anew, each between two marks. */
function readme(): string {
  const withSettings = replaceBetween(textOf("README.md"), "settings", aboutMarkdown());
  const withStreams = replaceBetween(withSettings, "streams", streamsMarkdown(definitions));
  return replaceBetween(withStreams, "assumptions", assumptionsMarkdown());
}

function textOf(file: string): string {
  return readFileSync(`${root}${file}`, "utf8");
}

function replaceBetween(text: string, name: string, table: string): string {
  const [begin, end] = [`<!-- ${name}: generated -->`, `<!-- ${name}: end -->`];
  const [before, rest = ""] = text.split(begin);
  const after = rest.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`there are no marks of ${name} in the text`);
  return `${before}${begin}\n\n${table}\n${end}${after}`;
}

/** The settings' schema, with what the endpoints say of the setting that is about them. */
function configSchema(): JsonSchema {
  const schema = structuredClone(loadSchema("config"));
  const { endpoints } = schema.properties ?? {};
  if (endpoints === undefined) throw new Error("schemas/config.json has no setting endpoints");
  return {
    ...schema,
    properties: {
      ...schema.properties,
      endpoints: { ...endpoints, properties: endpointSettings() },
    },
  };
}

/** The config as the tap sees it: defaults filled in, so that a key with a default is always there. */
async function compileConfig(): Promise<string> {
  const schema = configSchema();
  const defaulted = Object.entries(schema.properties ?? {})
    .filter(([, property]) => property.default !== undefined)
    .map(([name]) => name);
  return emit(
    { ...schema, required: defaulted, additionalProperties: false } as unknown as JSONSchema,
    "Config",
  );
}

function json(value: unknown): Promise<string> {
  return format(JSON.stringify(value), { parser: "json", printWidth: 100 });
}

async function emit(schema: JSONSchema, title: string): Promise<string> {
  const types = await compile(schema, title, {
    additionalProperties: false,
    bannerComment: banner,
    format: false,
    ignoreMinAndMaxItems: true,
  });
  return format(types, { parser: "typescript", printWidth: 100 });
}
