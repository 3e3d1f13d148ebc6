#!/usr/bin/env node
import type { Argv } from "yargs";
import type { AboutFormat } from "./commands/about.js";
import {
  doctorOptions,
  joinOptions,
  logOptions,
  sandboxOptions,
  syncOptions,
  type SyncOptions,
} from "./commands/options.js";
import { plainCommandOf, type PlainCommand } from "./commands/plain.js";
import { printText } from "./commands/print-text.js";
import { reportFailure } from "./commands/report-failure.js";
import { requestOptions } from "./commands/request-options.js";
import { exitCodes, TapError, UsageError } from "./errors.js";
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
    .command(
      "join-states <files..>",
      "Print one state of the whole export, made of the states of all its shards",
      (command) => joinOptions(logOptions(command)),
      (args) =>
        run(
          import("./commands/join-states.js").then(({ joinStatesCommand }) =>
            joinStatesCommand(args.files),
          ),
        ),
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
      // What the parser itself finds wrong is an error of its own kind. The user can correct it.
      const isOurs = error !== undefined && error.name !== "YError";
      const reason = error?.message ?? message ?? "The command line is not right";
      throw isOurs ? error : new UsageError(`${reason}.`, { hint: "See --help." });
    });
}

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
    given: args.shard === undefined ? {} : { shard: args.shard },
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

/** `--test` alone stands for `--test=all`, as with the Meltano SDK. */
function testKind(value: string | undefined): "all" | "schema" | undefined {
  if (value === "" || value === "all") return "all";
  if (value === "schema" || value === undefined) return value;
  throw new UsageError(`--test: ${value} is no kind of test.`, {
    hint: "Write --test, --test=all or --test=schema.",
  });
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
