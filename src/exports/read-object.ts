import { SourceError } from "../errors.js";
import { isHeader, nameColumns, type ColumnRules, type Columns } from "./columns.js";
import { detectDelimiter, readCsv, type CsvRow } from "./csv.js";
import { decode, maxRowBytes, type Decoded } from "./decode.js";
import type { ExportObject, ObjectStore } from "./store.js";

export interface ObjectSettings {
  readonly columns: ColumnRules;
  readonly format: "auto" | "csv" | "jsonl";
  readonly delimiter: string | undefined;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/** A row under its columns' names, or why it cannot be one. */
export type ObjectRow = { readonly line: number } & (
  { readonly values: Readonly<Record<string, string | null>> } | { readonly rejected: string }
);

/**
 * Yields the rows of one object in batches, in the object's order. Throws SourceError where it cannot be read to its
 * end; what was yielded until then stays true.
 */
export async function* readObject(
  store: ObjectStore,
  object: ExportObject,
  settings: ObjectSettings,
): AsyncGenerator<readonly ObjectRow[]> {
  try {
    const decoded = await decode(await store.open(object, settings.signal), object.key);
    refuseJsonLines(decoded, object.key, settings.format);
    yield* readRows(decoded, object.key, settings);
  } catch (error) {
    settings.signal.throwIfAborted();
    throw error instanceof SourceError ? error : breaksOff(object.key, error);
  }
}

async function* readRows(
  { stream, start }: Decoded,
  key: string,
  settings: ObjectSettings,
): AsyncGenerator<readonly ObjectRow[]> {
  const delimiter = settings.delimiter ?? detectDelimiter(start);
  let columns: Columns | undefined;
  for await (const batch of readCsv(stream, { delimiter, key })) {
    const isFirst = columns === undefined;
    columns ??= readHeader(batch[0]?.cells ?? [], key, settings);
    const { names } = columns;
    yield batch.slice(isFirst ? 1 : 0).map((row) => toRow(row, names));
  }
}

function refuseJsonLines({ stream, start }: Decoded, key: string, format: string): void {
  if (format !== "jsonl" && (format !== "auto" || !/^\uFEFF?\s*\{/.test(start))) return;
  stream.destroy();
  throw new SourceError(`${key} holds JSON lines, which this version cannot read.`, {
    hint: "Have the export written as CSV.",
  });
}

function readHeader(cells: readonly string[], key: string, settings: ObjectSettings): Columns {
  const columns = nameColumns(cells, settings.columns);
  // What stands there may be a row of data: it is not quoted.
  if (!isHeader(cells, columns)) {
    throw new SourceError(
      `${key} has no header row that the tap knows: its first row has ${cells.length} cells, and ${columns.known.length} of them name a column.`,
      { hint: "If its columns have other names, map them in export_columns ({theirs: ours})." },
    );
  }
  const warning = settings.columns.warnAbout(columns.known);
  if (warning !== undefined) settings.warn(`${key}: ${warning}`);
  const absent = settings.columns.required.filter((name) => !columns.names.includes(name));
  if (absent.length === 0) return columns;
  throw new SourceError(`${key} lacks ${absent.join(", ")}, which export_key names.`, {
    hint: `Set export_key to columns of the file; those that the tap knows are ${columns.known.join(", ")}.`,
  });
}

function toRow({ line, bytes, cells }: CsvRow, names: readonly string[]): ObjectRow {
  if (bytes > maxRowBytes) return { line, rejected: "it is longer than 16 MiB" };
  const surplus = cells.slice(names.length);
  if (cells.length < names.length || surplus.some((cell) => cell !== "")) {
    return { line, rejected: `it has ${cells.length} fields where the header has ${names.length}` };
  }
  // No prototype: a column may be called __proto__.
  const values = Object.create(null) as Record<string, string | null>;
  // CSV knows no null: a field without text is one without a value.
  for (const [index, name] of names.entries())
    values[name] = cells[index] === "" ? null : (cells[index] ?? null);
  return { line, values };
}

function breaksOff(key: string, error: unknown): SourceError {
  const reason = error instanceof Error ? error.message : String(error);
  return new SourceError(`${key} could not be read to its end (${reason}).`, { cause: error });
}
