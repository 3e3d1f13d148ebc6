import { isDeepStrictEqual } from "node:util";
import { expect } from "@jest/globals";
import { isJsonObject, type JsonObject } from "../support/meltano-merge.js";
import type { SchemaMessage } from "../support/singer-checker-messages.js";
import { programs, run } from "./pipe.js";
import type { ColumnKind, Place, Reader, Spelling } from "./reader.js";

/** A table as it was stored: types by column (null where there are none), and values as JSON. */
export interface StoredTable {
  readonly columns: Readonly<Record<string, string | null>>;
  readonly rows: readonly JsonObject[];
}

/** Reads all that a reader has stored, with the Python that it runs in. */
export async function readTables(
  reader: Reader,
  place: Place,
): Promise<Readonly<Record<string, StoredTable>>> {
  if (reader.tables === undefined) return {};
  const [venv] = reader.program.split("/");
  const script = new URL("./read-tables.py", import.meta.url).pathname;
  const { stdout } = await run(`${programs}/${venv}/bin/python`, [script, ...reader.tables(place)]);
  return JSON.parse(stdout) as Record<string, StoredTable>;
}

/** What a column holds. */
export function kindOf(schema: unknown): ColumnKind {
  if (!isJsonObject(schema)) throw new Error("the column has no schema");
  const type = (schema["type"] as string[]).find((each) => each !== "null");
  if (type === "string") return schema["format"] === "date-time" ? "time" : "text";
  if (type === "array") return kindOf(schema["items"]) === "text" ? "texts" : "objects";
  return type as ColumnKind;
}

/** The rows of a table by key, as the tap would have written them. Fails where a key comes twice, but in files. */
export function rowsByKey(
  { rows }: StoredTable,
  schema: SchemaMessage,
  reader: Reader,
): Map<string, JsonObject> {
  const decoded = rows.map((row) => decodeRow(row, schema, reader));
  const table = new Map(decoded.map((row) => [keyOf(row, schema), row]));
  if (reader.keepsOlderRows === undefined) expect(decoded).toHaveLength(table.size);
  return table;
}

/** A row's key as one text. */
export function keyOf(row: JsonObject, { key_properties: names }: SchemaMessage): string {
  return JSON.stringify(names.map((name) => row[name]));
}

/** A record as a reader can show it at best. */
export function shownBy(reader: Reader, record: JsonObject, schema: SchemaMessage): JsonObject {
  return mapColumns(record, schema, (value, kind) => shownAs(value, kind, reader.spelling));
}

function shownAs(value: unknown, kind: ColumnKind, spelling: Spelling): unknown {
  if (kind === "time" && value !== null) return instant(value);
  if (typeof value === "string") return shownText(value, spelling);
  return spelling.innerDecimalsAreTexts && typeof value === "object"
    ? decimalsAsTexts(value)
    : value;
}

function shownText(value: string, { emptyTextIsNull, controlsAreEscaped }: Spelling): unknown {
  if (value === "" && emptyTextIsNull) return null;
  if (!controlsAreEscaped) return value;
  return JSON.stringify(value)
    .slice(1, -1)
    .replaceAll(/\\(["\\])/g, "$1");
}

function decimalsAsTexts(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_, inner: unknown) =>
    typeof inner === "number" && !Number.isInteger(inner) ? String(inner) : inner,
  ) as unknown;
}

function decodeRow(row: JsonObject, schema: SchemaMessage, reader: Reader): JsonObject {
  return mapColumns(row, schema, (value, kind) => decode(value, kind, reader));
}

/** The columns of the schema, each as `map` makes it; a column that is not there is undefined. */
function mapColumns(
  row: JsonObject,
  schema: SchemaMessage,
  map: (value: unknown, kind: ColumnKind) => unknown,
): JsonObject {
  const names = Object.entries(schema.schema.properties).filter(([name]) => name in row);
  return Object.fromEntries(names.map(([name, column]) => [name, map(row[name], kindOf(column))]));
}

function decode(value: unknown, kind: ColumnKind, { spelling }: Reader): unknown {
  if (value === null) return null;
  if (spelling.everythingIsText && typeof value === "string") return fromText(value, kind);
  if (kind === "time") return instant(value);
  if (kind === "boolean" && spelling.booleansAreNumbers) return value === 1;
  if (spelling.jsonIsText && ["object", "objects", "texts"].includes(kind)) {
    return JSON.parse(value as string);
  }
  return value;
}

function fromText(value: string, kind: ColumnKind): unknown {
  if (value === "") return null;
  if (kind === "time") return instant(value);
  if (kind === "boolean") return value === "True";
  return kind === "integer" || kind === "number" ? Number(value) : value;
}

function instant(value: unknown): string {
  return new Date(String(value)).toISOString();
}

/** What differs between two tables, in few words: keys that only one has, and the first columns that differ. */
export function differences(
  found: ReadonlyMap<string, JsonObject>,
  expected: ReadonlyMap<string, JsonObject>,
): readonly string[] {
  const missing = [...expected.keys()].filter((key) => !found.has(key));
  const surplus = [...found.keys()].filter((key) => !expected.has(key));
  const changed = [...expected].flatMap(([key, row]) => {
    const other = found.get(key);
    return other === undefined ? [] : differingColumns(key, { found: other, expected: row });
  });
  return [
    ...missing.map((key) => `${key} is missing`),
    ...surplus.map((key) => `${key} is surplus`),
    ...changed,
  ].slice(0, 20);
}

function differingColumns(
  key: string,
  { found, expected }: { readonly found: JsonObject; readonly expected: JsonObject },
): string[] {
  return Object.entries(expected)
    .filter(([name, value]) => !isDeepStrictEqual(found[name], value))
    .map(
      ([name, value]) =>
        `${key} ${name}: ${JSON.stringify(found[name])}, not ${JSON.stringify(value)}`,
    );
}
