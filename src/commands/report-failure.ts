import { describeError, TapError } from "../errors.js";
import { createLogger, logFormats } from "../log.js";
import { logSettings } from "./open-log.js";

/** Says why the command line, or a file that it names, could not be used; the log of a run is not open yet. */
export function reportFailure(error: unknown, argv: readonly string[]): void {
  const stack =
    error instanceof TapError || !(error instanceof Error) ? "" : `\n${error.stack ?? ""}`;
  const message = `${describeError(error)}${stack}`;
  const { format } = logSettings({ logLevel: undefined, logFormat: formatIn(argv) });
  const write = (text: string): void => void process.stderr.write(text);
  if (format === "text") {
    write(`CRITICAL ${message}\n`);
    return;
  }
  const now = (): number => Date.now();
  createLogger({ level: "critical", format, color: false, secrets: [], write, now }).critical(
    message,
  );
}

/** Not asked of the parser, which may be what failed. */
function formatIn(argv: readonly string[]): (typeof logFormats)[number] | undefined {
  return logFormats.find((format) =>
    argv.some(
      (word, index) =>
        word === `--log-format=${format}` ||
        (word === "--log-format" && argv[index + 1] === format),
    ),
  );
}
