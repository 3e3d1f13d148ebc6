import type { Config } from "../config/load.js";
import { knownColumn } from "../exports/formats/columns.js";
import { detectDelimiter } from "../exports/formats/csv.js";
import { schemaOf, type StreamDefinition } from "../records/stream.js";
import { isJsonObject } from "../values/json.js";

type Renamed = Readonly<Record<string, string>>;

/** The names in the first line of an object, by what its text begins with; none where that tells none. */
export function firstNames(start: string, delimiter: string | undefined): readonly string[] {
  const line = /[^\r\n]+/.exec(start.replace(/^\uFEFF/, ""))?.[0] ?? "";
  if (line.trimStart().startsWith("{")) return namesOfJson(line);
  const cells = line.split(delimiter ?? detectDelimiter(start));
  return cells.map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
}

function namesOfJson(line: string): readonly string[] {
  try {
    const row: unknown = JSON.parse(line);
    return isJsonObject(row) ? Object.keys(row) : [];
  } catch {
    return [];
  }
}

/**
 * Columns that the tap does not know, and that are called like one of ours but for case, blanks and signs: `export_columns`
 * for them. A name that is like none of ours is never among them: it may be a value of a file without a header.
 */
export function columnsLike(
  names: readonly string[],
  definition: StreamDefinition,
  { export_columns: renamed }: Readonly<Config>,
): Renamed {
  const { aliases = {} } = definition;
  const known = fillable(definition);
  const rules = { known, reserved: [], aliases, renamed, required: [], warnAbout: () => undefined };
  const taken = new Set(names.map((name) => knownColumn(name, rules)));
  const ours = new Map<string, string>([
    ...Object.entries(aliases).map(([theirs, name]) => [lettersOf(theirs), name] as const),
    ...known.map((name) => [lettersOf(name), name] as const),
  ]);
  const found: Record<string, string> = {};
  for (const name of names) {
    const own = ours.get(lettersOf(name));
    if (own === undefined || taken.has(own) || knownColumn(name, rules) !== undefined) continue;
    found[name] = own;
    taken.add(own);
  }
  return found;
}

/** What the tap fills itself no file can. */
function fillable(definition: StreamDefinition): readonly string[] {
  const own = [...definition.keyProperties, "extra"];
  const names = Object.keys(schemaOf(definition).properties ?? {});
  return names.filter((name) => !own.includes(name) && !name.startsWith("source_"));
}

function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
