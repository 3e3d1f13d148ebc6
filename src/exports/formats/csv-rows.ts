import { SourceError } from "../../errors.js";
import { isHeader, nameColumns, type Columns } from "./columns.js";
import { CellRow, type CsvRow } from "./csv-row.js";
import { detectDelimiter, readCsv } from "./csv.js";
import type { Decoded } from "./decode.js";
import {
  checkColumns,
  emptyRow,
  isTooLong,
  mapColumns,
  type ObjectRow,
  type ObjectSettings,
} from "./object-row.js";

/** Yields the rows of a CSV object below its header. Throws SourceError. */
export async function* readCsvRows(
  { stream, start }: Decoded,
  key: string,
  settings: ObjectSettings,
): AsyncGenerator<readonly ObjectRow[]> {
  const delimiter = settings.delimiter ?? detectDelimiter(start);
  let toRow: ((row: CsvRow) => ObjectRow) | undefined;
  for await (const rows of readCsv(stream, { delimiter, key })) {
    const [header] = rows;
    if (header === undefined) continue;
    const isFirst = toRow === undefined;
    toRow ??= rowMaker(readHeader(header.cells, key, settings), settings);
    yield (isFirst ? rows.slice(1) : rows).map(toRow);
  }
}

function readHeader(cells: readonly string[], key: string, settings: ObjectSettings): Columns {
  const columns = nameColumns(cells, settings.columns);
  // What stands there may be a row of data: it is not quoted.
  if (!isHeader(cells, columns)) {
    throw new SourceError(
      `${key} has no header row that the tap knows: its first row has ${cells.length} cells, and ${columns.known.length} of them name a column.`,
      { hint: mapColumns },
    );
  }
  checkColumns(columns, key, settings);
  return columns;
}

function rowMaker({ names }: Columns, settings: ObjectSettings): (row: CsvRow) => ObjectRow {
  const layout = { names, constants: settings.constants, empty: emptyRow(names, settings) };
  const { length: width } = names;
  return (row) => {
    const { line } = row;
    if (isTooLong(row.length)) return { line, rejected: "it is longer than 16 MiB" };
    if (row.width < width || !isBlankBehind(row, width))
      return { line, rejected: `it has ${row.width} fields where the header has ${width}` };
    return new CellRow(layout, row);
  };
}

function isBlankBehind(row: CsvRow, width: number): boolean {
  for (let index = width; index < row.width; index += 1) if (!row.isEmpty(index)) return false;
  return true;
}
