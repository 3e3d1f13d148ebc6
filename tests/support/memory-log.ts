import { createLogger, type Logger, type LogLevel } from "../../src/log.js";

/** A logger that keeps its lines (`LEVEL message field=value`) for a test to look at. */
export function createMemoryLog(level: LogLevel = "debug"): Logger & { readonly lines: string[] } {
  const lines: string[] = [];
  const log = createLogger({
    level,
    format: "text",
    color: false,
    secrets: [],
    write: (text) => void lines.push(text.trimEnd()),
    now: () => 0,
  });
  return { ...log, lines };
}
