import { expect } from "@jest/globals";

import { checkSingerOutput } from "./singer-checker.js";

/** A message, or a part of one, that may be as wrong as a test needs it. */
export type Json = Record<string, unknown>;

/** Columns that stand for every kind the safe subset knows. */
export const properties = {
  id: { type: ["string"] },
  name: { type: ["null", "string"], description: "A name." },
  born_at: { type: ["null", "string"], format: "date-time" },
  orders: { type: ["null", "integer"] },
  spent: { type: ["null", "number"] },
  tags: { type: ["null", "array"], items: { type: ["null", "string"] } },
  address: { type: ["null", "object"], properties: { city: { type: ["null", "string"] } } },
  counts: { type: ["null", "object"], additionalProperties: { type: ["null", "integer"] } },
  extra: { type: ["null", "object"] },
};

/** Makes a STATE message. */
export const state = (value: Json = { bookmarks: {} }): Json => ({ type: "STATE", value });

/** Makes the SCHEMA of `profiles`, with other members in the schema (`more`) or in the message. */
export const schemaOf = (more: Json = {}, message: Json = {}): Json => ({
  type: "SCHEMA",
  stream: "profiles",
  schema: { type: "object", properties, ...more },
  key_properties: ["id"],
  bookmark_properties: ["born_at"],
  ...message,
});

/** Makes the SCHEMA of `profiles` with a column added or replaced. */
export const schemaWith = (column: Json): Json =>
  schemaOf({ properties: { ...properties, ...column } });

/** Makes a RECORD of `profiles`, with other values in the record or other members in the message. */
export const record = (values: Json = {}, message: Json = {}): Json => ({
  type: "RECORD",
  stream: "profiles",
  record: { id: "1", ...values },
  time_extracted: "2026-11-20T03:00:00.000Z",
  ...message,
});

/** Makes an ACTIVATE_VERSION message. */
export const activate = (version: number): Json => ({
  type: "ACTIVATE_VERSION",
  stream: "profiles",
  version,
});

/** Writes messages as the tap does. */
export const text = (...messages: Json[]): string =>
  messages.map((message) => `${JSON.stringify(message)}\n`).join("");

/** Writes messages into the frame of a good run: STATE, SCHEMA, ..., STATE. */
export const run = (...messages: Json[]): string => text(state(), schemaOf(), ...messages, state());

/** Puts a raw line, newline included, between two STATEs. */
export const framed = (line: string): string => text(state()) + line + text(state());

/** Writes a run with one RECORD that holds members just as they are written here. */
export const rawRecord = (values: string): string =>
  run(record()).replace('"id":"1"', `"id":"1",${values}`);

/** Writes a run with one STATE for each bookmark of `profiles`. */
export const states = (...bookmarks: Json[]): string =>
  run(...bookmarks.map((value) => state({ bookmarks: { profiles: value } })));

/** Writes a STATE with a value in a bookmark and one with another value in its place; the order is not a good run's. */
export const twoStates = (older: unknown, newer: unknown): string =>
  text(
    schemaOf(),
    state({ bookmarks: { profiles: { a: older } } }),
    state({ bookmarks: { profiles: { a: newer } } }),
  );

/** A rule, an output that breaks it and a part of the message that says so. */
export type Case = [rule: string, output: string, reason: string];

/** Expects the checker to refuse an output for this reason. */
export function expectCaught(output: string, reason: string): void {
  expect(() => checkSingerOutput(output)).toThrow(reason);
}
