import { UsageError } from "../errors.js";
import type { Config } from "../generated/config.js";
import { readJsonObject } from "../values/json-file.js";
import type { JsonObject } from "../values/json.js";
import { parseInstant } from "../values/timestamp.js";
import { parseText, readEnvironment } from "./environment.js";
import { describeConfigErrors } from "./problems.js";
import { loadSchema, typesOf } from "./schemas.js";
import { listSettings } from "./settings.js";
import { compileSchema } from "./validator.js";

export type { Config } from "../generated/config.js";

export interface LoadedConfig {
  readonly config: Readonly<Config>;
  readonly warnings: readonly string[];
}

/**
 * Merges the config files (later ones win) and, where `ENV` is among the sources, the environment, which beats
 * the files; `given` on the command line beats both. Fills in the defaults. Throws one UsageError that lists every problem.
 */
export async function loadConfig(
  sources: readonly string[],
  env: Readonly<NodeJS.ProcessEnv>,
  given: JsonObject = {},
): Promise<LoadedConfig> {
  const files: JsonObject[] = [];
  for (const file of sources.filter((source) => source !== "ENV")) {
    files.push(await readJsonObject(file, "config"));
  }
  const environment = sources.includes("ENV") ? readEnvironment(env) : noEnvironment;
  const merged = merge([...files, environment.values, given]);
  const known = listSettings().map(({ name }) => name);
  const unknown = Object.keys(merged).filter((name) => !known.includes(name));
  const config = pickKnown(merged, known);
  const problems = [...environment.problems, ...checkConfig(config)];
  if (problems.length > 0) {
    throw new UsageError(
      `The config is not valid:\n${problems.map((line) => `- ${line}`).join("\n")}`,
    );
  }
  const warnings = [
    ...unknown.map(
      (name) => `The config has a key that the tap does not know: ${name}. It is ignored.`,
    ),
    ...environment.unknown.map(
      (name) => `The environment has ${name}, which is no setting. It is ignored.`,
    ),
  ];
  return { config: Object.freeze(config as unknown as Config), warnings };
}

const noEnvironment: ReturnType<typeof readEnvironment> = { values: {}, problems: [], unknown: [] };

/** Later ones win. Null is how some schedulers write a setting that is not set: it hides nothing. */
function merge(configs: readonly JsonObject[]): JsonObject {
  const entries = configs.flatMap((config) => Object.entries(config));
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

function pickKnown(merged: JsonObject, known: readonly string[]): JsonObject {
  const entries = Object.entries(merged).filter(([name]) => known.includes(name));
  return Object.fromEntries(
    structuredClone(entries).map(([name, value]) => [name, typed(name, value)]),
  );
}

/** Schedulers that fill a config file from an environment write numbers as texts. */
function typed(name: string, value: unknown): unknown {
  const setting = listSettings().find((each) => each.name === name);
  const types = setting === undefined ? [] : typesOf(setting.schema);
  const isNumber = types.includes("number") || types.includes("integer");
  if (typeof value !== "string" || setting === undefined || !isNumber) return value;
  return parseText(value, setting.schema) ?? value;
}

function checkConfig(config: JsonObject): string[] {
  const validate = compileSchema(loadSchema("config"), { allErrors: true, fillDefaults: true });
  const problems = validate(config) ? [] : describeConfigErrors(validate.errors ?? []);
  return [...problems, ...checkDates(config)];
}

function checkDates(config: JsonObject): string[] {
  const [start, end] = [config["start_date"], config["end_date"]].map((value) =>
    typeof value === "string" ? parseInstant(value) : undefined,
  );
  if (start === undefined || end === undefined || start < end) return [];
  return [
    "end_date (TAP_OMETRIA_END_DATE): is not after start_date. Set a later one, or remove it.",
  ];
}
