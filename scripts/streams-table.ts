import { loadSchema } from "../src/config/schemas.js";
import { schemaOf, type StreamDefinition } from "../src/records/stream.js";

/** The streams as a Markdown table: the one in the README. */
export function streamsMarkdown(definitions: readonly StreamDefinition[]): string {
  const lines = definitions.map((stream) => {
    const { method, key } = stream.replication;
    const keys = stream.keyProperties.map(code).join(", ");
    const replication = key === undefined ? method : `${method} by ${code(key)}`;
    const { description = "" } = loadSchema(`streams/${stream.name}`);
    const rows =
      stream.isOptional === true ? `${description} Not selected by default.` : description;
    const columns = Object.keys(schemaOf(stream).properties ?? {}).map(code);
    return `| ${code(stream.name)} | ${keys} | ${replication} | ${rows} | ${columns.join(", ")} |`;
  });
  return [
    "| stream | key | replication | rows | columns |",
    "|---|---|---|---|---|",
    ...lines,
    "",
  ].join("\n");
}

function code(name: string): string {
  return `\`${name}\``;
}
