import type { JsonObject } from "../values/json.js";
import { describeExpected } from "./problems.js";
import type { JsonSchema } from "./schemas.js";
import { typesOf } from "./schemas.js";
import { listSettings } from "./settings.js";

/** What the environment says, and which variables could not be read as their setting's type. */
interface EnvironmentConfig {
  readonly values: JsonObject;
  readonly problems: readonly string[];
  /** Variables that look like a setting and are none. */
  readonly unknown: readonly string[];
}

// Other programs' variables: Meltano's extras have two underscores, log levels are the SDK's, and our tests have some.
const foreign = /^TAP_OMETRIA_(_|TEST_|LOG_?LEVEL$)/;

/** Reads the settings from `TAP_OMETRIA_<SETTING>` variables; JSON for arrays and objects. Empty = absent. */
export function readEnvironment(env: Readonly<NodeJS.ProcessEnv>): EnvironmentConfig {
  const values: JsonObject = {};
  const problems: string[] = [];
  for (const { name, variable, schema } of listSettings()) {
    const text = env[variable];
    if (text === undefined || text === "") continue;
    const value = parseText(text, schema);
    if (value === undefined)
      problems.push(
        `${name} (${variable}): is not ${describeKind(schema)}. Set ${describeExpected(schema)}.`,
      );
    else values[name] = value;
  }
  const known = listSettings().map(({ variable }) => variable);
  const unknown = Object.keys(env).filter(
    (name) => name.startsWith("TAP_OMETRIA_") && !known.includes(name) && !foreign.test(name),
  );
  return { values, problems, unknown };
}

/** What a text stands for as a value of a setting; undefined where it cannot. */
export function parseText(text: string, schema: JsonSchema): unknown {
  const types = (schema.anyOf ?? [schema]).flatMap(typesOf);
  if (types.includes("string") && !/^\s*[{[]/.test(text)) return text;
  if (types.includes("string") && types.length === 1) return text;
  if (types.includes("boolean")) return parseBoolean(text);
  if (types.includes("number") || types.includes("integer")) return parseNumber(text);
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function parseBoolean(text: string): boolean | undefined {
  if (/^(true|1|yes|on)$/i.test(text)) return true;
  return /^(false|0|no|off)$/i.test(text) ? false : undefined;
}

function parseNumber(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? undefined : value;
}

function describeKind(schema: JsonSchema): string {
  const types = (schema.anyOf ?? [schema]).flatMap(typesOf);
  if (types.includes("boolean")) return "true or false";
  if (types.includes("array")) return 'a JSON array such as ["a", "b"]';
  return types.includes("object") ? 'a JSON object such as {"a": "b"}' : "a number";
}
