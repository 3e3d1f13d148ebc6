import type { Argv } from "yargs";
import { logFormats, logLevels, type LogFormat, type LogLevel } from "../log.js";
import type { AboutFormat } from "./about.js";
import { configOption } from "./config-option.js";

/** How the log is written; every command has these. */
export function logOptions(parser: Argv) {
  return parser
    .option("log-level", {
      choices: logLevels,
      coerce: lastOf<LogLevel>,
      describe:
        "Least important log line that is written to stderr: info, or what Meltano asks for",
    })
    .option("log-format", {
      choices: logFormats,
      coerce: lastOf<LogFormat>,
      describe: "Format of the log on stderr: text, or what Meltano asks for",
    });
}

/** What says which streams are read, and from where. */
function sourceOptions(parser: ReturnType<typeof logOptions>) {
  return parser
    .option("config", configOption)
    .option("catalog", {
      alias: ["p", "properties"],
      type: "string",
      requiresArg: true,
      describe: "Catalog file; without one everything is read",
    })
    .option("streams", {
      type: "string",
      requiresArg: true,
      coerce: names,
      describe: "Read only these streams (a,b)",
    });
}

/** The options of `doctor`. */
export function doctorOptions(parser: ReturnType<typeof logOptions>) {
  return sourceOptions(parser).option("format", {
    choices: ["text", "json"] as const,
    coerce: lastOf<"text" | "json">,
    default: "text" as const,
    describe: "Format of the report",
  });
}

/** The options of the command that syncs. */
export function syncOptions(parser: ReturnType<typeof logOptions>) {
  return sourceOptions(parser)
    .option("state", { alias: "s", type: "string", requiresArg: true, describe: "State file" })
    .option("shard", {
      type: "string",
      requiresArg: true,
      coerce: lastOf<string>,
      describe: "Part of the export to read (2/8), instead of the setting",
    })
    .option("full-refresh", {
      type: "string",
      requiresArg: true,
      coerce: names,
      describe: "Forget the bookmarks of these streams (a,b or all)",
    })
    .option("discover", { alias: "d", type: "boolean", describe: "Print the catalog" })
    .option("about", { type: "boolean", describe: "Print name, version and settings" })
    .option("test", {
      type: "string",
      describe: "Try all streams: at most one record each; --test=schema: only SCHEMA messages",
    })
    .option("format", {
      choices: ["text", "json", "markdown", "meltano", "hub"] as const,
      coerce: lastOf<AboutFormat>,
      default: "text" as const,
      describe: "Format of --about",
    });
}

/** The options of `sandbox`. */
export function sandboxOptions(parser: ReturnType<typeof logOptions>) {
  return parser
    .option("port", { type: "number", default: 0, describe: "Port; 0 = any that is free" })
    .option("profiles", {
      type: "number",
      default: 1200,
      describe: "Profiles at the opening, 2026-01-01",
    })
    .option("events", {
      type: "number",
      default: 4000,
      describe: "E-mail events in the first export file",
    })
    .option("seed", {
      type: "string",
      default: "tap-ometria",
      describe: "The same seed gives the same data",
    })
    .option("rate", { type: "number", default: 4, describe: "Requests per second; 0 = no limit" })
    .option("latency", {
      type: "string",
      default: "0",
      describe: "Milliseconds until an answer comes, or a span of them (30-800)",
    })
    .option("at", { type: "string", describe: "Moment at which the data stand still (RFC 3339)" });
}

/** The states that `join-states` is given. */
export function joinOptions(parser: ReturnType<typeof logOptions>) {
  return parser.positional("files", {
    type: "string",
    array: true,
    demandOption: true,
    describe: "The last state of each shard",
  });
}

/** The command line of a sync, parsed. */
export type SyncOptions = Awaited<ReturnType<typeof syncOptions>["argv"]>;

/** Of an option that is given again the last one holds: wrappers append theirs. */
function lastOf<T>(value: T | readonly T[]): T {
  return (Array.isArray(value) ? value.at(-1) : value) as T;
}

/** The names in a list such as `a,b`; a flag that is given twice comes as an array. */
function names(text: string | readonly string[] | undefined): string[] | undefined {
  if (text === undefined) return undefined;
  return [text]
    .flat()
    .flatMap((part) => part.split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
