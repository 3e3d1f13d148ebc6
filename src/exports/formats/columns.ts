import { parseInstant } from "../../values/timestamp.js";

/** How the columns of one object are named in records. */
export interface ColumnRules {
  /** Columns of the stream's schema that a file may fill. */
  readonly known: readonly string[];
  /** Names that the tap fills itself. */
  readonly reserved: readonly string[];
  /** Other spellings of known columns, in lower case. */
  readonly aliases: Readonly<Record<string, string>>;
  /** The user's own `{theirs: ours}`. */
  readonly renamed: Readonly<Record<string, string>>;
  /** Columns (by our names) without which the rows cannot be told apart: the user's `export_key`. */
  readonly required: readonly string[];
  /** What is to be said of a file with these columns. */
  readonly warnAbout: (names: readonly string[]) => string | undefined;
}

export interface Columns {
  /** The name of each cell, unique. */
  readonly names: readonly string[];
  /** Those of them that the schema knows; the others may be data of a file without a header. */
  readonly known: readonly string[];
}

/**
 * Names the cells of a header row, in whatever order they stand: an exact name beats another spelling of it, and a column
 * that nobody knows keeps its own name. The first cells keep the names that they were `given` before.
 */
export function nameColumns(
  header: readonly string[],
  rules: ColumnRules,
  given: Columns = { names: [], known: [] },
): Columns {
  const cells = header.map((cell, index) => cell.trim() || `column_${index + 1}`);
  const ours = new Map(given.names.map((name, index) => [index, name]));
  const taken = new Set(given.names);
  const found: string[] = [];
  for (const find of [exactName, aliasedName]) {
    for (const [index, cell] of cells.entries()) {
      const name = ours.has(index) ? undefined : find(cell, rules);
      if (name === undefined || taken.has(name)) continue;
      ours.set(index, name);
      taken.add(name);
      found.push(name);
    }
  }
  for (const name of [...rules.known, ...rules.reserved]) taken.add(name);
  const names = cells.map((cell, index) => {
    const name = ours.get(index) ?? unusedName(cell, taken);
    taken.add(name);
    return name;
  });
  return { names, known: [...given.known, ...found] };
}

const looksLikeData = [/.@.+\../, /^[-+]?[\d.,]+$/];

/** Whether enough of the names are known to be names: two of them at least. */
export function isFamiliar({ names, known }: Columns): boolean {
  return known.length >= Math.min(2, names.length);
}

/** Whether a first row names columns: it is familiar, and holds no address, time or number. */
export function isHeader(cells: readonly string[], columns: Columns): boolean {
  if (!isFamiliar(columns)) return false;
  const isData = (cell: string): boolean =>
    looksLikeData.some((pattern) => pattern.test(cell)) || parseInstant(cell) !== undefined;
  return !cells.map((cell) => cell.trim()).some(isData);
}

function exactName(cell: string, rules: ColumnRules): string | undefined {
  // A column may be called like something that every object has: "constructor", "__proto__".
  if (Object.hasOwn(rules.renamed, cell)) return rules.renamed[cell];
  const name = plainName(cell);
  return rules.known.includes(name) ? name : undefined;
}

function aliasedName(cell: string, rules: ColumnRules): string | undefined {
  const name = plainName(cell);
  return Object.hasOwn(rules.aliases, name) ? rules.aliases[name] : undefined;
}

function plainName(cell: string): string {
  return cell.toLowerCase().replace(/[\s.-]+/g, "_");
}

function unusedName(own: string, taken: ReadonlySet<string>): string {
  return freeName(own, (name) => taken.has(name));
}

/** The first of `own`, `own_2`, `own_3` ... that is not taken. */
export function freeName(own: string, isTaken: (name: string) => boolean): string {
  let name = own;
  for (let count = 2; isTaken(name); count += 1) name = `${own}_${count}`;
  return name;
}

/** The column that a name stands for, by either of its spellings; undefined where nobody knows it. */
export function knownColumn(cell: string, rules: ColumnRules): string | undefined {
  return exactName(cell, rules) ?? aliasedName(cell, rules);
}
