import type { Finding } from "../ometria/assumptions/finding.js";
import type { StreamDefinition } from "../records/stream.js";
import type { DoctorContext } from "./context.js";

/** One question about the config, the service or the export. */
export interface Check {
  readonly id: string;
  readonly question: string;
  /** What it asks: checks of a source that no selected stream needs are left out. */
  readonly asks: "config" | "api" | "export";
  /** Whether its answer matters for a stream; absent = for all. */
  readonly concerns?: (stream: StreamDefinition) => boolean;
  run(context: DoctorContext): Finding | Promise<Finding>;
}
