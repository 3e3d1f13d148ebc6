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
  /** How many of them the schema knows. */
  readonly matched: number;
}

/** Names the cells of a header row; a column that nobody knows keeps its own name. */
export function nameColumns(header: readonly string[], rules: ColumnRules): Columns {
  const names: string[] = [];
  let matched = 0;
  for (const [index, cell] of header.entries()) {
    const own = cell.trim() === "" ? `column_${index + 1}` : cell.trim();
    const ours = knownName(own, rules);
    const isMatched = ours !== undefined && !names.includes(ours);
    if (isMatched) matched += 1;
    names.push(isMatched ? ours : unusedName(own, [...names, ...rules.known, ...rules.reserved]));
  }
  return { names, matched };
}

function knownName(own: string, rules: ColumnRules): string | undefined {
  // A column may be called like something that every object has: "constructor", "__proto__".
  if (Object.hasOwn(rules.renamed, own)) return rules.renamed[own];
  const plain = own.toLowerCase().replace(/[\s.-]+/g, "_");
  const name = Object.hasOwn(rules.aliases, plain) ? (rules.aliases[plain] ?? plain) : plain;
  return rules.known.includes(name) ? name : undefined;
}

function unusedName(own: string, taken: readonly string[]): string {
  let name = own;
  for (let count = 2; taken.includes(name); count += 1) name = `${own}_${count}`;
  return name;
}
