import { SourceError } from "../../errors.js";
import { freeName, isFamiliar, knownColumn, nameColumns, type Columns } from "./columns.js";
import type { Decoded } from "./decode.js";
import { readJsonLines, type JsonLine } from "./json-lines.js";
import {
  checkColumns,
  emptyRow,
  isTooLong,
  mapColumns,
  type ObjectRow,
  type ObjectSettings,
} from "./object-row.js";

/** Yields the rows of a JSON-lines object. Throws SourceError. */
export async function* readJsonRows(
  { stream }: Decoded,
  key: string,
  settings: ObjectSettings,
): AsyncGenerator<readonly ObjectRow[]> {
  let maker: RowMaker | undefined;
  let first: JsonLine[] = [];
  for await (const lines of readJsonLines(stream, key)) {
    if (maker === undefined) first = first.concat(lines);
    if (maker === undefined && !isEnough(first)) continue;
    const ready = maker === undefined ? first : lines;
    maker ??= new RowMaker(readColumns(first, key, settings), settings);
    first = [];
    yield ready.map(maker.toRow);
  }
  if (first.length > 0)
    yield first.map(new RowMaker(readColumns(first, key, settings), settings).toRow);
}

/** Not as many as happen to arrive at once: which names a file has MUST NOT depend on the network. */
const headLines = 500;
const headLength = 1024 * 1024;

function isEnough(lines: readonly JsonLine[]): boolean {
  return (
    lines.length >= headLines || lines.reduce((sum, { length }) => sum + length, 0) >= headLength
  );
}

function headOf(lines: readonly JsonLine[]): readonly JsonLine[] {
  let length = 0;
  return lines.slice(0, headLines).filter((line) => {
    length += line.length;
    return length - line.length < headLength;
  });
}

/** What the first lines hold stands for a header: a line may leave out what has no value. */
function readColumns(lines: readonly JsonLine[], key: string, settings: ObjectSettings): Naming {
  if (lines[0]?.value === undefined) {
    throw new SourceError(`${key} is not JSON lines: its first line is no JSON object.`, {
      hint: 'Set export_format to "auto", or export_patterns so that other objects match.',
    });
  }
  const keys = [...new Set(headOf(lines).flatMap(({ value = {} }) => Object.keys(value)))];
  const columns = nameColumns(keys, settings.columns);
  if (!isFamiliar(columns)) {
    throw new SourceError(
      `${key} has no columns that the tap knows: its first lines have ${keys.length} names, and ${columns.known.length} of them are a column's.`,
      { hint: mapColumns },
    );
  }
  checkColumns(columns, key, settings);
  return { keys, columns };
}

interface Naming {
  readonly keys: string[];
  readonly columns: Columns;
}

/**
 * Puts each value under its column's name. A known column that comes later than the first lines is one from there on; any
 * other name stands in its own row alone, since a file may have as many as it has rows.
 */
class RowMaker {
  readonly #settings: ObjectSettings;
  #naming: Naming;
  #names = new Map<string, string>();
  #empty: Record<string, unknown> = {};
  readonly #taken: ReadonlySet<string>;

  constructor(naming: Naming, settings: ObjectSettings) {
    this.#settings = settings;
    this.#naming = naming;
    const { known, reserved } = settings.columns;
    this.#taken = new Set([...known, ...reserved]);
    this.#take(naming);
  }

  readonly toRow = ({ line, length, value }: JsonLine): ObjectRow => {
    if (isTooLong(length)) return { line, rejected: "it is longer than 16 MiB" };
    if (value === undefined) return { line, rejected: "it is no JSON object" };
    const fields = Object.entries(value);
    for (const [key] of fields) if (!this.#names.has(key)) this.#addIfKnown(key);
    const values = { ...this.#empty };
    const isTaken = (name: string): boolean => this.#taken.has(name) || Object.hasOwn(values, name);
    for (const [key, field] of fields)
      values[this.#names.get(key) ?? freeName(key.trim() || "column", isTaken)] = field;
    return { line, values };
  };

  #addIfKnown(key: string): void {
    const { keys, columns } = this.#naming;
    const name = knownColumn(key, this.#settings.columns);
    if (name === undefined || columns.names.includes(name)) return;
    const all = [...keys, key];
    this.#take({ keys: all, columns: nameColumns(all, this.#settings.columns, columns) });
  }

  #take(naming: Naming): void {
    this.#naming = naming;
    const { names } = naming.columns;
    this.#names = new Map(naming.keys.map((key, index) => [key, names[index] ?? key]));
    this.#empty = emptyRow(names, this.#settings);
  }
}
