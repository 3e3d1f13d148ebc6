import { FieldRules, namePattern, type FieldPath } from "../config/field-rules.js";
import { isJsonObject, type JsonObject } from "../values/json.js";
import { mapFields, mapItems } from "../values/map-json.js";
import type { Pseudonym } from "../values/pseudonym.js";
import type { StreamDefinition } from "./stream.js";

export interface PseudonymSettings {
  readonly definition: StreamDefinition;
  /** Every column that the tap can fill. */
  readonly columns: readonly string[];
  /** Those of them that the user's catalog adds. */
  readonly added: readonly string[];
  /** Other names of columns: where a row has both, what comes under the other one goes to `extra`. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Of the rules of this stream. */
  readonly paths: readonly FieldPath[];
  readonly pseudonym: Pseudonym;
}

/** Replaces what rules name in the records of one stream. Values are not changed in place: other streams have them too. */
export class RecordPseudonyms {
  readonly rules: FieldRules;
  readonly #pseudonym: Pseudonym;
  readonly #columns: readonly (readonly [string, FieldRules])[];
  readonly #extra: FieldRules | undefined;

  constructor(settings: PseudonymSettings) {
    this.#pseudonym = settings.pseudonym;
    this.rules = new FieldRules(allPaths(settings));
    this.#extra = this.rules.below("extra");
    this.#columns = settings.columns.flatMap((name) => {
      const rules = name === "extra" ? undefined : this.rules.below(name);
      return rules === undefined ? [] : [[name, rules] as const];
    });
  }

  /** Replaces the columns of a record that has been converted, and what is in its `extra`. */
  hide(record: JsonObject): void {
    for (const [name, rules] of this.#columns) {
      const value = record[name];
      // A record without the column stays without it: what validates and writes it goes by the columns that came.
      if (value !== null && value !== undefined) record[name] = this.#hide(value, rules, false);
    }
    const { extra } = record;
    if (isJsonObject(extra)) record["extra"] = this.hideRaw(extra);
  }

  /** Replaces the value of a column that was made of others. */
  hideColumn(record: JsonObject, name: string): void {
    const rules = this.rules.below(name);
    if (rules !== undefined) record[name] = this.#hide(record[name], rules, false);
  }

  /** Fields as they came, under the names by which `extra` has them. */
  hideRaw(raw: JsonObject): JsonObject {
    const rules = this.#extra;
    if (rules === undefined) return raw;
    return mapFields(raw, (value, name) => {
      // The second of two columns that are called alike has a number behind its name.
      const found = rules.belowPath(name) ?? rules.belowPath(name.replace(/_\d+$/, ""));
      return found === undefined ? value : this.#hide(value, found, true);
    });
  }

  /**
   * `isRaw`: it is not known what is in the value. A rule may look for something inside of it where a text stands (JSON in a cell,
   * say). The text may hold just that, so it is replaced as a whole.
   */
  #hide(value: unknown, rules: FieldRules, isRaw: boolean): unknown {
    if (value === null || value === undefined) return value;
    if (Array.isArray(value)) return mapItems(value, (item) => this.#hide(item, rules, isRaw));
    if (isJsonObject(value)) {
      return mapFields(value, (inner, name) => {
        const below = rules.below(name);
        return below === undefined ? inner : this.#hide(inner, below, isRaw);
      });
    }
    return rules.isMatch || isRaw ? this.#pseudonym(textOf(value)) : value;
  }
}

/** A number and its text have one pseudonym: of an id that is a number here and a text there, say. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The paths of the rules, and those on which the same values come another way. */
function allPaths(settings: PseudonymSettings): readonly FieldPath[] {
  const paths = [...settings.paths, ...pathsOfCustomFields(settings)];
  const extra = namePattern("extra");
  return [
    ...paths,
    ...paths.map((path) => [extra, ...path]),
    ...pathsOfAliases(paths, settings.aliases).map((path) => [extra, ...path]),
  ];
}

/** A column that the catalog adds is filled from the custom field of its name: what is said of the one holds for both. */
function pathsOfCustomFields({
  definition,
  added,
  paths,
}: PseudonymSettings): readonly FieldPath[] {
  const { customFields } = definition;
  if (customFields === undefined) return [];
  const column = namePattern(customFields);
  return added.flatMap((name) => {
    const field = namePattern(name);
    return paths.flatMap(([first, ...rest]) => {
      const asColumn = first?.matches(name) === true ? [[column, field, ...rest]] : [];
      if (first?.matches(customFields) !== true) return asColumn;
      const [inner, ...deeper] = rest;
      const isIn = inner === undefined || inner.matches(name);
      return isIn ? [...asColumn, [field, ...deeper]] : asColumn;
    });
  });
}

function pathsOfAliases(
  paths: readonly FieldPath[],
  aliases: Readonly<Record<string, string>>,
): readonly FieldPath[] {
  return Object.entries(aliases).flatMap(([alias, column]) =>
    paths.flatMap(([first, ...rest]) =>
      first?.matches(column) === true ? [[namePattern(alias), ...rest]] : [],
    ),
  );
}
