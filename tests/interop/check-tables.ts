import { isDeepStrictEqual } from "node:util";
import { expect } from "@jest/globals";
import type { Truth } from "../simulator/truth.js";
import { isJsonObject, type JsonObject } from "../support/meltano-merge.js";
import type { SchemaMessage } from "../support/singer-checker-messages.js";
import { utc, type StreamName } from "../support/truth-rows.js";
import { startDate, type Story } from "./pipeline.js";
import type { Reader } from "./reader.js";
import { sentRows } from "./sent-rows.js";
import { differences, keyOf, kindOf, readTables, rowsByKey, shownBy } from "./tables.js";
import { recordsOfTruth, untold } from "./truth-records.js";

/** The rows of a table by key. */
type Rows = ReadonlyMap<string, JsonObject>;

/** Holds all that a reader has stored against what the tap sent, and against what the sandbox holds. */
export async function checkTables(story: Story): Promise<void> {
  const { reader, place, outputs } = story;
  if (reader.tables === undefined) return;
  const tables = await readTables(reader, place);
  const schemas = outputs.at(-1)?.schemas ?? new Map<string, SchemaMessage>();
  expect(Object.keys(tables).sort()).toEqual([...schemas.keys()].sort());
  for (const [stream, message] of schemas) {
    const table = tables[stream] ?? { columns: {}, rows: [] };
    const schema = storedSchema(message, story);
    checkColumns(table.columns, schema, reader);
    const rows = rowsByKey(table, schema, reader);
    const gone = checkSent(rows, schema, story);
    if (isActivating(story)) checkMarks(table.rows, gone, { schema, isFull: isFull(story) });
    const live = new Map([...rows].filter(([key]) => !gone.has(key)));
    checkTruth(live, schema, story);
  }
}

/** The schema less the columns that the reader has no place for. */
function storedSchema(message: SchemaMessage, story: Story): SchemaMessage {
  const { reader } = story;
  if (!reader.spelling.withoutDeletedAt || isActivating(story)) return message;
  const { _sdc_deleted_at: _, ...properties } = message.schema.properties;
  return { ...message, schema: { ...message.schema, properties } };
}

function isActivating({ reader, variant }: Story): boolean {
  const isAsked = variant.settings["emit_activate_version_messages"] === true;
  return isAsked && reader.activating !== undefined;
}

/** Whether the last run was a full pass that told the reader what is gone. */
function isFull(story: Story): boolean {
  return isActivating(story) && story.truths.length > 2;
}

/** Rows that are gone are marked as deleted, and no others, but for memberships, which the tap itself marks. */
function checkMarks(
  rows: readonly JsonObject[],
  gone: ReadonlySet<string>,
  { schema, isFull: hasGone }: { readonly schema: SchemaMessage; readonly isFull: boolean },
): void {
  const marks = [...new Map(rows.map((row) => [keyOf(row, schema), row["_sdc_deleted_at"]]))];
  const unmarked = marks.filter(([key, mark]) => gone.has(key) && mark === null);
  const surplus = marks.filter(([key, mark]) => !gone.has(key) && mark !== null);
  const isMembers = schema.stream === "member_lists";
  expect([unmarked, isMembers ? [] : surplus]).toEqual([[], []]);
  if (isMembers && hasGone) expect(gone.size).toBeGreaterThan(0);
}

/** All columns of the schema are there with their types, and none beside them but the reader's own. */
function checkColumns(
  columns: Readonly<Record<string, string | null>>,
  { schema: { properties } }: SchemaMessage,
  { types }: Reader,
): void {
  const isOwn = (name: string): boolean => name.startsWith("_sdc_") && !(name in properties);
  const found = Object.entries(columns).filter(([name]) => !isOwn(name));
  const expected = Object.entries(properties).map(([name, schema]) => [
    name,
    types?.[kindOf(schema)] ?? null,
  ]);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
}

/** Every row is there as it was sent last. Returns the keys of those that are gone, which are marked. */
function checkSent(rows: Rows, schema: SchemaMessage, story: Story): ReadonlySet<string> {
  const { reader, outputs } = story;
  const sent = sentRows(outputs, schema);
  const shown = [...sent].map(
    ([key, { record }]) => [key, shownBy(reader, onlyColumns(record, schema), schema)] as const,
  );
  const gone = new Set(
    isActivating(story) ? [...sent.keys()].filter((key) => sent.get(key)?.isGone) : [],
  );
  // Who is marked has the time of the mark in the tap's own column of that name.
  const unmarked = ([key, row]: readonly [string, JsonObject]): readonly [string, JsonObject] => {
    const { _sdc_deleted_at: _, ...others } = row;
    return [key, gone.has(key) ? others : row];
  };
  expect(differences(new Map([...rows].map(unmarked)), new Map(shown.map(unmarked)))).toEqual([]);
  return gone;
}

function onlyColumns(record: JsonObject, { schema }: SchemaMessage): JsonObject {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name in schema.properties));
}

/** The rows equal those of the sandbox. */
function checkTruth(rows: Rows, schema: SchemaMessage, story: Story): void {
  const { truths, reader } = story;
  const stream = schema.stream as StreamName;
  const truth = last(truths);
  const expected = truthRows(truth, schema, reader);
  const found = new Map([...rows].map(([key, row]) => [key, told(row)]));
  if (stream === "member_lists") {
    checkMembers(found, expected, {
      truth,
      merged: isFull(story) ? [] : truth.mergedIds,
      hasEnds: truths.length === 2,
    });
  } else if (stream === "profiles") {
    checkProfiles(found, expected, { truths, schema, story });
  } else {
    expect(differences(found, expected)).toEqual([]);
  }
}

function truthRows(truth: Truth, schema: SchemaMessage, reader: Reader): Map<string, JsonObject> {
  const records = recordsOfTruth(truth, startDate)[schema.stream as StreamName];
  return new Map(
    records.map((record) => [
      keyOf(record, schema),
      told(shownBy(reader, pruned(record, schema.schema) as JsonObject, schema)),
    ]),
  );
}

/** A profile's own row does not change when it moves between lists: `lists` may be that of an earlier run. */
function checkProfiles(
  found: Rows,
  expected: Rows,
  { truths, schema, story }: { truths: readonly Truth[]; schema: SchemaMessage; story: Story },
): void {
  const merged = new Set(last(truths).mergedIds.map((id) => keyOf({ id }, schema)));
  const earlier = (isFull(story) ? [] : truths).map((truth) =>
    truthRows(truth, schema, story.reader),
  );
  const alike = [...found].map(([key, row]): [string, JsonObject] => {
    const isEarlier = earlier.some((rows) =>
      isDeepStrictEqual(rows.get(key)?.["lists"], row["lists"]),
    );
    return [key, isEarlier ? { ...row, lists: expected.get(key)?.["lists"] } : row];
  });
  // Only a full pass shows that a profile is gone.
  const kept = alike.filter(([key]) => isFull(story) || !merged.has(key));
  expect(differences(new Map(kept), expected)).toEqual([]);
}

/** Who is in a list is called so; who was is told with the moment of the end. */
function checkMembers(
  found: Rows,
  expected: Rows,
  {
    truth,
    merged,
    hasEnds,
  }: { readonly truth: Truth; readonly merged: readonly string[]; readonly hasEnds: boolean },
): void {
  const present = [...found].filter(([, row]) => !merged.includes(String(row["profile_id"])));
  const members = present.filter(([, row]) => row["is_member"] === true);
  expect(differences(new Map(members), expected)).toEqual([]);
  const ended = present.filter(([, row]) => row["is_member"] === false);
  for (const [key, row] of ended) {
    const { list_id: list, profile_id: profile } = row;
    const change = truth.listChanges.findLast(
      (each) => each.list_id === list && each.profile_id === profile,
    );
    expect([key, change?.event]).toEqual([key, "list_exit"]);
    const at = new Date(utc(change?.timestamp)).toISOString();
    for (const name of ["left_at", "_sdc_deleted_at"]) {
      if (name in row) expect([key, name, row[name]]).toEqual([key, name, at]);
    }
  }
  if (hasEnds) expect(ended.length).toBeGreaterThan(0);
}

function told(row: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !untold.includes(name)));
}

/** The parts of a value that a schema names, where it names any. */
function pruned(value: unknown, schema: JsonObject): unknown {
  const { properties, items } = schema;
  if (Array.isArray(value)) {
    return isJsonObject(items) ? value.map((item) => pruned(item, items)) : value;
  }
  if (!isJsonObject(value) || !isJsonObject(properties)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name in properties)
      .map(([name, inner]) => [name, pruned(inner, properties[name] as JsonObject)]),
  );
}

function last<T>(items: readonly T[]): T {
  const item = items.at(-1);
  if (item === undefined) throw new Error("there is none");
  return item;
}
