import { isDeepStrictEqual } from "node:util";
import { propertyOf, typesOf, type JsonSchema } from "../../config/schemas.js";
import type { CellLayout } from "../../exports/formats/csv-row.js";
import { toJson } from "../../values/json.js";
import type { Converter } from "../convert.js";
import type { RecordPreparer } from "../prepare.js";
import { planRecords, type PlanSettings } from "../record-plan.js";
import { schemaOf, type KeyPart, type KeyRule } from "../stream.js";

/** What is put into the JSON of a record next. */
type StepValue =
  { readonly kind: "key" } | { readonly kind: "extra" } | ({ readonly kind: "cell" } & CellValue);

/** The value of a cell; one without a converter is text. */
export interface CellValue {
  readonly cell: number;
  readonly convert: Converter | undefined;
  /** Whether the converter gives texts that need no escapes, and are ASCII: times. */
  readonly isTime: boolean;
}

/** A step in the making of a record, and the bytes before what it puts there. */
export interface CellStep {
  readonly before: Buffer;
  readonly value: StepValue;
}

/** A `KeyRule` with cells in the place of columns; those that the rows lack are left out. */
export interface CellKeyRule {
  readonly needs: readonly number[];
  readonly hashed: readonly CellKeyPart[] | undefined;
}

export interface CellKeyPart {
  readonly cells: readonly number[];
  readonly lowerCase: boolean;
}

/** How the cells of all rows of an object become the JSON of records. */
export interface CellPlan {
  readonly steps: readonly CellStep[];
  readonly end: Buffer;
  readonly rules: readonly CellKeyRule[];
  /** Cells that the schema has no column for, which make up `extra`; with their names as JSON. */
  readonly unknown: readonly {
    readonly name: string;
    readonly json: Buffer;
    readonly cell: number;
  }[];
  /** Bytes of a record beside those of its cells, at most. */
  readonly fixedBytes: number;
}

interface CellPlanSettings extends PlanSettings {
  readonly key: string;
  readonly rules: readonly KeyRule[];
}

/** SHA-256 in hexadecimal, in quotes. */
export const keyBytes = 66;
/** By how much a time or a number may be longer than its cell, with what stands around it. */
const growth = 40;

/**
 * Plans how cells become records without texts in between. Undefined where the plan could not give what `preparer` makes of
 * values.
 */
export function planCells(layout: CellLayout, preparer: RecordPreparer): CellPlan | undefined {
  const settings = settingsFor(layout, preparer);
  if (settings === undefined) return undefined;
  const names = [...layout.names, ...Object.keys(layout.constants)];
  if (!names.every(isOrdinary)) return undefined;
  const { columns, end } = planRecords(names, settings);
  const steps: CellStep[] = [];
  let before = "";
  for (const column of columns) {
    before += column.before;
    const constant = constantJson(column.name, layout, settings);
    if (constant === undefined) {
      const value = valueFor(column.name, layout, settings);
      if (value === undefined) return undefined;
      steps.push({ before: Buffer.from(before), value });
    }
    before = constant === undefined ? "" : before + constant;
  }
  const written = steps.flatMap(({ value }) => (value.kind === "cell" ? [value.cell] : []));
  const rules = rulesFor(layout, settings);
  const needed = rules.flatMap(({ needs, hashed = [] }) => [
    ...needs,
    ...hashed.flatMap(({ cells }) => cells),
  ]);
  const unknown = unknownCells(layout, settings);
  const hasPlace = unknown.length === 0 || steps.some(({ value }) => value.kind === "extra");
  if (!hasPlace || !needed.every((cell) => written.includes(cell))) return undefined;
  const plan = { steps, end: Buffer.from(before + end), rules, unknown };
  return { ...plan, fixedBytes: bytesOf(plan) };
}

function settingsFor(
  { names }: CellLayout,
  { stream, config, converters }: RecordPreparer,
): CellPlanSettings | undefined {
  const { definition, schema, pseudonyms } = stream;
  // What is written from cells is not looked at field by field.
  if (pseudonyms !== undefined) return undefined;
  const [key, ...otherKeys] = definition.keyProperties;
  const rules = definition.keyRules?.(names, config) ?? [];
  if (key === undefined || otherKeys.length > 0 || rules.length === 0) return undefined;
  // What the converters give is valid for the discovered schema: nothing is validated.
  if (!isPartOf(schema, schemaOf(definition))) return undefined;
  return { schema, converters, filled: new Set([key, "extra"]), key, rules };
}

/** Whether a record's schema is another one, but for columns that it leaves out. */
function isPartOf(schema: JsonSchema, whole: JsonSchema): boolean {
  const { properties = {}, ...rest } = schema;
  const { properties: all = {}, ...wholeRest } = whole;
  const kept = Object.entries(all).filter(([name]) => Object.hasOwn(properties, name));
  // Also the order: that of the columns in a record is the discovered one.
  return isDeepStrictEqual([rest, Object.entries(properties)], [wholeRest, kept]);
}

/** Not a name that an object would put into another order, nor one that every object has. */
function isOrdinary(name: string): boolean {
  return !/^\d+$/.test(name) && !(name in Object.prototype) && name.isWellFormed();
}

function constantJson(
  name: string,
  { constants }: CellLayout,
  { converters, schema }: CellPlanSettings,
): string | undefined {
  const property = propertyOf(schema, name);
  if (!Object.hasOwn(constants, name) || !(isText(property) || isTime(property))) return undefined;
  const value = converters.get(name)?.(constants[name], () => undefined);
  return typeof value === "string" ? toJson(value) : undefined;
}

function valueFor(
  name: string,
  { names }: CellLayout,
  { key, schema, converters }: CellPlanSettings,
): StepValue | undefined {
  if (name === key) return { kind: "key" };
  if (name === "extra") return { kind: "extra" };
  const cell = names.indexOf(name);
  const property = propertyOf(schema, name);
  const convert = converters.get(name);
  if (cell < 0 || property === undefined || convert === undefined) return undefined;
  const value = { kind: "cell", cell, isTime: isTime(property) } as const;
  if (isText(property)) return { ...value, convert: undefined };
  return isTime(property) || isNumber(property) ? { ...value, convert } : undefined;
}

function isText(property: JsonSchema | undefined): boolean {
  return typeOf(property) === "string" && property?.format === undefined;
}

function isTime(property: JsonSchema | undefined): boolean {
  return typeOf(property) === "string" && property?.format === "date-time";
}

function isNumber(property: JsonSchema): boolean {
  return ["integer", "number", "boolean"].includes(typeOf(property) ?? "");
}

/** The only type of a column, beside null. */
function typeOf(property: JsonSchema | undefined): string | undefined {
  const [type, ...others] = property === undefined ? [] : typesOf(property);
  return others.length === 0 ? type : undefined;
}

function unknownCells({ names }: CellLayout, settings: CellPlanSettings): CellPlan["unknown"] {
  return names
    .map((name, cell) => ({ name, json: Buffer.from(`${JSON.stringify(name)}:`), cell }))
    .filter(({ name }) => !settings.converters.has(name));
}

function rulesFor({ names }: CellLayout, { rules, schema }: CellPlanSettings): CellKeyRule[] {
  const cellsOf = (columns: readonly string[]): number[] =>
    columns.map((name) => names.indexOf(name)).filter((cell) => cell >= 0);
  const partOf = ({ columns, lowerCase = false }: KeyPart): CellKeyPart => ({
    cells: cellsOf(columns),
    lowerCase,
  });
  const possible = rules.filter(({ needs }) => needs.every((name) => names.includes(name)));
  const odd = possible.findIndex((rule) => !isOfTexts(rule, schema));
  // Rows that need a later rule are made of values instead.
  return possible
    .slice(0, odd < 0 ? undefined : odd)
    .map(({ needs, hashed }) => ({ needs: cellsOf(needs), hashed: hashed?.map(partOf) }));
}

function isOfTexts({ needs, hashed }: KeyRule, schema: JsonSchema): boolean {
  const columns = needs.map((name) => propertyOf(schema, name));
  return columns.every(
    (property) => isText(property) || (hashed !== undefined && isTime(property)),
  );
}

function bytesOf({ steps, end, unknown }: Omit<CellPlan, "fixedBytes">): number {
  const before = steps.reduce((sum, step) => sum + step.before.length + growth, end.length);
  const names = unknown.reduce((sum, { json }) => sum + json.length + growth, growth);
  return before + names + keyBytes;
}
