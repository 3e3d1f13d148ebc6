import { Readable } from "node:stream";
import type { ObjectRow, ObjectSettings, RowValues } from "../../src/exports/formats/object-row.js";
import { readObject } from "../../src/exports/read-object.js";

/** What came of an object. */
export interface ReadResult {
  readonly rows: readonly ObjectRow[];
  readonly values: readonly RowValues[];
  /** `<line>: <reason>` of each row that was rejected. */
  readonly rejected: readonly string[];
  readonly error: unknown;
  readonly warnings: readonly string[];
}

type Changes = Partial<Omit<ObjectSettings, "columns">> & {
  readonly columns?: Partial<ObjectSettings["columns"]>;
};

/** Reads an object whose content comes in one chunk, or in these. */
export async function readContent(
  content: string | Buffer | readonly Buffer[],
  changes: Changes & { readonly key?: string } = {},
): Promise<ReadResult> {
  const { key = "a.json", columns, ...others } = changes;
  const chunks = Array.isArray(content) ? content : [Buffer.from(content as string)];
  const rows: ObjectRow[] = [];
  const warnings: string[] = [];
  const settings: ObjectSettings = {
    columns: {
      known: ["event", "email", "link", "count"],
      reserved: ["extra", "source"],
      aliases: { type: "event", url: "link" },
      renamed: {},
      required: [],
      warnAbout: () => undefined,
      ...columns,
    },
    format: "auto",
    delimiter: undefined,
    constants: {},
    signal: new AbortController().signal,
    warn: (message) => warnings.push(message),
    ...others,
  };
  let error: unknown;
  try {
    const open = () => Promise.resolve(Readable.from(chunks));
    for await (const batch of readObject(key, open, settings)) rows.push(...batch.map(plain));
  } catch (thrown) {
    error = thrown;
  }
  return {
    rows,
    values: rows.flatMap((row) => ("values" in row ? [row.values] : [])),
    rejected: rows.flatMap((row) => ("rejected" in row ? [`${row.line}: ${row.rejected}`] : [])),
    error,
    warnings,
  };
}

/** The bytes one at a time, each as a chunk of its own. */
export function singleBytes(content: string | Buffer): Buffer[] {
  return Array.from(Buffer.from(content as string), (byte) => Buffer.from([byte]));
}

/** A row without what it was made of. */
export function plain(row: ObjectRow): ObjectRow {
  return "values" in row ? { line: row.line, values: row.values } : row;
}

/** JSON lines of these values. */
export function jsonLines(...values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}
