import { loadConfig } from "../config/load.js";
import { writeSchemas } from "../run/tap.js";
import { createStdoutWriter } from "../singer/writer.js";
import { readJsonObject } from "../values/json-file.js";
import { openLog, openTerminal, type LogArguments } from "./open-log.js";

export interface SchemasArguments extends LogArguments {
  readonly config: readonly string[];
  readonly catalog: string | undefined;
  readonly streams: readonly string[] | undefined;
}

/** Prints the SCHEMA messages of all streams, so that a target can make its tables; asks no service. */
export async function schemasCommand(args: SchemasArguments): Promise<void> {
  const { config, warnings } = await loadConfig(args.config, process.env);
  const log = openLog(args, openTerminal(), []);
  for (const warning of warnings) log.warning(warning);
  const catalog =
    args.catalog === undefined ? undefined : await readJsonObject(args.catalog, "catalog");
  const { streams } = args;
  await writeSchemas({ config, catalog, streams }, { log, writer: createStdoutWriter() });
}
