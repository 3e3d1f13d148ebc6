/**
 * What the Meltano SDK's `get_tap_test_class` asserts of its taps, asked of this one: those tests need a Python class. Where the
 * SDK's own assertion cannot fail (unique keys) or only warns (columns that never come), this one does fail.
 */
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { aboutJson } from "../../src/about/about-json.js";
import { aboutText } from "../../src/about/describe.js";
import { streams } from "../../src/ometria/streams/registry.js";
import { catalogText } from "../../src/records/catalog.js";
import type { JsonObject } from "../../src/values/json.js";
import { readVersion } from "../../src/version.js";
import type { SyncRun } from "../support/sync-scene.js";
import {
  attributesOf,
  requiredAttributes,
  runStandard,
  type Attribute,
  type StandardRuns,
} from "./standard-run.js";

const catalog = JSON.parse(catalogText(streams)) as JsonObject;
const names = streams.map(({ name }) => name);
let runs: StandardRuns | undefined;

beforeAll(async () => {
  runs = await runStandard(catalog);
});

describe("the tap", () => {
  test("prints version, description and description as JSON", () => {
    expect(readVersion()).toMatch(/^\d+\.\d+\.\d+/);
    expect(aboutText({ version: "1.2.3" })).toContain("tap-ometria 1.2.3");
    expect(JSON.parse(aboutJson({ version: "1.2.3" }))).toHaveProperty("name", "tap-ometria");
  });

  test("discovers a catalog that can be fed back, and then sends what it sends without one", () => {
    const { whole, fedBack } = done(runs);

    expect([whole.exitCode, fedBack.exitCode]).toEqual([0, 0]);
    expect([...fedBack.output.schemas]).toEqual([...whole.output.schemas]);
    for (const name of names) {
      expect(recordsOf(fedBack, name).length).toBe(recordsOf(whole, name).length);
    }
  });

  test("connects to each stream", () => {
    const { connections } = done(runs);

    expect(connections.exitCode).toBe(0);
    expect(names.map((name) => recordsOf(connections, name).length)).toEqual(names.map(() => 1));
  });

  test("ends with a state that has nothing in progress", () => {
    const { lastState } = done(runs).whole.output;

    expect(lastState).not.toHaveProperty("progress_markers");
    expect(lastState).toHaveProperty("currently_syncing", null);
    for (const bookmark of Object.values(lastState.bookmarks)) {
      expect(bookmark).not.toHaveProperty("progress_markers");
      const { open = bookmark["changes_open"] } = bookmark;
      expect(open).toEqual([]);
    }
  });
});

describe.each(names)("%s", (name) => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: fullFormats });
  const schemaIn = ({ output }: SyncRun): JsonObject => output.schemas.get(name)?.schema ?? {};

  test("returns a record", () => {
    expect(recordsOf(done(runs).whole, name)).not.toHaveLength(0);
  });

  test("has a schema that is one by Draft 2020-12", () => {
    expect(ajv.validateSchema(schemaIn(done(runs).whole))).toBe(true);
  });

  test("has records that match the schema, formats included", () => {
    const { whole } = done(runs);
    const validate = ajv.compile(schemaIn(whole));

    const wrong = recordsOf(whole, name).filter((record) => !validate(record));

    expect(wrong).toEqual([]);
  });

  test("has no field in a record that the schema lacks, and none in the schema that no record has", () => {
    const { whole } = done(runs);

    const columns = Object.keys(schemaIn(whole)["properties"] ?? {});
    const seen = new Set(recordsOf(whole, name).flatMap((record) => Object.keys(record)));

    expect([...seen].sort()).toEqual(columns.sort());
  });

  test("has keys that are there, not null, and each its own", () => {
    const { whole } = done(runs);
    const key = streams.find((stream) => stream.name === name)?.keyProperties ?? [];

    const keys = recordsOf(whole, name).map((record) => key.map((column) => record[column]));

    expect(key).not.toHaveLength(0);
    expect(keys.flat().filter((value) => value === null || value === undefined)).toEqual([]);
    expect(new Set(keys.map((each) => JSON.stringify(each))).size).toBe(keys.length);
  });
});

describe("each value that is not null", () => {
  test.each(attributesOf("boolean"))("of %s is a boolean", (_, attribute) => {
    expect(valuesOf(attribute).filter((value) => typeof value !== "boolean")).toEqual([]);
  });

  test.each(attributesOf("string", "date-time"))("of %s is a time", (_, attribute) => {
    const wrong = valuesOf(attribute).filter((value) => Number.isNaN(Date.parse(String(value))));

    expect(wrong).toEqual([]);
  });

  test.each(attributesOf("integer"))("of %s is a whole number", (_, attribute) => {
    expect(valuesOf(attribute).filter((value) => !Number.isSafeInteger(value))).toEqual([]);
  });

  test.each(attributesOf("number"))("of %s is a number", (_, attribute) => {
    expect(valuesOf(attribute).filter((value) => typeof value !== "number")).toEqual([]);
  });

  test.each(attributesOf("object"))("of %s is an object", (_, attribute) => {
    const isObject = (value: unknown): boolean =>
      typeof value === "object" && !Array.isArray(value);

    expect(valuesOf(attribute).filter((value) => !isObject(value))).toEqual([]);
  });
});

test.each(requiredAttributes())("%s is never null", (_, { stream, column }) => {
  const records = recordsOf(done(runs).whole, stream);

  expect(records.filter((record) => (record[column] ?? null) === null)).toEqual([]);
});

function done(made: StandardRuns | undefined): StandardRuns {
  if (made === undefined) throw new Error("the runs have failed");
  return made;
}

function recordsOf({ output }: SyncRun, name: string): readonly JsonObject[] {
  return output.records.get(name) ?? [];
}

function valuesOf({ stream, column }: Attribute): unknown[] {
  return recordsOf(done(runs).whole, stream)
    .map((record) => record[column])
    .filter((value) => value !== null && value !== undefined);
}
