import { describe, expect, test } from "@jest/globals";
import { UsageError } from "../../src/errors.js";
import { mark } from "./catalogs.js";
import { preparerOf, prepared, rejection } from "./preparing.js";

describe("a record", () => {
  test("has every column of the schema, null where nothing came", () => {
    const record = prepared(preparerOf("lists"), '{"id": 7, "size": "3", "title": ""}');

    expect(record).toEqual({
      id: "7",
      title: "",
      description: null,
      type: null,
      status: null,
      size: 3,
      total_orders: null,
      total_revenue: null,
      timestamp_created: null,
      timestamp_last_refreshed: null,
      timestamp_stats_updated: null,
      public_id: null,
      extra: null,
    });
  });

  test("keeps unknown fields in extra, as they came", () => {
    const preparer = preparerOf("lists");

    const record = prepared(
      preparer,
      '{"id": "1", "new": {"a": [1, 12345678901234567890]}, "extra": 5, "": null}',
    );

    expect(record["extra"]).toEqual({
      new: { a: [1, "12345678901234567890"] },
      extra: 5,
      "": null,
    });
    expect([...preparer.unknownFields]).toEqual([
      ["new", 1],
      ["extra", 1],
      ["", 1],
    ]);
  });

  test("keeps the raw value of what cannot be converted in extra, nested ones under their path", () => {
    const preparer = preparerOf("profiles");
    const text =
      '{"id": "1", "seen": "perhaps", "stats": {"orders": "many", "aov": 12345678901234567890},' +
      ' "identities": [{"id": 5}, {"id": {}}], "tags": "a,b"}';

    const record = prepared(preparer, text);
    prepared(preparer, text);

    expect(record).toMatchObject({
      seen: null,
      stats: { orders: null, aov: null },
      identities: [{ id: "5" }, { id: null }],
      tags: null,
      extra: {
        seen: "perhaps",
        "stats.orders": "many",
        "stats.aov": "12345678901234567890",
        "identities.1.id": {},
        tags: "a,b",
      },
    });
    expect([...preparer.unconverted]).toEqual([
      ["seen", 2],
      ["stats.orders", 2],
      ["stats.aov", 2],
      ["identities[].id", 2],
      ["tags", 2],
    ]);
  });

  test("takes fields called like what every object has", () => {
    const record = prepared(
      preparerOf("lists"),
      '{"id": "1", "__proto__": {"title": "no"}, "constructor": 1, "toString": null}',
    );

    expect(record["title"]).toBeNull();
    expect(Object.entries(record["extra"] as object)).toEqual([
      ["__proto__", { title: "no" }],
      ["constructor", 1],
      ["toString", null],
    ]);
  });

  test("fills a property that the user's catalog adds, typed as it says", () => {
    const preparer = preparerOf("lists", ({ schema }) => {
      schema.properties["points"] = { type: ["null", "integer"] };
      Object.assign(schema.properties, { constructor: { type: ["null", "string"] } });
    });

    expect(prepared(preparer, '{"id": 1, "points": "5"}')).toMatchObject({
      points: 5,
      constructor: null,
      extra: null,
    });
    expect(prepared(preparer, '{"id": 1, "constructor": "c"}')).toHaveProperty("constructor", "c");
  });

  test("a custom field may be called like what every object has, and may lack", () => {
    const preparer = preparerOf("profiles", ({ schema }) => {
      Object.assign(schema.properties["properties"] ?? {}, {
        properties: { constructor: { type: ["null", "string"] } },
      });
    });

    expect(prepared(preparer, '{"id": "1", "properties": {"a": 1}}')).toHaveProperty("properties", {
      a: 1,
    });
    expect(
      prepared(preparer, '{"id": "1", "properties": {"constructor": 1}}')["properties"],
    ).toEqual({ constructor: "1" });
  });

  test("fills a custom field that the user's catalog types, the others stay as they came", () => {
    const preparer = preparerOf("profiles", ({ schema }) => {
      Object.assign(schema.properties["properties"] ?? {}, {
        properties: { points: { type: ["null", "integer"] } },
      });
    });

    const record = prepared(preparer, '{"id": 1, "properties": {"points": "5", "vip": "5"}}');

    expect(record["properties"]).toEqual({ points: 5, vip: "5" });
  });
});

describe("a record is rejected", () => {
  test.each([
    ["null", null],
    ["empty", ""],
    ["an object", { hush: "hush" }],
    ["absent", undefined],
  ])("when its key is %s", (_, id) => {
    expect(rejection(preparerOf("lists"), { id, title: "hush" })).toBe(
      "it has no id, which is a part of its key",
    );
  });

  test("when the user's schema does not take it, with the column and the rule", () => {
    const preparer = preparerOf("lists", ({ schema }) => {
      Object.assign(schema.properties["title"] ?? {}, { maxLength: 3 });
    });

    expect(rejection(preparer, { id: 1, title: "hush" })).toBe(
      "title must NOT have more than 3 characters",
    );
  });

  test("when a custom field does not fit the user's schema, without the field's name", () => {
    const preparer = preparerOf("profiles", ({ schema }) => {
      Object.assign(schema.properties["properties"] ?? {}, {
        additionalProperties: { type: "string" },
      });
    });

    expect(rejection(preparer, { id: 1, properties: { hush: 5 } })).toBe(
      "properties must be string",
    );
  });
});

test.each([
  [{ type: "strong" }],
  [{ type: ["null", "string"], pattern: "(" }],
  [{ $ref: "#/definitions/none" }],
])(
  "a catalog's schema that is none, %j, is an error of usage that names the stream",
  (property) => {
    const attempt = (): unknown =>
      preparerOf("lists", ({ schema }) => {
        schema.properties["title"] = property;
      });

    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow("The catalog's schema of lists is not valid: ");
  },
);

test("names of fields are counted up to a hundred: beyond that they must be data", () => {
  const preparer = preparerOf("lists");

  for (let index = 0; index < 300; index += 1) preparer.prepare({ id: 1, [`f${index}`]: 1 });
  preparer.prepare({ id: 1, f0: 1, f299: 1 });

  expect(preparer.unknownFields.size).toBe(100);
  expect(preparer.unknownFields.get("f0")).toBe(2);
});

test("what is not selected is converted all the same, since a key may be made of it", () => {
  const raw = '{"profile_id": 5, "email_address": "a@example.com", "type": "app", "timestamp": ""}';
  const preparer = preparerOf("unsubscribes", (entry) => {
    for (const name of ["profile_id", "email_address", "type"]) {
      mark(entry, ["properties", name], { selected: false });
    }
  });

  const record = prepared(preparer, raw);

  const whole = prepared(preparerOf("unsubscribes"), raw);
  expect(record["unsubscribe_key"]).toBe(whole["unsubscribe_key"]);
  expect(record).not.toHaveProperty("email_address");
});
