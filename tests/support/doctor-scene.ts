import { pathToFileURL } from "node:url";
import type { Config } from "../../src/config/load.js";
import type { Report, Told } from "../../src/doctor/examination.js";
import { examine } from "../../src/doctor/examine.js";
import { printReport } from "../../src/doctor/print-report.js";
import { streams as registry } from "../../src/ometria/streams/registry.js";
import type { StreamDefinition } from "../../src/records/stream.js";
import type { Simulator } from "../simulator/simulator.js";
import { createLogLines } from "./log-lines.js";
import { configWith, createSkippingClock } from "./read-scene.js";
import { syncAt, syncStart } from "./sync-scene.js";

export interface DoctorOptions {
  readonly config?: Partial<Config>;
  readonly streams?: readonly string[];
  readonly catalog?: Record<string, unknown>;
  readonly warnings?: readonly string[];
  /** Every stream that there is; absent = those of the registry. */
  readonly definitions?: readonly StreamDefinition[];
  /** Our own clock (milliseconds); absent = that of the sandbox. */
  readonly ourClock?: number;
  /** What goes by whenever the tap looks at its clock (milliseconds). */
  readonly tickMs?: number;
}

export interface DoctorRun {
  readonly report: Report;
  /** Both formats of the report, and the log. */
  readonly shown: string;
  readonly finding: (id: string) => Told;
  /** The checks whose assumption does not hold. */
  readonly wrong: readonly string[];
}

/** Examines a sandbox in this process, with waits that are over at once. */
export async function examineSandbox(
  sandbox: Pick<Simulator, "baseUrl" | "apiKey" | "exportFolder">,
  options: DoctorOptions = {},
): Promise<DoctorRun> {
  const config = configWith({
    base_url: sandbox.baseUrl,
    api_key: sandbox.apiKey,
    export_url: pathToFileURL(sandbox.exportFolder).href,
    start_date: syncStart,
    requests_per_second: 1000,
    page_size: 50,
    ...options.config,
  });
  const logged = createLogLines();
  const {
    catalog,
    streams,
    definitions = registry,
    warnings = [],
    ourClock = syncAt,
    tickMs,
  } = options;
  const report = await examine(
    { config, warnings, catalog, streams, definitions },
    {
      clock: createSkippingClock(ourClock, tickMs),
      log: logged.log,
      signal: new AbortController().signal,
    },
  );
  const formats = (["text", "json"] as const).map((format) => printReport(report, format));
  return {
    report,
    shown: [...formats, logged.text()].join("\n"),
    finding: (id) => {
      const found = report.findings.find((each) => each.id === id);
      if (found === undefined) throw new Error(`there is no finding ${id}`);
      return found;
    },
    wrong: report.findings.filter(({ verdict }) => verdict === "does not hold").map(({ id }) => id),
  };
}
