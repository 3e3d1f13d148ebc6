import { loadSchema, type JsonSchema } from "../../src/config/schemas.js";
import { streams } from "../../src/ometria/streams/registry.js";
import type { Truth } from "../simulator/truth.js";
import { isJsonObject, type JsonObject } from "../support/meltano-merge.js";
import { configWith } from "../support/read-scene.js";
import { rowsOfTruth, streamNames, utc, type StreamName } from "../support/truth-rows.js";

/** Columns that do not come from the service's row: what the tap sent is what they are held against. */
export const untold = ["last_seen_at", "source_object", "source_modified_at"];

const config = configWith();
const schemas = new Map(streamNames.map((name) => [name, loadSchema(`streams/${name}`)]));

/** What each row of the sandbox has to look like in a table, with all columns but those that it cannot tell. */
export function recordsOfTruth(
  truth: Truth,
  startDate: string,
): Readonly<Record<StreamName, readonly JsonObject[]>> {
  const rows = rowsOfTruth(truth, startDate);
  return {
    lists: rows.lists.map((row) => toRecord("lists", row)),
    profiles: rows.profiles.map((row) => toRecord("profiles", row)),
    member_lists: truth.profiles.flatMap((profile) =>
      profile.lists.map(({ id, title, type }) =>
        toRecord("member_lists", {
          list_id: id,
          profile_id: profile.id,
          email: profile.email,
          list_title: title,
          list_type: type,
          is_member: true,
        }),
      ),
    ),
    unsubscribes: rows.unsubscribes.map((row) => toRecord("unsubscribes", row)),
    email_events: rows.email_events.map((row) => toRecord("email_events", withoutEmptyTexts(row))),
  };
}

function toRecord(stream: StreamName, row: JsonObject): JsonObject {
  const { properties = {} } = schemas.get(stream) ?? {};
  const { "@type": _, ...fields } = row;
  const others = Object.entries(fields).filter(([name]) => !Object.hasOwn(properties, name));
  const columns = Object.entries(properties).map(([name, schema]) => [
    name,
    toValue(fields[name], schema, name === "dates"),
  ]);
  const record = Object.fromEntries(columns) as JsonObject;
  const extra = others.length === 0 ? null : Object.fromEntries(others);
  const full = { ...record, extra };
  streams.find(({ name }) => name === stream)?.complete?.(full, fields, config);
  return full;
}

/** A value of the service as its column has it; `holdsDates`: the texts inside are points in time. */
function toValue(value: unknown, schema: JsonSchema, holdsDates: boolean): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((item) => toValue(item, schema.items ?? {}, false));
  if (isJsonObject(value)) return toObject(value, schema, holdsDates);
  return toScalar(value, schema, holdsDates || schema.format === "date-time");
}

function toScalar(value: unknown, { type }: JsonSchema, isTime: boolean): unknown {
  if (isTime) return utc(value);
  if (type?.includes("string")) return typeof value === "number" ? String(value) : value;
  return type?.includes("integer") || type?.includes("number") ? Number(value) : value;
}

function toObject(value: JsonObject, schema: JsonSchema, holdsDates: boolean): JsonObject {
  const { "@type": _, ...fields } = value;
  return Object.fromEntries(
    Object.entries(fields).map(([name, inner]) => [
      name,
      toValue(inner, schema.properties?.[name] ?? {}, holdsDates),
    ]),
  );
}

/** The export is CSV: there an empty text is a field without a value. */
function withoutEmptyTexts(row: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, value === "" ? null : value]),
  );
}
