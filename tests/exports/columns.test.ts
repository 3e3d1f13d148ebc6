import { describe, expect, test } from "@jest/globals";
import { nameColumns, type ColumnRules } from "../../src/exports/formats/columns.js";

const rules: ColumnRules = {
  known: ["email_id", "event", "timestamp", "to_address"],
  reserved: ["event_key", "extra"],
  aliases: { type: "event", email: "to_address" },
  renamed: {},
  required: [],
  warnAbout: () => undefined,
};

describe("nameColumns", () => {
  test.each([
    { name: "its own names", header: ["event", "email_id"], names: ["event", "email_id"] },
    {
      name: "other spellings",
      header: [" Event ", "Email ID", "to-address"],
      names: ["event", "email_id", "to_address"],
    },
    { name: "aliases", header: ["Type", "email"], names: ["event", "to_address"] },
    {
      name: "a name twice",
      header: ["event", "event", "event"],
      names: ["event", "event_2", "event_3"],
    },
    { name: "an alias of a name", header: ["event", "type"], names: ["event", "type"] },
    { name: "an alias before a name", header: ["type", "event"], names: ["type", "event"] },
    { name: "unknown names twice", header: ["a", "a", "a_2"], names: ["a", "a_2", "a_2_2"] },
    { name: "no name", header: ["event", "", " "], names: ["event", "column_2", "column_3"] },
    {
      name: "names that the tap fills itself",
      header: ["extra", "event_key", "event"],
      names: ["extra_2", "event_key_2", "event"],
    },
    {
      name: "names that every object has",
      header: ["__proto__", "constructor", "toString", "event"],
      names: ["__proto__", "constructor", "toString", "event"],
    },
  ])("names columns with $name", ({ header, names }) => {
    expect(nameColumns(header, rules).names).toEqual(names);
  });

  test("tells the columns that the schema knows", () => {
    const { known } = nameColumns(["Type", "event", "x", "email"], rules);

    expect(known).toHaveLength(2);
  });

  test("takes the user's own names before all others", () => {
    const renamed = { "When was it": "timestamp", constructor: "event" };

    const { names, known } = nameColumns(["When was it", "constructor", "timestamp"], {
      ...rules,
      renamed,
    });

    expect(names).toEqual(["timestamp", "event", "timestamp_2"]);
    expect(known).toHaveLength(2);
  });

  test("gives no name twice where the user names a column like another one that is there", () => {
    const renamed = { a: "ref", b: "constructor" };
    const header = ["ref", "a", "constructor", "b", "ref_2"];

    const { names } = nameColumns(header, { ...rules, renamed });

    expect(names).toEqual(["ref_2", "ref", "constructor_2", "constructor", "ref_2_2"]);
  });

  test("keeps the names that were given before, and gives the others what is left", () => {
    const given = nameColumns(["type", "x"], rules);

    const { names, known } = nameColumns(["type", "x", "event", "email", "x"], rules, given);

    expect(names).toEqual(["event", "x", "event_2", "to_address", "x_2"]);
    expect(known).toEqual(["event", "to_address"]);
  });
});
