import type { Clock } from "../clock.js";
import type { Config } from "../config/load.js";
import type { ObjectStore } from "../exports/stores/store.js";
import type { Logger } from "../log.js";
import type { SelectedStream } from "../records/select.js";
import { readsFrom, type StreamDefinition } from "../records/stream.js";
import type { Service } from "./asked-service.js";
import type { ExportSample } from "./export-sample.js";

/** What a check may use. */
export interface DoctorContext {
  readonly config: Readonly<Config>;
  /** What was odd about the config when it was loaded. */
  readonly warnings: readonly string[];
  /** Every stream that there is. */
  readonly definitions: readonly StreamDefinition[];
  /** The streams that a sync would read. */
  readonly streams: readonly SelectedStream[];
  /** Throws where no selected stream needs the API. */
  readonly service: () => Service;
  /** Throws where there is no export. */
  readonly store: () => ObjectStore;
  /** Some of the objects of a stream, looked at once. */
  readonly exported: (stream: SelectedStream) => Promise<ExportSample>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** The names of streams. */
export function namesOf(streams: readonly SelectedStream[]): readonly string[] {
  return streams.map(({ definition }) => definition.name);
}

/** The selected streams that come from the API, or from the export. */
export function streamsFrom(
  { streams }: Pick<DoctorContext, "streams">,
  origin: "api" | "export",
): readonly SelectedStream[] {
  return streams.filter(({ definition }) => readsFrom(definition, origin));
}
