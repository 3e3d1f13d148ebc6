import { isJsonObject, type JsonObject } from "./meltano-merge.js";
import { isStrictDateTime } from "./singer-checker-date-time.js";
import type { Report } from "./singer-checker-problems.js";

/** A JSON Schema that describes a record. */
export type RecordSchema = JsonObject & {
  readonly properties: Readonly<Record<string, JsonObject>>;
};

/** What a stream's records look like. */
export interface SchemaMessage {
  readonly type: "SCHEMA";
  readonly stream: string;
  readonly schema: RecordSchema;
  readonly key_properties: readonly string[];
  readonly bookmark_properties?: readonly string[];
}

/** One record of a stream. */
export interface RecordMessage {
  readonly type: "RECORD";
  readonly stream: string;
  readonly record: JsonObject;
  readonly time_extracted: string;
  readonly version?: number;
}

/** The value of a STATE message. */
export type StateValue = JsonObject & { readonly bookmarks: Readonly<Record<string, JsonObject>> };

/** Where a next run can start, once what came before it is stored. */
export interface StateMessage {
  readonly type: "STATE";
  readonly value: StateValue;
}

/** Says that a stream is whole in this version: targets may drop older rows. */
export interface ActivateVersionMessage {
  readonly type: "ACTIVATE_VERSION";
  readonly stream: string;
  readonly version: number;
}

/** Any message that the tap may write. */
export type SingerMessage = SchemaMessage | RecordMessage | StateMessage | ActivateVersionMessage;

/** The only names of streams and columns that no target has to rewrite. */
export const snakeCase = /^[a-z_][a-z0-9_]*$/;

interface Member {
  readonly is: (value: unknown) => boolean;
  readonly expected: string;
  readonly optional?: true;
}

const streamName: Member = {
  is: (value) => typeof value === "string" && snakeCase.test(value),
  expected: "a snake_case name",
};
const version: Member = { is: Number.isSafeInteger, expected: "an integer" };
const names: Member = { is: isNameList, expected: "a list of distinct names" };

const membersByType: Readonly<Record<string, Readonly<Record<string, Member>>>> = {
  SCHEMA: {
    stream: streamName,
    schema: {
      is: isRecordSchema,
      expected: "an object with an object of properties that are objects",
    },
    key_properties: names,
    bookmark_properties: { ...names, optional: true },
  },
  RECORD: {
    stream: streamName,
    record: { is: isJsonObject, expected: "an object" },
    // Optional in the specification; this tap promises it on every record.
    time_extracted: {
      is: (value) => typeof value === "string" && isStrictDateTime(value),
      expected: "an RFC 3339 date-time in UTC",
    },
    version: { ...version, optional: true },
  },
  STATE: {
    value: { is: isStateValue, expected: 'an object with an object "bookmarks" of objects' },
  },
  ACTIVATE_VERSION: { stream: streamName, version },
};

/** Tells whether a JSON value is a Singer message with all members it must have and no others; reports why not. */
export function isSingerMessage(value: unknown, report: Report): value is SingerMessage {
  if (!isJsonObject(value)) return false;
  const type = String(value["type"]);
  const members = Object.hasOwn(membersByType, type) ? membersByType[type] : undefined;
  if (!members || type !== value["type"]) {
    report(`unknown message type ${JSON.stringify(value["type"])}`);
    return false;
  }
  const reasons = [...findWrongMembers(value, members), ...findUnknownMembers(value, members)];
  for (const reason of reasons) report(`${type}: ${reason}`);
  return reasons.length === 0;
}

function findWrongMembers(value: JsonObject, members: Readonly<Record<string, Member>>): string[] {
  return Object.entries(members).flatMap(([name, member]) => {
    if (!Object.hasOwn(value, name)) return member.optional ? [] : [`"${name}" is missing`];
    return member.is(value[name]) ? [] : [`"${name}" must be ${member.expected}`];
  });
}

function findUnknownMembers(
  value: JsonObject,
  members: Readonly<Record<string, Member>>,
): string[] {
  return Object.keys(value)
    .filter((name) => name !== "type" && !Object.hasOwn(members, name))
    .map((name) => `unknown member "${name}"`);
}

function isNameList(value: unknown): boolean {
  if (!Array.isArray(value) || !value.every((name) => typeof name === "string")) return false;
  return new Set(value).size === value.length;
}

function isRecordSchema(value: unknown): boolean {
  return isJsonObject(value) && isObjectOfObjects(value["properties"]);
}

function isStateValue(value: unknown): boolean {
  return isJsonObject(value) && isObjectOfObjects(value["bookmarks"]);
}

function isObjectOfObjects(value: unknown): boolean {
  return isJsonObject(value) && Object.values(value).every(isJsonObject);
}
