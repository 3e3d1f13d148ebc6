import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/values/json.js";
import { prepared } from "./preparing.js";
import { hidden, hide, recordOf } from "./pseudonymising.js";

describe("a value", () => {
  test("is replaced where a rule names it, and others stay", () => {
    const raw = { id: "p1", email: "Bob@Example.com", name: "Bob" };

    const record = recordOf("profiles", { fields: ["profiles.email"] }, raw);

    expect(record).toMatchObject({ id: "p1", email: hidden("bob@example.com"), name: "Bob" });
  });

  test("has the same pseudonym in every stream and in every field", () => {
    const fields = ["*.email", "profiles.identities[].id", "*.*address"];
    const profile = recordOf(
      "profiles",
      { fields },
      {
        id: "p1",
        email: "bob@example.com",
        identities: [{ id: " BOB@example.com", type: "email" }],
      },
    );
    const unsubscribe = recordOf("unsubscribes", { fields }, { email_address: "Bob@Example.com" });
    const event = recordOf(
      "email_events",
      { fields },
      { event: "open", timestamp: "2026-01-01T00:00:00Z", to_address: "bob@EXAMPLE.com" },
    );

    expect(profile["identities"]).toEqual([{ id: profile["email"], type: "email" }]);
    expect([unsubscribe["email_address"], event["to_address"]]).toEqual([
      profile["email"],
      profile["email"],
    ]);
  });

  test("that is a number has the pseudonym of its text", () => {
    const one = recordOf("profiles", { fields: ["profiles.*id"] }, { id: "1", customer_id: 55555 });
    const other = recordOf(
      "profiles",
      { fields: ["profiles.*id"] },
      { id: "1", customer_id: "55555" },
    );

    expect(one["customer_id"]).toBe(hidden("55555"));
    expect(other["customer_id"]).toBe(hidden("55555"));
  });

  test("that is a count, a flag or a time is hidden as it is after conversion", () => {
    const fields = ["email_events.email_opened", "email_events.*timestamp", "profiles.seen"];
    const event = { event: "open", timestamp: "2026-01-31 22:08:07+00", email_opened: "1" };

    const record = recordOf("email_events", { fields }, event);
    const profile = recordOf("profiles", { fields }, { id: "1", seen: "yes" });

    expect(record).toMatchObject({
      email_opened: hidden("1"),
      timestamp: hidden("2026-01-31T22:08:07Z"),
      open_timestamp: null,
    });
    expect(profile["seen"]).toBe(hidden("true"));
  });

  test.each([
    ["null", null],
    ["empty", ""],
  ])("that is %s stays so", (_, email) => {
    const record = recordOf("profiles", { fields: ["profiles.email"] }, { id: "1", email });

    expect(record["email"]).toBe(email);
  });

  test("that holds others has all of them replaced", () => {
    const fields = ["profiles.properties", "profiles.tags", "profiles.stats"];
    const raw = {
      id: "1",
      properties: { a: ["x", 1, null], b: { c: true } },
      tags: ["vip"],
      stats: { orders: 2 },
    };

    expect(recordOf("profiles", { fields }, raw)).toMatchObject({
      properties: { a: [hidden("x"), hidden("1"), null], b: { c: hidden("true") } },
      tags: [hidden("vip")],
      stats: { orders: hidden("2") },
    });
  });

  test("of a custom field is replaced where its name fits", () => {
    const raw = { id: "1", properties: { "Mobile Phone": "+44", shoe: 42 } };

    const record = recordOf("profiles", { fields: ["profiles.properties.*phone*"] }, raw);

    expect(record["properties"]).toEqual({ "Mobile Phone": hidden("+44"), shoe: 42 });
  });

  test("of a row that other streams are fed by too is not replaced in it", () => {
    const raw = { id: "1", identities: [{ id: "a@b.c" }], properties: { phone: "1" } };
    const before = structuredClone(raw);
    const { preparer } = hide("profiles", {
      fields: ["profiles.id", "profiles.identities[].id", "profiles.properties.phone"],
    });

    preparer.prepare(raw);

    expect(raw).toEqual(before);
  });
});

describe("what went to extra", () => {
  const hiding = {
    fields: ["profiles.email", "profiles.identities[].id", "profiles.properties.phone"],
  };

  test.each([
    [
      "a value that does not fit its column",
      { email: { a: "b@c.d" } },
      { email: { a: hidden("b@c.d") } },
    ],
    [
      "the vendor's second spelling",
      { email: "x@y.z", "@email": "b@c.d" },
      { "@email": hidden("b@c.d") },
    ],
    [
      "a text in the place of a list",
      { identities: '[{"id":"b@c.d"}]' },
      { identities: hidden('[{"id":"b@c.d"}]') },
    ],
    [
      "a nested value",
      { identities: [{ id: ["b@c.d"], type: "t" }] },
      { "identities.0.id": [hidden("b@c.d")] },
    ],
    [
      "a nested value that no rule names",
      { identities: [{ type: ["t"] }] },
      { "identities.0.type": ["t"] },
    ],
    ["another field", { loyalty: "gold" }, { loyalty: "gold" }],
  ])("is replaced where the rule of its column reaches it: %s", (_, fields, extra) => {
    expect(recordOf("profiles", hiding, { id: "1", ...fields })["extra"]).toEqual(extra);
  });

  test("is replaced by rules of its own, and by a rule with an asterisk for what no schema knows", () => {
    const raw = { id: "1", work_email: "a@b.c", loyalty: { card: "77", tier: "gold" } };
    const fields = ["profiles.*email*", "profiles.extra.loyalty.card"];

    expect(recordOf("profiles", { fields }, raw)["extra"]).toEqual({
      work_email: hidden("a@b.c"),
      loyalty: { card: hidden("77"), tier: "gold" },
    });
  });

  test("is replaced where a file has the column a second time, under its own name or another", () => {
    const event = { event: "open", timestamp: "2026-01-01T00:00:00Z", to_address: "a@b.c" };
    const raw = { ...event, recipient: "d@e.f", to_address_2: "g@h.i", who: "j@k.l", other: "m" };
    const hiding = {
      fields: ["email_events.to_address"],
      config: { export_columns: { who: "to_address" } },
    };

    expect(recordOf("email_events", hiding, raw)["extra"]).toEqual({
      recipient: hidden("d@e.f"),
      to_address_2: hidden("g@h.i"),
      who: hidden("j@k.l"),
      other: "m",
    });
  });
});

describe("a column that the catalog adds", () => {
  const raw = { id: "1", properties: { "Mobile Phone": 447700, shoe: 42 } };
  const columns = (type: string) => ({ mobile_phone: { type: ["null", type] } });

  test.each(["profiles.properties.*phone*", "profiles.mobile_phone", "profiles.properties"])(
    "has the pseudonym of the custom field that it is filled from, and that has it too: %s",
    (field) => {
      const { preparer, stream } = hide("profiles", {
        fields: [field],
        edit: ({ schema }) => Object.assign(schema.properties, columns("integer")),
      });

      const [row] = stream.definition.sources[0]?.toRecords({ row: raw }) ?? [];

      expect(prepared(preparer, JSON.stringify(row))).toMatchObject({
        mobile_phone: hidden("447700"),
        properties: { "Mobile Phone": hidden("447700") },
      });
      expect(stream.schema.properties?.["mobile_phone"]).toEqual({ type: ["null", "string"] });
    },
  );
});

test("fields that are deselected below a column stay out", () => {
  const { preparer } = hide("profiles", {
    fields: ["profiles.identities[].id"],
    edit: (entry) => {
      const { identities } = entry.schema.properties;
      const items = identities?.["items"] as { properties: JsonObject };
      delete items.properties["type"];
    },
  });
  const raw = { id: "1", identities: [{ id: "a@b.c", type: "email" }] };

  expect(prepared(preparer, JSON.stringify(raw))["identities"]).toEqual([{ id: hidden("a@b.c") }]);
});
