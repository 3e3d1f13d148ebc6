#!/usr/bin/env node
import type { Argv } from "yargs";
import type { AboutFormat } from "./commands/about.js";
import { configOption } from "./commands/config-option.js";
import { reportFailure } from "./commands/failure.js";
import { plainCommandOf, type PlainCommand } from "./commands/plain.js";
import { printText } from "./commands/print.js";
import { requestOptions } from "./commands/request-options.js";
import { exitCodes, TapError, UsageError } from "./errors.js";
import { logFormats, logLevels, type LogFormat, type LogLevel } from "./log.js";
import { readVersion } from "./version.js";

/** Parses the command line, runs what it asks for, and sets the exit code. Each command loads only what it needs. */
async function main(argv: readonly string[]): Promise<number> {
  const plain = plainCommandOf(argv);
  if (plain !== undefined) return runPlain[plain]();
  let exitCode: number = exitCodes.done;
  const run = async (command: Promise<number | undefined>): Promise<void> => {
    exitCode = (await command) ?? exitCodes.done;
  };
  const parser = await parserFor(argv);
  await parser
    .command(
      "$0",
      "Read Ometria and write Singer messages to stdout",
      (command) => syncOptions(logOptions(command)),
      (args) => run(runDefault(args)),
    )
    .command(
      "sandbox",
      "Serve the embedded sandbox, and print the config to use it with",
      (command) => sandboxOptions(logOptions(command)),
      (args) =>
        run(import("./commands/sandbox.js").then(({ sandboxCommand }) => sandboxCommand(args))),
    )
    .command(
      "request <path>",
      "Make one request with the key of the config; PATH stands below base_url",
      (command) => requestOptions(logOptions(command)),
      (args) =>
        run(import("./commands/request.js").then(({ requestCommand }) => requestCommand(args))),
    )
    .command(
      "doctor",
      "Check the config and, reading only, what the tap assumes about the service",
      (command) => doctorOptions(logOptions(command)),
      (args) =>
        run(import("./commands/doctor.js").then(({ doctorCommand }) => doctorCommand(args))),
    )
    .parseAsync();
  return exitCode;
}

async function parserFor(argv: readonly string[]): Promise<Argv> {
  const { default: yargs } = await import("yargs");
  return yargs([...argv])
    .scriptName("tap-ometria")
    .strict()
    .version(readVersion())
    .help()
    .exitProcess(false)
    .wrap(100)
    .fail((message: string | null, error: Error | undefined) => {
      // What the parser itself finds wrong is an error of its own kind, and the user's to mend.
      const isOurs = error !== undefined && error.name !== "YError";
      const reason = error?.message ?? message ?? "The command line is not right";
      throw isOurs ? error : new UsageError(`${reason}.`, { hint: "See --help." });
    });
}

function logOptions(parser: Argv) {
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

function doctorOptions(parser: ReturnType<typeof logOptions>) {
  return sourceOptions(parser).option("format", {
    choices: ["text", "json"] as const,
    coerce: lastOf<"text" | "json">,
    default: "text" as const,
    describe: "Format of the report",
  });
}

function syncOptions(parser: ReturnType<typeof logOptions>) {
  return sourceOptions(parser)
    .option("state", { alias: "s", type: "string", requiresArg: true, describe: "State file" })
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

function sandboxOptions(parser: ReturnType<typeof logOptions>) {
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

type SyncOptions = Awaited<ReturnType<typeof syncOptions>["argv"]>;

async function runDefault(args: SyncOptions): Promise<number> {
  if (args.discover === true) return runPlain.discover();
  if (args.about === true) return runAbout(args.format);
  const { logLevel, logFormat, config, state, catalog, streams } = args;
  const test = testKind(args.test);
  if (test === "schema") {
    const { schemasCommand } = await import("./commands/schemas.js");
    await schemasCommand({ logLevel, logFormat, config, catalog, streams });
    return exitCodes.done;
  }
  const { syncCommand } = await import("./commands/sync.js");
  return syncCommand({
    logLevel,
    logFormat,
    config,
    state,
    catalog,
    streams,
    fullRefresh: args.fullRefresh ?? [],
    isTest: test === "all",
  });
}

const runPlain: Readonly<Record<PlainCommand, () => Promise<number>>> = {
  version: async () => {
    await printText(`${readVersion()}\n`);
    return exitCodes.done;
  },
  discover: async () => {
    const { discoverCommand } = await import("./commands/discover.js");
    await discoverCommand();
    return exitCodes.done;
  },
  about: () => runAbout("text"),
};

async function runAbout(format: AboutFormat): Promise<number> {
  const { aboutCommand } = await import("./commands/about.js");
  await aboutCommand(format);
  return exitCodes.done;
}

/** Of an option that is given again the last one holds: wrappers append theirs. */
function lastOf<T>(value: T | readonly T[]): T {
  return (Array.isArray(value) ? value.at(-1) : value) as T;
}

/** `--test` alone stands for `--test=all`, as with the Meltano SDK. */
function testKind(value: string | undefined): "all" | "schema" | undefined {
  if (value === "" || value === "all") return "all";
  if (value === "schema" || value === undefined) return value;
  throw new UsageError(`--test: ${value} is no kind of test.`, {
    hint: "Write --test, --test=all or --test=schema.",
  });
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

// Whoever reads the log may go away: that must not end the run.
process.stderr.on("error", () => undefined);

const argv = process.argv.slice(2);
try {
  process.exitCode = await main(argv);
} catch (error) {
  process.exitCode = error instanceof TapError ? error.exitCode : exitCodes.bug;
  reportFailure(error, argv);
}
