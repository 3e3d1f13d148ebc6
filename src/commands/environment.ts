import { createLogger, type LogFormat, type Logger, type LogLevel } from "../log.js";
import { createTerminal, type Terminal } from "../terminal.js";

/** What the command line says of logs. */
export interface LogArguments {
  readonly logLevel: LogLevel;
  readonly logFormat: LogFormat;
}

/** The process's stderr. */
export function openTerminal(): Terminal {
  return createTerminal(process.stderr);
}

/** The logger of the process. `secrets` are struck out of every line. */
export function openLog(
  args: LogArguments,
  terminal: Terminal,
  secrets: readonly string[],
): Logger {
  return createLogger({
    level: args.logLevel,
    format: args.logFormat,
    color: process.stderr.isTTY && process.env["NO_COLOR"] === undefined,
    secrets,
    write: terminal.write,
    now: () => Date.now(),
  });
}
