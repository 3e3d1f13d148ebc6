import { SourceError } from "../../errors.js";
import type { ColumnRules, Columns } from "./columns.js";
import { maxRowBytes } from "./decode.js";

export interface ObjectSettings {
  readonly columns: ColumnRules;
  readonly format: "auto" | "csv" | "jsonl";
  readonly delimiter: string | undefined;
  /** What stands in every row, under names that `columns` reserves. */
  readonly constants: RowValues;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/** The values of a row under its columns' names; every row of an object has every column. */
export type RowValues = Readonly<Record<string, unknown>>;

/** A row that came from an object. */
export interface ValueRow {
  readonly line: number;
  readonly values: RowValues;
}

/** A row, or why it cannot be one. */
export type ObjectRow = ValueRow | { readonly line: number; readonly rejected: string };

/** Whether a row of so many bytes is too long for what reads the records. */
export function isTooLong(length: number): boolean {
  return length > maxRowBytes;
}

/**
 * A row with all columns, and no values but the constant ones. Copies of it share one hidden class, so that whatever handles rows by the million
 * finds each column in the same place.
 */
export function emptyRow(
  names: readonly string[],
  { constants }: ObjectSettings,
): Record<string, unknown> {
  const columns = names.map((name) => [name, null] as const);
  return Object.fromEntries([...columns, ...Object.entries(constants)]);
}

/** Warns of columns that do not tell rows apart. Throws SourceError where one is missing that `export_key` names. */
export function checkColumns(columns: Columns, key: string, settings: ObjectSettings): void {
  const warning = settings.columns.warnAbout(columns.known);
  if (warning !== undefined) settings.warn(`${key}: ${warning}`);
  const absent = settings.columns.required.filter((name) => !columns.names.includes(name));
  if (absent.length === 0) return;
  throw new SourceError(`${key} lacks ${absent.join(", ")}, which export_key names.`, {
    hint: `Set export_key to columns of the file; those that the tap knows are ${columns.known.join(", ")}.`,
  });
}

export const mapColumns =
  "If its columns have other names, map them in export_columns ({theirs: ours}).";
