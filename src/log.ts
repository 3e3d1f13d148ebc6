import { formatInstant } from "./values/timestamp.js";

export const logLevels = ["debug", "info", "warning", "error", "critical"] as const;
export const logFormats = ["text", "json", "singer-sdk"] as const;

export type LogLevel = (typeof logLevels)[number];
export type LogFormat = (typeof logFormats)[number];

type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A measurement, as Singer's metrics are: a counter counts since the one before it, a timer's value is in seconds. */
export interface Metric {
  readonly type: "counter" | "timer";
  readonly metric: string;
  readonly value: number;
  readonly tags: Readonly<Record<string, string | number>>;
}

/** Writes one line per event. Messages and fields never hold the content of a record. */
export type Logger = Readonly<Record<LogLevel, (message: string, fields?: Fields) => void>> & {
  /** Writes text for people as it is, where the format is text: the summary's table, say. */
  readonly block: (text: string) => void;
  /** Writes a measurement at the level `info`. */
  readonly metric: (metric: Metric) => void;
};

interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  readonly color: boolean;
  /** False where people read, to whom measurements are noise; true if it is absent. */
  readonly metrics?: boolean;
  /** Values that are struck out wherever they appear. */
  readonly secrets: readonly string[];
  readonly write: (text: string) => void;
  readonly now: () => number;
}

/** Creates a logger whose every line passes the list of secrets before it is written. */
export function createLogger(options: LoggerOptions): Logger {
  const secrets = spellings(options.secrets);
  const write = (text: string): void => {
    options.write(`${redact(text, secrets)}\n`);
  };
  const format = formatters[options.format];
  const log = (entry: Entry): void => {
    if (logLevels.indexOf(entry.level) < logLevels.indexOf(options.level)) return;
    write(format(entry, options));
  };
  const method =
    (level: LogLevel) =>
    (message: string, fields: Fields = {}) => {
      log({ level, message, fields });
    };
  return {
    debug: method("debug"),
    info: method("info"),
    warning: method("warning"),
    error: method("error"),
    critical: method("critical"),
    block: (text) => {
      const isWanted = logLevels.indexOf(options.level) < logLevels.indexOf("error");
      if (options.format === "text" && isWanted) write(text);
    },
    metric: (metric) => {
      if (options.metrics ?? true) log({ level: "info", message: "METRIC", fields: {}, metric });
    },
  };
}

/** The logger with more secrets to be struck out: those that only the run itself knows where to look for. */
export function withSecrets(log: Logger, more: readonly string[]): Logger {
  if (more.length === 0) return log;
  const secrets = spellings(more);
  const method =
    (level: LogLevel) =>
    (message: string, fields: Fields = {}) => {
      log[level](redact(message, secrets), redactFields(fields, secrets));
    };
  return {
    debug: method("debug"),
    info: method("info"),
    warning: method("warning"),
    error: method("error"),
    critical: method("critical"),
    block: (text) => {
      log.block(redact(text, secrets));
    },
    metric: log.metric,
  };
}

interface Entry {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Fields;
  readonly metric?: Metric;
}

type Formatter = (entry: Entry, options: LoggerOptions) => string;

const formatters: Readonly<Record<LogFormat, Formatter>> = {
  text: formatText,
  json: formatJson,
  "singer-sdk": formatSingerSdk,
};

function formatJson(entry: Entry, options: LoggerOptions): string {
  const { level, message, fields, metric } = entry;
  const ts = formatInstant(options.now());
  return JSON.stringify({ ts, level, message, ...fields, metric_info: metric });
}

/** What the Meltano SDK writes and Meltano parses: a line without one of the required keys would pass as plain text. */
function formatSingerSdk(entry: Entry, options: LoggerOptions): string {
  const { level, message, metric } = entry;
  const { stream = null, ...extra } = entry.fields;
  return JSON.stringify({
    level,
    pid: process.pid,
    logger_name: metric === undefined ? "tap_ometria" : "tap_ometria.metrics",
    ts: options.now() / 1000,
    thread_name: "MainThread",
    app_name: "tap-ometria",
    stream_name: stream ?? metric?.tags["stream"] ?? null,
    message,
    metric_info: metric,
    extra,
  });
}

const colors: Partial<Record<LogLevel, string>> = { warning: "33", error: "31", critical: "31;1" };

function formatText(entry: Entry, options: LoggerOptions): string {
  const fields = Object.entries(entry.fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}=${String(value)}`)
    .join("");
  const level = entry.level.toUpperCase();
  const color = options.color ? colors[entry.level] : undefined;
  const label = color === undefined ? level : `\u001b[${color}m${level}\u001b[0m`;
  if (entry.metric !== undefined) return `${label} METRIC: ${JSON.stringify(entry.metric)}`;
  return `${label} ${oneLine(`${entry.message}${fields}`)}`;
}

/** A line break would make a second, unmarked line, and other control characters move a terminal's cursor. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what this is about.
  return text.replace(/[\r\n]+/g, " | ").replace(/[\u0000-\u001f\u007f-\u009f]/g, "?");
}

/** Each secret as it is and as JSON writes it; the longest first, since one may begin with another. */
function spellings(secrets: readonly string[]): readonly string[] {
  const all = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  return [...new Set(all)].sort((one, other) => other.length - one.length);
}

function redactFields(fields: Fields, secrets: readonly string[]): Fields {
  const entries = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === "string" ? redact(value, secrets) : value,
  ]);
  return Object.fromEntries(entries) as Fields;
}

function redact(text: string, secrets: readonly string[]): string {
  return secrets.reduce((redacted, secret) => redacted.replaceAll(secret, "***"), text);
}
