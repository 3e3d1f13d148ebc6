import { systemClock } from "../clock.js";
import { loadConfig } from "../config/load.js";
import { printReport, type ReportFormat } from "../doctor/print.js";
import { UsageError } from "../errors.js";
import { examine } from "../examine.js";
import { readJsonObject } from "../values/json-file.js";
import { openLog, openTerminal, type LogArguments } from "./environment.js";
import { printText } from "./print.js";
import { secretsOf, stopOnSignals } from "./sync.js";

export interface DoctorArguments extends LogArguments {
  readonly config: readonly string[];
  readonly catalog: string | undefined;
  readonly streams: readonly string[] | undefined;
  readonly format: ReportFormat;
}

/** Checks the config and what it leads to, and prints what came of it. Returns the exit code that a sync would have. */
export async function doctorCommand(args: DoctorArguments): Promise<number> {
  if (args.config.length === 0) {
    throw new UsageError(
      "No config: pass --config FILE, or --config ENV to read the environment.",
      {
        hint: "See doctor --help.",
      },
    );
  }
  const { config, warnings } = await loadConfig(args.config, process.env);
  const log = openLog(args, openTerminal(), secretsOf(config));
  const catalog =
    args.catalog === undefined ? undefined : await readJsonObject(args.catalog, "catalog");
  const controller = new AbortController();
  stopOnSignals(controller);
  const { streams } = args;
  const world = { clock: systemClock, log, signal: controller.signal };
  const report = await examine({ config, warnings, catalog, streams }, world);
  await printText(printReport(report, args.format));
  return report.exit_code;
}
