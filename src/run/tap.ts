import type { Clock } from "../clock.js";
import type { Config } from "../config/load.js";
import { secretsIn } from "../config/secrets.js";
import { describeError } from "../errors.js";
import { withSecrets, type LogFormat, type Logger } from "../log.js";
import { streams as definitions } from "../ometria/streams/registry.js";
import type { ReadContext } from "../reads/contract.js";
import type { EndpointFacts } from "../reads/endpoint.js";
import { fetchTable } from "../reads/table-read.js";
import { RecordPreparer } from "../records/prepare.js";
import { pseudonymise } from "../records/pseudonymise.js";
import { selectStreams, type SelectedStream } from "../records/select.js";
import { readsFrom } from "../records/stream.js";
import type { ApiClient } from "../service/client.js";
import type { Query } from "../service/reader.js";
import type { LineWriter } from "../singer/writer.js";
import type { JsonObject } from "../values/json.js";
import { marksWith } from "../values/pseudonym.js";
import { announcement } from "./announcement.js";
import { firstRecordsOnly } from "./first-records.js";
import { incomingState } from "./incoming-state.js";
import { exitCodeOf } from "./outcome.js";
import { planReads } from "./plan.js";
import { Pump, type StreamResult } from "./pump.js";
import { startReports } from "./reports.js";
import { sync } from "./run-reads.js";
import { streamsOfShard } from "./shard-streams.js";
import { openClient, openSources, type Sources } from "./sources.js";
import { StateKeeper } from "./state-keeper.js";
import { describeFailures } from "./summary.js";

/** What the command line asks of a sync, files already read. */
export interface SyncRequest {
  readonly config: Readonly<Config>;
  readonly state: JsonObject | undefined;
  readonly catalog: JsonObject | undefined;
  readonly streams: readonly string[] | undefined;
  readonly fullRefresh: readonly string[];
  /** At most one record of each stream, to see whether all can be read. */
  readonly isTest?: boolean;
}

/** What a sync needs of the process that runs it. */
export interface SyncDependencies {
  readonly clock: Clock;
  readonly log: Logger;
  readonly logFormat: LogFormat;
  readonly writer: LineWriter;
  readonly signal: AbortSignal;
  readonly showStatus: ((text: string) => void) | undefined;
}

/** Reads the selected streams and writes them as Singer messages; returns the exit code. Throws UsageError. */
export async function runSync(request: SyncRequest, outer: SyncDependencies): Promise<number> {
  const { config } = request;
  const deps = { ...outer, log: withSecrets(outer.log, secretsIn(config)) };
  const selected = select(request, deps.log);
  const sources = await openSources(config, deps);
  try {
    return await syncFrom(sources, { ...request, selected }, deps);
  } finally {
    await sources.close();
  }
}

interface Selected {
  readonly selected: readonly SelectedStream[];
}

async function syncFrom(
  sources: Sources,
  request: SyncRequest & Selected,
  deps: SyncDependencies,
): Promise<number> {
  const { log, writer } = deps;
  const { config } = request;
  const { source } = sources;
  const { shard } = config;
  const hasExport = sources.store !== undefined;
  const state = incomingState({ ...request, source, shard, definitions });
  tellOthers(request.selected, request, log);
  const streams = streamsOfShard(readable(request, sources, log), { shard, hasExport, log });
  const keeper = new StateKeeper(state, writer, { stateId: stateIdOf(config) });
  const pump = new Pump({ config, log, writer, keeper });
  pump.prepareFor(streams);
  const isApiNeeded = streams.some(({ definition }) => readsFrom(definition, "api"));
  const client = isApiNeeded ? await openClient(config, sources, deps) : undefined;
  const context = createContext(config, sources, { ...deps, pump, client });
  const planned = planReads(streams, state.currently_syncing);
  const reads = request.isTest === true ? firstRecordsOnly(planned) : planned;
  for (const { read } of reads) read.check?.(config);
  const reports = startReports({ ...deps, pump, keeper, client });
  const requests = (): number => client?.figures.requests ?? 0;
  const result = await sync(reads, { pump, keeper, context, requests }).finally(
    reports.endProgress,
  );
  const names = streams.map(({ definition }) => definition.name);
  const notBegun = names.filter((name) => !pump.results.has(name));
  reports.end({ result, results: inOrder(pump), notBegun });
  return conclude(pump, result.stoppedBy, log);
}

/** Writes the SCHEMA messages of the selected streams, and nothing else. Throws UsageError. */
export async function writeSchemas(
  request: Omit<SyncRequest, "state" | "fullRefresh" | "isTest">,
  { log, writer }: Pick<SyncDependencies, "log" | "writer">,
): Promise<void> {
  for (const stream of select({ ...request, isTest: true }, log)) {
    // Compiled as in a run: a catalog that makes a schema invalid is told here too.
    new RecordPreparer(stream, request.config);
    writer.write(announcement(stream));
  }
  await writer.flush();
}

function select(
  request: Pick<SyncRequest, "config" | "catalog" | "streams" | "isTest">,
  log: Logger,
): readonly SelectedStream[] {
  const { catalog, config, streams: only, isTest = false } = request;
  const { endpoints } = config;
  const selected = selectStreams({ definitions, catalog, only, isTest, endpoints, log });
  return pseudonymise(selected, { definitions, config, log });
}

/** Says which streams are not read, unless --streams has named those that are. */
function tellOthers(
  selected: readonly SelectedStream[],
  { streams }: SyncRequest,
  log: Logger,
): void {
  const names = selected.map(({ definition }) => definition.name);
  const others = definitions.map(({ name }) => name).filter((name) => !names.includes(name));
  if (streams === undefined && others.length > 0)
    log.info("streams that are not selected are left out", { streams: others.join(",") });
}

/** The selected streams that can be read with this config; the others are named once. */
function readable(
  { selected, isTest = false }: Pick<SyncRequest, "isTest"> & Selected,
  sources: Sources,
  log: Logger,
): readonly SelectedStream[] {
  const streams = selected.filter(({ definition }) => {
    const lacked =
      readsFrom(definition, "export") && sources.store === undefined
        ? "export_url (TAP_OMETRIA_EXPORT_URL)"
        : // A test tries what the config has: without a key the streams of the API are left out.
          isTest && readsFrom(definition, "api") && sources.apiKey === undefined
          ? "api_key (TAP_OMETRIA_API_KEY)"
          : undefined;
    if (lacked !== undefined) log.warning(`${definition.name} is left out: ${lacked} is not set`);
    return lacked === undefined;
  });
  if (streams.length === 0) {
    log.warning(
      "No stream is selected: nothing is read. Select streams in the catalog, or with --streams.",
    );
  }
  return streams;
}

function createContext(
  config: Readonly<Config>,
  sources: Sources,
  deps: SyncDependencies & { readonly pump: Pump; readonly client: ApiClient | undefined },
): ReadContext {
  const { clock, log, signal } = deps;
  const client = (): ApiClient => {
    if (deps.client === undefined) throw new Error("a read of the API was planned without one");
    return deps.client;
  };
  return {
    config,
    client,
    store: () => {
      if (sources.store === undefined)
        throw new Error("a read of the export was planned without one");
      return sources.store;
    },
    table: oncePerTable((facts, query) => fetchTable(client(), config, { facts, query })),
    stateId: stateIdOf(config),
    rejected: (stream) => deps.pump.resultOf(stream).rejected,
    clock,
    log,
    signal,
  };
}

/** With `pseudonymise` no id of a person gets into the state, whichever fields the setting names. */
function stateIdOf({ pseudonymise: setting }: Readonly<Config>): ReadContext["stateId"] {
  return setting === undefined ? undefined : marksWith(setting.salt);
}

/** Each table is fetched once in a run, however many reads need it. */
function oncePerTable(
  fetch: (facts: EndpointFacts, query: Query) => Promise<readonly JsonObject[]>,
): ReadContext["table"] {
  const tables = new Map<string, Promise<readonly JsonObject[]>>();
  return (facts, query = {}) => {
    const key = JSON.stringify([facts.name, query]);
    const table = tables.get(key) ?? fetch(facts, query);
    tables.set(key, table);
    return table;
  };
}

/** The results in the order of the streams, whatever order they were read in. */
function inOrder(pump: Pump): ReadonlyMap<string, StreamResult> {
  const read = definitions.filter(({ name }) => pump.results.has(name));
  return new Map(read.map(({ name }) => [name, pump.resultOf(name)]));
}

/** Says last what failed, where, and what to do; returns the exit code. */
function conclude(pump: Pump, stoppedBy: unknown, log: Logger): number {
  const failures = describeFailures(inOrder(pump));
  if (stoppedBy instanceof Error && stoppedBy.stack !== undefined) log.debug(stoppedBy.stack);
  if (failures !== undefined) log.critical(failures);
  if (stoppedBy !== undefined) log.critical(describeError(stoppedBy));
  return exitCodeOf(pump.results.values(), { stoppedBy });
}
