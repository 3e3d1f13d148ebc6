import { isJsonObject } from "./json.js";

/** Words that a reader of YAML 1.1 takes for something else than text. */
const words = /^(?:true|false|yes|no|on|off|y|n|null|~)$/i;
/** Texts that every reader takes for text without quotes. */
const plain = /^[A-Za-z./][A-Za-z0-9_./-]*(?: [A-Za-z0-9_./(-][A-Za-z0-9_./,;()-]*)*$/;

/** A JSON value as YAML, in blocks: what is quoted is quoted as JSON quotes it. Ends with a line break. */
export function toYaml(value: unknown): string {
  return `${blockOf(value).join("\n")}\n`;
}

/** The lines of a value, the first of which may stand behind `key: ` or `- ` where there is only one. */
function blockOf(value: unknown): string[] {
  if (Array.isArray(value) && value.length > 0) return value.flatMap(itemOf);
  if (isJsonObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, inner]) => entryOf(key, inner));
  return [scalarOf(value)];
}

function itemOf(value: unknown): string[] {
  return blockOf(value).map((line, index) => `${index === 0 ? "- " : "  "}${line}`);
}

function entryOf(key: string, value: unknown): string[] {
  const name = scalarOf(key);
  const lines = blockOf(value);
  return isBlock(value)
    ? [`${name}:`, ...lines.map((line) => `  ${line}`)]
    : [`${name}: ${lines[0] ?? ""}`];
}

function isBlock(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function scalarOf(value: unknown): string {
  const isPlain = typeof value === "string" && plain.test(value) && !words.test(value);
  return isPlain ? value : JSON.stringify(value);
}
