import { TapError } from "../errors.js";
import type { ExportObject, ObjectStore } from "../exports/stores/store.js";
import type { Logger } from "../log.js";
import type { ReadContext } from "../reads/contract.js";
import type { SelectedStream } from "../records/select.js";
import { emptyBookmark, schemaOf } from "../records/stream.js";
import { isJsonObject } from "../values/json.js";
import type { DoctorContext } from "./context.js";

const mostRows = 500;

/** What a sync would make of the first rows of an object. */
export interface SampledRows {
  readonly rows: number;
  readonly rejected: number;
  /** Columns that the schema of the stream has. */
  readonly matched: readonly string[];
  readonly unmatched: readonly string[];
  /** What the tap would say of the columns. */
  readonly warnings: readonly string[];
  readonly error?: TapError;
}

/** Reads the first rows of one object by the stream's own read, as if it were the only one. */
export async function sampleRows(
  context: DoctorContext,
  stream: SelectedStream,
  object: ExportObject,
): Promise<SampledRows> {
  const tally: Tally = { rows: 0, rejected: 0, names: new Set(), warnings: [], error: undefined };
  try {
    await readInto(tally, contextFor(context, object, tally.warnings), stream);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof TapError)) throw error;
    tally.error = error;
  }
  const { names, error, ...others } = tally;
  const own = schemaOf(stream.definition).properties ?? {};
  const isOurs = (name: string): boolean => Object.hasOwn(own, name);
  return {
    ...others,
    matched: [...names].filter(isOurs),
    unmatched: [...names].filter((name) => !isOurs(name)),
    ...(error === undefined ? {} : { error }),
  };
}

interface Tally {
  rows: number;
  rejected: number;
  readonly names: Set<string>;
  readonly warnings: string[];
  error: TapError | undefined;
}

async function readInto(
  tally: Tally,
  context: ReadContext,
  { definition }: SelectedStream,
): Promise<void> {
  const bookmark = emptyBookmark(definition);
  const participants = [{ stream: definition.name, bookmark, fullTable: false }];
  const reads = definition.sources.map(({ read }) => read).filter(({ from }) => from === "export");
  for (const read of reads) {
    for await (const event of read.run(context, participants)) {
      if (event.type === "rejected") tally.rejected += 1;
      if (event.type === "failed") tally.error = event.error;
      if (event.type === "rows") note(event.rows, tally);
      if (tally.rows >= mostRows) break;
    }
  }
}

function note(rows: readonly unknown[], tally: Tally): void {
  tally.rows += rows.length;
  for (const row of rows) for (const name of columnsOf(row)) tally.names.add(name);
}

/** The columns of the file: what the tap adds to each row says where it comes from. */
function columnsOf(row: unknown): readonly string[] {
  const { values } = row as { readonly values?: unknown };
  const names = isJsonObject(values) ? Object.keys(values) : [];
  return names.filter((name) => !name.startsWith("source_"));
}

/** All that a read of the export asks for, with one object in the store, whatever the range of the config. */
function contextFor(context: DoctorContext, object: ExportObject, warnings: string[]): ReadContext {
  const { clock, signal, config } = context;
  const { start_date, end_date, ...others } = config;
  const store: ObjectStore = {
    url: context.store().url,
    clockOffsetMs: () => context.store().clockOffsetMs(),
    // eslint-disable-next-line @typescript-eslint/require-await -- a store lists what it has to ask for.
    async *list() {
      yield object;
    },
    open: (each, aborted) => context.store().open(each, aborted),
  };
  const none = (): never => {
    throw new Error("an export is read without the API");
  };
  const quiet = quietLog(warnings);
  return {
    config: others,
    client: none,
    store: () => store,
    table: none,
    rejected: () => 0,
    clock,
    log: quiet,
    signal,
  };
}

/** Keeps what a read warns of; the doctor says itself what is wrong. */
function quietLog(warnings: string[]): Logger {
  const ignore = (): void => undefined;
  const warning = (message: string): void => void warnings.push(message);
  return {
    debug: ignore,
    info: ignore,
    warning,
    error: ignore,
    critical: ignore,
    block: ignore,
    metric: ignore,
  };
}
