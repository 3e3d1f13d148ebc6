import { setMaxListeners } from "node:events";
import { loadConfig, type Config } from "../config/load.js";
import { secretsIn } from "../config/secrets.js";
import { InterruptedError, UsageError } from "../errors.js";
import type { Logger } from "../log.js";
import type { Terminal } from "../terminal.js";
import type { JsonObject } from "../values/json.js";
import { openLog, openTerminal, type LogArguments } from "./open-log.js";

export interface SessionArguments extends LogArguments {
  readonly config: readonly string[];
  /** Settings that stand on the command line itself. */
  readonly given?: JsonObject;
}

/** What every command needs that asks the service. */
export interface Session {
  readonly config: Readonly<Config>;
  /** What is odd about it: logged already. */
  readonly warnings: readonly string[];
  /** Strikes out the secrets of the config. */
  readonly log: Logger;
  readonly terminal: Terminal;
}

/** Reads the config and opens the log. Throws UsageError. */
export async function openSession(args: SessionArguments): Promise<Session> {
  if (args.config.length === 0) {
    throw new UsageError(
      "No config: pass --config FILE, or --config ENV to read the environment.",
      {
        hint: "See --help; --config sample-config.json runs against the embedded sandbox.",
      },
    );
  }
  const { config, warnings } = await loadConfig(args.config, process.env, args.given);
  const terminal = openTerminal();
  const log = openLog(args, terminal, secretsOf(config));
  for (const warning of warnings) log.warning(warning);
  return { config, warnings, log, terminal };
}

/** Values that no log line may show: the settings that are secret, and what the AWS default chain finds. */
function secretsOf(config: Readonly<Config>): string[] {
  // What the AWS default chain finds there is as secret as what the config holds.
  const { AWS_SECRET_ACCESS_KEY: awsKey, AWS_SESSION_TOKEN: awsToken } = process.env;
  // A secret of one or two letters would strike out half of the log.
  const found = [awsKey, awsToken].filter((value) => value !== undefined && value.length >= 8);
  return [...secretsIn(config), ...found] as string[];
}

/** The first signal lets the run end cleanly, the second ends it at once. */
export function stopOnSignals(controller: AbortController): void {
  // Every request that waits for its turn listens for it, and Node takes more than ten for a leak.
  setMaxListeners(0, controller.signal);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      const error = new InterruptedError(signal);
      // eslint-disable-next-line no-restricted-properties -- the second signal asks for an end at once.
      if (controller.signal.aborted) process.exit(error.exitCode);
      controller.abort(error);
    });
  }
}
