import { describe, expect, test } from "@jest/globals";
import { UsageError } from "../../src/errors.js";
import type { JsonObject } from "../../src/values/json.js";
import { catalogOf, select } from "./catalogs.js";

const schema = { type: "object", properties: {} };

function failure(catalog: JsonObject): UsageError {
  try {
    select(catalog);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error("the catalog was taken");
}

function lists(changed: JsonObject): JsonObject {
  return { streams: [{ tap_stream_id: "lists", schema, ...changed }] };
}

describe("a catalog of another shape is told by stream and place", () => {
  const catalogs: readonly (readonly [JsonObject, string])[] = [
    [{}, 'it has no array "streams"'],
    [{ streams: {} }, 'it has no array "streams"'],
    [{ streams: null }, 'it has no array "streams"'],
    [{ streams: [null] }, "streams[0] is not an object"],
    [{ streams: [{ stream: "a", schema }, "lists"] }, "streams[1] is not an object"],
    [{ streams: [{ schema }] }, "streams[0] has no tap_stream_id"],
    [{ streams: [{ tap_stream_id: 5, schema }] }, "streams[0] has no tap_stream_id"],
    [lists({ schema: undefined }), "stream lists has no schema object"],
    [lists({ schema: [] }), "stream lists has no schema object"],
    [lists({ metadata: {} }), "the metadata of stream lists is not an array"],
    [lists({ metadata: [5] }), "metadata[0] of stream lists is not {"],
    [lists({ metadata: [{ metadata: {} }] }), "metadata[0] of stream lists is not {"],
    [lists({ metadata: [{ breadcrumb: [], metadata: [] }] }), "metadata[0] of stream lists is not"],
    [
      {
        streams: [
          { stream: "lists", schema },
          { tap_stream_id: "lists", schema },
        ],
      },
      "stream lists stands in it twice",
    ],
  ];

  test.each(catalogs)("%j", (catalog, reason) => {
    const error = failure(catalog);

    expect(error.message).toContain(`The catalog is not valid: ${reason}`);
    expect(error.hint).toContain("--discover");
  });
});

describe("a schema of another shape is told by property", () => {
  const properties: readonly (readonly [unknown, string])[] = [
    [[], "the properties of profiles are no object"],
    [{ email: null }, "profiles.email is not described by an object"],
    [{ email: true }, "profiles.email is not described by an object"],
    [{ email: ["string"] }, "profiles.email is not described by an object"],
    [{ email: { type: 5 } }, "the type of profiles.email is neither"],
    [{ email: { type: ["null", null] } }, "the type of profiles.email is neither"],
    [{ stats: { properties: [] } }, "the properties of profiles.stats are no object"],
    [{ stats: { properties: { aov: 5 } } }, "profiles.stats.aov is not described by an object"],
    [{ tags: { type: "array", items: [{}] } }, "profiles.tags[] is not described by an object"],
    [{ lists: { items: { properties: { id: "x" } } } }, "profiles.lists[].id is not described"],
  ];

  test.each(properties)("%j", (replacement, reason) => {
    const catalog = catalogOf("profiles", (entry) => {
      Object.assign(entry.schema, { properties: replacement });
    });

    expect(failure(catalog).message).toContain(`The catalog is not valid: ${reason}`);
  });

  test("of a stream that is not read, nothing is asked", () => {
    const foreign = { stream: "other", schema: { properties: { a: true } } };

    expect(select({ streams: [foreign] }).names).toEqual([]);
  });
});
