import { systemClock } from "../clock.js";
import { loadConfig, type Config } from "../config/load.js";
import { listSettings } from "../config/settings.js";
import { InterruptedError, UsageError } from "../errors.js";
import { createStdoutWriter } from "../singer/writer.js";
import { runSync } from "../tap.js";
import { readJsonObject } from "../values/json-file.js";
import { logSettings, openLog, openTerminal, type LogArguments } from "./environment.js";

export interface SyncArguments extends LogArguments {
  readonly config: readonly string[];
  readonly state: string | undefined;
  readonly catalog: string | undefined;
  readonly streams: readonly string[] | undefined;
  readonly fullRefresh: readonly string[];
  /** Try whether every stream can be read, instead of reading it. */
  readonly isTest: boolean;
}

/** The default command: reads the files that the command line names, and syncs. Returns the exit code. */
export async function syncCommand(args: SyncArguments): Promise<number> {
  if (args.config.length === 0) {
    throw new UsageError(
      "No config: pass --config FILE, or --config ENV to read the environment.",
      {
        hint: "See --help; --config sample-config.json runs against the embedded sandbox.",
      },
    );
  }
  const { config, warnings } = await loadConfig(args.config, process.env);
  const terminal = openTerminal();
  const log = openLog(args, terminal, secretsOf(config));
  for (const warning of warnings) log.warning(warning);
  const state = args.state === undefined ? undefined : await readJsonObject(args.state, "state");
  const catalog =
    args.catalog === undefined ? undefined : await readJsonObject(args.catalog, "catalog");
  const controller = new AbortController();
  const writer = createStdoutWriter((error) => {
    controller.abort(error);
  });
  stopOnSignals(controller);
  return runSync(
    {
      config,
      state,
      catalog,
      streams: args.streams,
      fullRefresh: args.fullRefresh,
      isTest: args.isTest,
    },
    {
      clock: systemClock,
      log,
      logFormat: logSettings(args).format,
      writer,
      signal: controller.signal,
      showStatus: terminal.showStatus,
    },
  );
}

/** Values that no log line may show: the settings that are secret, and what the AWS default chain finds. */
export function secretsOf(config: Readonly<Config>): string[] {
  const values = new Map<string, unknown>(Object.entries(config));
  const settings = listSettings()
    .filter(({ schema }) => schema.secret === true)
    .map(({ name }) => values.get(name));
  // What the AWS default chain finds there is as secret as what the config holds.
  const { AWS_SECRET_ACCESS_KEY: awsKey, AWS_SESSION_TOKEN: awsToken } = process.env;
  // One that is only a letter or two would strike out half of the log.
  const found = [awsKey, awsToken].filter((value) => (value?.length ?? 0) >= 8);
  return [...settings, ...found]
    .filter((value) => typeof value === "string")
    .filter((value) => value !== "" && value !== "sandbox");
}

/** The first signal lets the run end cleanly, the second ends it at once. */
export function stopOnSignals(controller: AbortController): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      const error = new InterruptedError(signal);
      // eslint-disable-next-line no-restricted-properties -- whoever signals twice wants no clean end.
      if (controller.signal.aborted) process.exit(error.exitCode);
      controller.abort(error);
    });
  }
}
