import { readFileSync } from "node:fs";
import { createLogger, logLevels, type LogFormat, type Logger, type LogLevel } from "../log.js";
import { createTerminal, type Terminal } from "../terminal.js";
import { isJsonObject } from "../values/json.js";

/** What the command line says of logs; undefined where it says nothing. */
export interface LogArguments {
  readonly logLevel: LogLevel | undefined;
  readonly logFormat: LogFormat | undefined;
}

/** How the log is written. */
export interface LogSettings {
  readonly level: LogLevel;
  readonly format: LogFormat;
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
  const { level, format } = logSettings(args);
  const { isTTY } = process.stderr;
  return createLogger({
    level,
    format,
    color: isTTY && process.env["NO_COLOR"] === undefined,
    metrics: !(isTTY && format === "text"),
    secrets,
    write: terminal.write,
    now: () => Date.now(),
  });
}

/** What the command line says; else what Meltano asks for; else text at the level `info`. */
export function logSettings({ logLevel, logFormat }: LogArguments): LogSettings {
  const asked = askedByMeltano(process.env["SINGER_SDK_LOG_CONFIG"]);
  return { level: logLevel ?? asked.level ?? "info", format: logFormat ?? asked.format ?? "text" };
}

/**
 * Meltano names a file for the SDK's taps that says how it wants their logs: with the SDK's own formatter, or in plain text,
 * and from which level on.
 */
function askedByMeltano(file: string | undefined): Partial<LogSettings> {
  const text = file === undefined ? "" : readOrEmpty(file);
  const level = logLevels.find((name) => name === rootLevel(text));
  const isStructured = text.includes("singer_sdk.logging.StructuredFormatter");
  return {
    ...(isStructured ? { format: "singer-sdk" as const } : {}),
    ...(level === undefined ? {} : { level }),
  };
}

function rootLevel(text: string): string | undefined {
  try {
    const config: unknown = JSON.parse(text);
    const root = isJsonObject(config) ? config["root"] : undefined;
    const level = isJsonObject(root) ? root["level"] : undefined;
    return typeof level === "string" ? level.toLowerCase() : undefined;
  } catch {
    // A file of the user's own may be YAML.
    return undefined;
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    // A log that looks otherwise is no reason not to run.
    return "";
  }
}
