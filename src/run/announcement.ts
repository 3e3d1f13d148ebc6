import type { SelectedStream } from "../records/select.js";
import { schemaLine } from "../singer/messages.js";

/** The line of a stream's SCHEMA message. */
export function announcement({ definition, schema }: SelectedStream): string {
  const { name, keyProperties, replication } = definition;
  const { key } = replication;
  return schemaLine({
    type: "SCHEMA",
    stream: name,
    schema,
    key_properties: keyProperties,
    ...(key === undefined ? {} : { bookmark_properties: [key] }),
  });
}
