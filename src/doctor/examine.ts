import type { Config } from "../config/load.js";
import { RecordPreparer } from "../records/prepare.js";
import { pseudonymise } from "../records/pseudonymise.js";
import { selectStreams, type SelectedStream } from "../records/select.js";
import { readsFrom, type StreamDefinition } from "../records/stream.js";
import { streamsOfShard } from "../run/shard-streams.js";
import { openClient, openSources, type Sources, type SourcesDependencies } from "../run/sources.js";
import type { Answered } from "../service/client.js";
import type { JsonObject } from "../values/json.js";
import { endpointsOf } from "./asked-endpoints.js";
import { Service } from "./asked-service.js";
import type { DoctorContext } from "./context.js";
import { examine as makeChecks, type Report } from "./examination.js";
import { sampleExport, type ExportSample } from "./export-sample.js";

/** What the command line asks of the doctor, files already read. */
export interface ExamineRequest {
  readonly config: Readonly<Config>;
  /** What was odd about the config when it was loaded. */
  readonly warnings: readonly string[];
  readonly catalog: JsonObject | undefined;
  readonly streams: readonly string[] | undefined;
  /** Every stream that there is. */
  readonly definitions: readonly StreamDefinition[];
}

/** Looks at the config and, reading only, at what the streams that a sync would read come from. Throws UsageError. */
export async function examine(request: ExamineRequest, deps: SourcesDependencies): Promise<Report> {
  const { catalog, definitions, streams: only } = request;
  const { log } = deps;
  const { endpoints } = request.config;
  const all = selectStreams({ definitions, catalog, only, endpoints, log });
  const config = patient(request.config);
  const selected = pseudonymise(all, { definitions, config, log });
  // As in a run: a catalog that makes a schema invalid is a UsageError.
  for (const stream of selected) new RecordPreparer(stream, config);
  const sources = await openSources(config, deps);
  try {
    const readable = selected.filter((stream) => isReadable(stream, sources, deps));
    const hasExport = sources.store !== undefined;
    const streams = streamsOfShard(readable, { shard: config.shard, hasExport, log });
    const service = await openService({ config, streams, sources }, deps);
    const { warnings } = request;
    const context = { ...deps, config, definitions, streams, warnings, service };
    return await makeChecks(withExport(context, sources));
  } finally {
    await sources.close();
  }
}

/** Few retries and short waits: that something does not answer is a finding, and should come soon. */
function patient(config: Readonly<Config>): Readonly<Config> {
  const { max_retries: retries, max_retry_wait: wait } = config;
  return { ...config, max_retries: Math.min(retries, 2), max_retry_wait: Math.min(wait, 60) };
}

function isReadable(
  { definition }: SelectedStream,
  { store }: Sources,
  { log }: SourcesDependencies,
): boolean {
  const isLeftOut = store === undefined && readsFrom(definition, "export");
  if (isLeftOut)
    log.warning(`${definition.name} is left out: export_url (TAP_OMETRIA_EXPORT_URL) is not set`);
  return !isLeftOut;
}

async function openService(
  {
    config,
    streams,
    sources,
  }: Pick<DoctorContext, "config" | "streams"> & { readonly sources: Sources },
  deps: SourcesDependencies,
): Promise<DoctorContext["service"]> {
  const isNeeded = streams.some(({ definition }) => readsFrom(definition, "api"));
  const answers: Answered[] = [];
  const onAnswer = (answer: Answered): void => void answers.push(answer);
  const client = isNeeded ? await openClient(config, sources, { ...deps, onAnswer }) : undefined;
  const service =
    client === undefined ? undefined : new Service(client, answers, countEndpoints(streams));
  return () => {
    if (service === undefined) throw new Error("a check of the API was planned without one");
    return service;
  };
}

function countEndpoints(streams: readonly SelectedStream[]): number {
  return new Set(streams.flatMap(({ definition }) => endpointsOf(definition))).size;
}

function withExport(
  context: Omit<DoctorContext, "store" | "exported">,
  { store }: Sources,
): DoctorContext {
  const samples = new Map<string, Promise<ExportSample>>();
  const open: DoctorContext["store"] = () => {
    if (store === undefined) throw new Error("a check of the export was planned without one");
    return store;
  };
  return {
    ...context,
    store: open,
    exported: ({ definition: { name } }) => {
      const sample = samples.get(name) ?? sampleExport({ ...context, store: open }, name);
      samples.set(name, sample);
      return sample;
    },
  };
}
