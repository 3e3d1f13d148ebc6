import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { JsonObject } from "../support/meltano-merge.js";
import {
  nameRows,
  streamNames,
  type RowsByStream,
  type StreamName,
} from "../support/truth-rows.js";

/** The rows that target-jsonl has written for a stream; none where it has written no file. */
export async function rowsInFile(folder: string, stream: string): Promise<JsonObject[]> {
  const text = await readFile(join(folder, `${stream}.jsonl`), "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as JsonObject);
}

const query = `
import duckdb, json, sys
found = duckdb.connect(sys.argv[1], read_only=True).execute("select * from ometria." + sys.argv[2])
names = [column[0] for column in found.description]
plain = lambda value: value.isoformat() + "Z" if hasattr(value, "isoformat") else value
print(json.dumps([{n: plain(v) for n, v in zip(names, row)} for row in found.fetchall()], default=str))
`;

/** The rows of a table that target-duckdb has filled, read with that target's own DuckDB. */
export async function rowsInDuckdb(folder: string, stream: string): Promise<JsonObject[]> {
  const python = join(folder, ".meltano/loaders/target-duckdb/venv/bin/python");
  const args = ["-c", query, join(folder, "warehouse.duckdb"), stream];
  const { stdout } = await promisify(execFile)(python, args, { maxBuffer: 2 ** 28 });
  return JSON.parse(stdout) as JsonObject[];
}

const stateQuery = `
import sqlite3, sys
print(sqlite3.connect(sys.argv[1], timeout=60).execute("select partial_state from state").fetchall()[0][0] or "{}")
`;

/** What Meltano has kept of a run that did not come to its end, as text. */
export async function partialState(folder: string): Promise<string> {
  const args = ["-c", stateQuery, join(folder, ".meltano/meltano.db")];
  return (await promisify(execFile)("python3", args)).stdout;
}

/** What the sandbox has and a table lacks, by stream; rows that the sandbox no longer has may stay in the table. */
export async function missingIn(
  truth: RowsByStream,
  rowsOf: (stream: StreamName) => Promise<readonly JsonObject[]>,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const missing = await Promise.all(
    streamNames.map(async (stream) => {
      const rows = await rowsOf(stream);
      const present = stream === "member_lists" ? rows.filter(isMember) : rows;
      const names = new Set(nameRows(stream, present));
      return [stream, nameRows(stream, truth[stream]).filter((name) => !names.has(name))] as const;
    }),
  );
  return Object.fromEntries(missing);
}

/** Nothing missing, as `missingIn` says it. */
export const nothing = Object.fromEntries(streamNames.map((stream) => [stream, []]));

function isMember(row: JsonObject): boolean {
  return row["is_member"] === true;
}
