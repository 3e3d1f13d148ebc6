import type { Config } from "../config/load.js";
import { propertyOf, type JsonSchema } from "../config/schemas.js";
import { UsageError } from "../errors.js";
import type { Logger } from "../log.js";
import { isJsonObject, type JsonObject } from "../values/json.js";
import { withAddedColumns } from "./added-columns.js";
import { isAutomaticColumn } from "./catalog.js";
import { breadcrumbKey, checkSchema, parseCatalog, type UserEntry } from "./parse-catalog.js";
import type { RecordPseudonyms } from "./pseudonyms.js";
import { schemaOf, type StreamDefinition } from "./stream.js";

/** A stream that a run reads. */
export interface SelectedStream {
  readonly definition: StreamDefinition;
  /** Every column that the tap can fill, deselected ones and those that the user added too. */
  readonly knownSchema: JsonSchema;
  /** What goes out: the SCHEMA message's schema. */
  readonly schema: JsonSchema;
  /** The user asks for a FULL_TABLE replication of an incremental stream. */
  readonly fullTable: boolean;
  /** Replaces what the setting `pseudonymise` names in its records; `schema` says already that they are texts. */
  readonly pseudonyms?: RecordPseudonyms;
}

interface SelectionOptions {
  readonly definitions: readonly StreamDefinition[];
  /** The user's catalog; without one every stream is selected that is not optional. */
  readonly catalog: JsonObject | undefined;
  /** The names given by --streams. */
  readonly only: readonly string[] | undefined;
  /** Try every stream that is not optional, whatever the catalog deselects, as the Meltano SDK does in its tests. */
  readonly isTest?: boolean;
  /** The setting of that name: some streams become incremental by it. */
  readonly endpoints?: Config["endpoints"];
  readonly log: Logger;
}

/** The selected streams, in the order of the definitions. Throws UsageError for names and catalogs that are wrong. */
export function selectStreams(options: SelectionOptions): readonly SelectedStream[] {
  const { definitions, only, isTest = false, log } = options;
  const names = definitions.map(({ name }) => name);
  const unknown = (only ?? []).filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`--streams: there is no stream ${unknown.join(", ")}.`, {
      hint: `The streams are ${names.join(", ")}.`,
    });
  }
  const entries = options.catalog === undefined ? undefined : parseCatalog(options.catalog);
  for (const { id } of entries ?? []) {
    if (!names.includes(id))
      log.warning(`The catalog has a stream that the tap does not know: ${id}`);
  }
  return definitions.flatMap((definition) => {
    const entry = entries?.find(({ id }) => id === definition.name);
    const isNamed = only?.includes(definition.name);
    const isDefault = definition.isOptional !== true;
    const isWanted = entries === undefined ? isDefault : isRootSelected(entry);
    if (!(isNamed ?? (isWanted || (isDefault && isTest)))) return [];
    return entry === undefined ? [whole(definition)] : [fromEntry(definition, entry, options)];
  });
}

function whole(definition: StreamDefinition): SelectedStream {
  const schema = schemaOf(definition);
  return { definition, knownSchema: schema, schema, fullTable: false };
}

function isRootSelected(entry: UserEntry | undefined): boolean {
  if (entry === undefined) return false;
  const root = entry.metadata.get(breadcrumbKey([])) ?? {};
  if (root["inclusion"] === "unsupported") return false;
  if (root["inclusion"] === "automatic") return true;
  const { selected } = entry.entry;
  const explicit = [root["selected"], selectedInside(entry.schema), selected];
  return readFlags([...explicit, root["selected-by-default"]]) ?? false;
}

/** The legacy place of the flag: inside the schema. */
function selectedInside(schema: JsonSchema): unknown {
  return isJsonObject(schema) ? schema["selected"] : undefined;
}

function fromEntry(
  definition: StreamDefinition,
  entry: UserEntry,
  options: SelectionOptions,
): SelectedStream {
  checkSchema(entry.schema, definition.name);
  const ours = schemaOf(definition);
  const theirs = entry.schema.properties ?? {};
  const fixed = Object.entries(ours.properties ?? {}).filter(([name]) =>
    isAutomaticColumn(definition, name),
  );
  const known = withOurs(
    { ...ours, properties: { ...theirs, ...Object.fromEntries(fixed) } },
    ours,
  );
  const wanted: JsonSchema = { ...ours, properties: { ...theirs, ...Object.fromEntries(fixed) } };
  const isAutomatic = (path: readonly string[]): boolean =>
    path.length === 2 && isAutomaticColumn(definition, path[1] ?? "");
  const added = Object.keys(theirs).filter((name) => propertyOf(ours, name) === undefined);
  return {
    definition: withAddedColumns(definition, added),
    knownSchema: known,
    schema: prune(wanted, { entry, isAutomatic, path: [] }),
    fullTable: wantsFullTable(definition, entry, options),
  };
}

/** The user's schema and the properties, nested ones too, that were taken out of it. */
function withOurs(theirs: JsonSchema, ours: JsonSchema): JsonSchema {
  const items =
    theirs.items === undefined || ours.items === undefined
      ? {}
      : { items: withOurs(theirs.items, ours.items) };
  if (theirs.properties === undefined || ours.properties === undefined)
    return { ...theirs, ...items };
  const common = Object.entries(theirs.properties).map(([name, property]) => {
    const own = propertyOf(ours, name);
    return [name, own === undefined ? property : withOurs(property, own)] as const;
  });
  return { ...theirs, ...items, properties: { ...ours.properties, ...Object.fromEntries(common) } };
}

interface PruneContext {
  readonly entry: UserEntry;
  readonly isAutomatic: (path: readonly string[]) => boolean;
  readonly path: readonly string[];
}

/** The schema without the properties that are not selected; a property below a deselected one is not either. */
function prune(schema: JsonSchema, context: PruneContext): JsonSchema {
  const rest = Object.fromEntries(Object.entries(schema).filter(([name]) => name !== "selected"));
  const items = schema.items;
  const pruned =
    items === undefined ? rest : { ...rest, items: prune(items, below(context, ["items"])) };
  if (schema.properties === undefined) return pruned;
  const kept = Object.entries(schema.properties).flatMap(([name, property]) => {
    const child = below(context, ["properties", name]);
    if (!isPropertySelected(property, child)) return [];
    return [[name, prune(property, child)] as const];
  });
  const properties = Object.fromEntries(kept);
  return { ...pruned, properties, ...requiredOf(schema, properties) };
}

/** A property that is left out must not be required. */
function requiredOf({ required }: JsonSchema, properties: object): Pick<JsonSchema, "required"> {
  if (!Array.isArray(required)) return {};
  return { required: required.filter((name: string) => Object.hasOwn(properties, name)) };
}

function below(context: PruneContext, steps: readonly string[]): PruneContext {
  return { ...context, path: [...context.path, ...steps] };
}

// A property of which nothing is said is selected as the one above it is, and that one is, or it were left out.
function isPropertySelected(property: JsonSchema, context: PruneContext): boolean {
  if (context.isAutomatic(context.path)) return true;
  const metadata = context.entry.metadata.get(breadcrumbKey(context.path)) ?? {};
  if (metadata["inclusion"] === "unsupported") return false;
  if (metadata["inclusion"] === "automatic") return true;
  const flags = [metadata["selected"], selectedInside(property), metadata["selected-by-default"]];
  return readFlags(flags) ?? true;
}

/** The first of the values that says yes or no, in either of the spellings that catalogs use. */
function readFlags(values: readonly unknown[]): boolean | undefined {
  for (const value of values) {
    if (value === true || value === "true") return true;
    if (value === false || value === "false") return false;
  }
  return undefined;
}

function wantsFullTable(
  definition: StreamDefinition,
  entry: UserEntry,
  { endpoints = {}, log }: SelectionOptions,
): boolean {
  const asked = methodAskedFor(entry);
  const { name, replication } = definition;
  const { method, isForced } = replication;
  if (typeof asked !== "string" || asked === method) return false;
  if (asked === "FULL_TABLE" && !isForced) return true;
  if (asked !== "INCREMENTAL" || isForced)
    log.warning(`${name}: the catalog asks for ${asked}, but the stream is always ${method}`);
  // A setting makes it incremental, of which a catalog knows nothing.
  else if (!hasFilter(endpoints, name))
    log.warning(
      `${name}: the catalog asks for INCREMENTAL, but every run reads all rows until endpoints.${name}.since_param names the parameter that asks for what changed`,
    );
  return false;
}

function methodAskedFor({ entry, metadata }: UserEntry): unknown {
  const root = metadata.get(breadcrumbKey([])) ?? {};
  return root["replication-method"] ?? entry["replication_method"];
}

function hasFilter(endpoints: Config["endpoints"], name: string): boolean {
  const [, own] = Object.entries(endpoints).find(([key]) => key === name) ?? [];
  return isJsonObject(own) && "since_param" in own;
}
