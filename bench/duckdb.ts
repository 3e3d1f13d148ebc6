import { rm } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { exportColumns } from "./export-rows.js";

/** Converts a gzip CSV export to JSON lines with DuckDB on one thread; returns the number of rows that it wrote. */
export async function convertWithDuckDb(file: string): Promise<number> {
  const output = `${file}.${process.pid}.json`;
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const { rowsChanged } = await connection.run(
      `COPY (SELECT * FROM ${readCsvCall(file)}) TO ${literal(output)} (FORMAT json)`,
    );
    return rowsChanged;
  } finally {
    connection.closeSync();
    await rm(output, { force: true });
  }
}

// Nothing is left to be found out: a guess from the first rows can miss that fields hold line breaks.
function readCsvCall(file: string): string {
  const columns = exportColumns
    .map((name) => `${literal(name)}: '${name === "timestamp" ? "TIMESTAMPTZ" : "VARCHAR"}'`)
    .join(", ");
  return `read_csv(${literal(file)}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
    new_line = '\\r\\n', compression = 'gzip', parallel = false, columns = {${columns}})`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
