import { systemClock } from "../clock.js";
import { examine } from "../doctor/examine.js";
import { printReport, type ReportFormat } from "../doctor/print-report.js";
import { InterruptedError } from "../errors.js";
import { streams as definitions } from "../ometria/streams/registry.js";
import { readJsonObject } from "../values/json-file.js";
import { printText } from "./print-text.js";
import { openSession, stopOnSignals, type SessionArguments } from "./session.js";

export interface DoctorArguments extends SessionArguments {
  readonly catalog: string | undefined;
  readonly streams: readonly string[] | undefined;
  readonly format: ReportFormat;
}

/** Checks the config and what it leads to, and prints what came of it. Returns the exit code that a sync would have. */
export async function doctorCommand(args: DoctorArguments): Promise<number> {
  const { config, warnings, log } = await openSession(args);
  const catalog =
    args.catalog === undefined ? undefined : await readJsonObject(args.catalog, "catalog");
  const controller = new AbortController();
  stopOnSignals(controller);
  const { streams } = args;
  const deps = { clock: systemClock, log, signal: controller.signal };
  try {
    const report = await examine({ config, warnings, catalog, streams, definitions }, deps);
    await printText(printReport(report, args.format));
    return report.exit_code;
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    // Its own sentence tells of a STATE, and there is none.
    log.critical("Stopped before all checks were made.");
    return error.exitCode;
  }
}
