import { streamNames } from "../support/truth-rows.js";
import { given } from "./environment.js";

/** A program that reads what the tap writes, and what is its own in what it stores. */
export interface Reader {
  readonly name: string;
  readonly family: "checker" | "file" | "pipelinewise" | "sdk";
  /** Below the folder of the programs. */
  readonly program: string;
  /** Its config for a run (from 1 on); none = it is started without one. */
  readonly config?: (place: Place, run: number) => Readonly<Record<string, unknown>>;
  /** What it must have printed, beside an exit code of 0. */
  readonly says?: string;
  /** How `read-tables.py` finds what it stored; none = it stores nothing, and prints no state. */
  readonly tables?: (place: Place) => readonly [kind: string, where: string];
  /** Names of its columns' types; none = it writes files, which have no types. */
  readonly types?: Readonly<Record<ColumnKind, string>>;
  readonly spelling: Spelling;
  /** It appends: the last row of a key is the one that counts. */
  readonly keepsOlderRows?: true;
  /** It marks rows of an older version, where the tap is asked for ACTIVATE_VERSION and it for this. */
  readonly activating?: Readonly<Record<string, unknown>>;
}

/** Where a reader stores what comes: a folder, or a schema of the database, that nothing else uses. */
export interface Place {
  readonly folder: string;
  readonly schema: string;
}

/** What a column holds, by its JSON Schema. */
export type ColumnKind =
  "text" | "time" | "integer" | "number" | "boolean" | "object" | "objects" | "texts";

/** How values look that are not stored as what they are. */
export interface Spelling {
  /** An empty text cannot be told from null. */
  readonly emptyTextIsNull?: true;
  /** Line breaks, tabs and the like are spelled as in JSON, with a backslash. */
  readonly controlsAreEscaped?: true;
  /** Objects and arrays are JSON in a text. */
  readonly jsonIsText?: true;
  /** Numbers with decimals are texts inside of objects and arrays. */
  readonly innerDecimalsAreTexts?: true;
  /** Booleans are 1 and 0. */
  readonly booleansAreNumbers?: true;
  /** Everything is text; booleans are `True` and `False`. */
  readonly everythingIsText?: true;
  /** It has no place for `_sdc_deleted_at`, since it keeps such names to itself. */
  readonly withoutDeletedAt?: true;
}

const host = "127.0.0.1";
const port = Number(given("TEST_INTEROP_POSTGRES"));
const database = { host, port, user: "tap", password: "unused" };

function postgresTables({ schema }: Place): readonly [string, string] {
  return ["postgres", `postgresql://tap@${host}:${port}/postgres#${schema}`];
}

function runFolder({ folder }: Place, run: number): string {
  return `${folder}/run-${run}`;
}

/** Every program that the tap's output is piped into. */
export const readers: readonly Reader[] = [
  {
    name: "singer-check-tap",
    family: "checker",
    program: "singer-tools/bin/singer-check-tap",
    says: "The output is valid.",
    spelling: {},
  },
  {
    name: "target-jsonl",
    family: "file",
    program: "target-jsonl/bin/target-jsonl",
    config: (place, run) => ({ destination_path: runFolder(place, run) }),
    tables: ({ folder }) => ["jsonl", folder],
    keepsOlderRows: true,
    spelling: {},
  },
  {
    name: "pipelinewise-target-postgres",
    family: "pipelinewise",
    program: "pipelinewise-target-postgres/bin/target-postgres",
    config: ({ schema }) => ({
      ...database,
      dbname: "postgres",
      default_target_schema: schema,
      validate_records: true,
    }),
    tables: postgresTables,
    types: {
      text: "character varying",
      time: "timestamp without time zone",
      integer: "numeric",
      number: "double precision",
      boolean: "boolean",
      object: "jsonb",
      objects: "jsonb",
      texts: "jsonb",
    },
    // Rows are loaded as CSV whose texts are written as JSON.
    spelling: { emptyTextIsNull: true, controlsAreEscaped: true },
  },
  {
    name: "meltanolabs-target-postgres",
    family: "sdk",
    program: "meltanolabs-target-postgres/bin/target-postgres",
    config: ({ schema }) => ({ ...database, database: "postgres", default_target_schema: schema }),
    tables: postgresTables,
    types: {
      text: "text",
      time: "timestamp without time zone",
      integer: "bigint",
      number: "numeric",
      boolean: "boolean",
      object: "jsonb",
      objects: "jsonb[]",
      texts: "text[]",
    },
    // It adds the record metadata unless it is told otherwise.
    activating: {},
    spelling: {},
  },
  {
    name: "target-duckdb",
    family: "pipelinewise",
    program: "target-duckdb/bin/target-duckdb",
    config: ({ folder }) => ({
      path: `${folder}/stored.duckdb`,
      default_target_schema: "main",
      validate_records: true,
    }),
    tables: ({ folder }) => ["duckdb", `${folder}/stored.duckdb`],
    types: {
      text: "VARCHAR",
      time: "TIMESTAMP",
      integer: "HUGEINT",
      number: "DOUBLE",
      boolean: "BOOLEAN",
      object: "JSON",
      objects: "JSON",
      texts: "JSON",
    },
    spelling: { emptyTextIsNull: true, jsonIsText: true },
  },
  {
    name: "target-sqlite of the Meltano SDK",
    family: "sdk",
    program: "target-sqlite/bin/target-sqlite",
    // It inserts, and fails where a key is there already: without keys it appends.
    config: ({ folder }) => ({
      path_to_db: `${folder}/stored.sqlite`,
      stream_maps: Object.fromEntries(
        streamNames.map((name) => [name, { __key_properties__: [] }]),
      ),
    }),
    tables: ({ folder }) => ["sqlite", `${folder}/stored.sqlite`],
    types: {
      text: "VARCHAR",
      time: "DATETIME",
      integer: "INTEGER",
      number: "DECIMAL",
      boolean: "BOOLEAN",
      object: "VARCHAR",
      objects: "VARCHAR",
      texts: "VARCHAR",
    },
    activating: { add_record_metadata: true },
    keepsOlderRows: true,
    spelling: {
      jsonIsText: true,
      innerDecimalsAreTexts: true,
      booleansAreNumbers: true,
      withoutDeletedAt: true,
    },
  },
  {
    name: "meltanolabs-target-csv",
    family: "sdk",
    program: "meltanolabs-target-csv/bin/target-csv",
    config: (place, run) => ({ output_path: runFolder(place, run) }),
    tables: ({ folder }) => ["csv", folder],
    keepsOlderRows: true,
    spelling: { emptyTextIsNull: true, everythingIsText: true, withoutDeletedAt: true },
  },
];

/** The reader of a name. Throws where there is none. */
export function readerNamed(name: string): Reader {
  const reader = readers.find((each) => each.name === name);
  if (reader === undefined) throw new Error(`there is no reader ${name}`);
  return reader;
}
