import { describeExpected } from "../config/problems.js";
import { listSettings, type Setting } from "../config/settings.js";
import { facts } from "./facts.js";

export interface AboutFacts {
  readonly version: string;
}

/** Name, version, capabilities and settings, for people. */
export function aboutText({ version }: AboutFacts): string {
  const settings = listSettings().flatMap(({ name, variable, schema }) => [
    `  ${name} (${variable})`,
    `      ${schema.description ?? ""}`,
    `      ${capitalise(describeExpected(schema))}${describeDefault({ name, variable, schema })}`,
  ]);
  return [
    `${facts.name} ${version}`,
    facts.description,
    "",
    `Capabilities: ${facts.capabilities.join(", ")}`,
    "",
    "Settings:",
    ...settings,
    "",
  ].join("\n");
}

/** The settings as a Markdown table: the one in the README. */
export function aboutMarkdown(): string {
  const rows = listSettings().map(
    ({ name, variable, schema }) =>
      `| \`${name}\` | ${markdownKind({ name, variable, schema })} | ${escape(schema.description ?? "")} |`,
  );
  return ["| setting | value, default | meaning |", "|---|---|---|", ...rows, ""].join("\n");
}

function markdownKind(setting: Setting): string {
  const { schema } = setting;
  const secret = schema.secret === true ? " (secret)" : "";
  const fallback = schema.default === undefined ? "" : `; \`${JSON.stringify(schema.default)}\``;
  return escape(`${describeExpected({ ...schema, default: undefined })}${secret}${fallback}`);
}

function describeDefault({ schema }: Setting): string {
  const secret = schema.secret === true ? ". It is never printed" : "";
  return schema.default === undefined
    ? secret
    : `${secret}. Default: ${JSON.stringify(schema.default)}`;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function escape(text: string): string {
  return text.replaceAll("|", "\\|");
}
