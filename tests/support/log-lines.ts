import { createLogger, type Logger } from "../../src/log.js";

/** One line of a JSON log. */
export type LogLine = Readonly<Record<string, unknown>> & {
  readonly level: string;
  readonly message: string;
};

/** A real logger at the lowest level, and what it has written. */
export interface LogLines {
  readonly log: Logger;
  readonly text: () => string;
  readonly lines: (level?: string) => readonly LogLine[];
  /** The messages of one level. */
  readonly messages: (level: string) => readonly string[];
}

/** Creates a logger that keeps its lines. */
export function createLogLines(): LogLines {
  let text = "";
  const log = createLogger({
    level: "debug",
    format: "json",
    color: false,
    secrets: [],
    write: (line) => {
      text += line;
    },
    now: () => 0,
  });
  const lines = (level?: string): readonly LogLine[] =>
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as LogLine)
      .filter((line) => level === undefined || line.level === level);
  return {
    log,
    text: () => text,
    lines,
    messages: (level) => lines(level).map(({ message }) => message),
  };
}
