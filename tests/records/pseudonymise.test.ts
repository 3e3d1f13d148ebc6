import { describe, expect, test } from "@jest/globals";
import type { JsonSchema } from "../../src/config/schemas.js";
import { UsageError } from "../../src/errors.js";
import { hide } from "./pseudonymising.js";

function columnOf(schema: JsonSchema, ...names: string[]): JsonSchema | undefined {
  return names.reduce<JsonSchema | undefined>(
    (place, name) => (place?.items ?? place)?.properties?.[name],
    schema,
  );
}

describe("the schema", () => {
  test("says that what is replaced is text, and says nothing else of it", () => {
    const { schema } = hide("email_events", {
      fields: ["email_events.timestamp", "email_events.email_opened"],
    }).stream;

    for (const name of ["timestamp", "email_opened"]) {
      const { description, ...rest } = columnOf(schema, name) ?? {};
      expect(rest).toEqual({ type: ["null", "string"] });
      expect(description).toBeTruthy();
    }
    expect(columnOf(schema, "open_timestamp")).toMatchObject({ format: "date-time" });
  });

  test("says so inside of lists and objects too, whose own types stay", () => {
    const { schema } = hide("profiles", { fields: ["profiles.stats", "profiles.*[].id"] }).stream;

    expect(columnOf(schema, "stats")).toMatchObject({ type: ["null", "object"] });
    expect(columnOf(schema, "stats", "revenue")?.type).toEqual(["null", "string"]);
    expect(columnOf(schema, "identities", "id")?.type).toEqual(["null", "string"]);
    expect(columnOf(schema, "lists")?.type).toEqual(["null", "array"]);
  });

  test("keeps a key that cannot be null", () => {
    const { schema } = hide("profiles", { fields: ["profiles.id"] }).stream;

    expect(columnOf(schema, "id")?.type).toEqual(["string"]);
  });

  test("of the user's catalog loses what a pseudonym could not obey", () => {
    const { schema } = hide("profiles", {
      fields: ["profiles.country", "profiles.vat", "profiles.any"],
      edit: ({ schema: { properties } }) => {
        properties["country"] = { type: ["null", "string"], enum: ["GB"], maxLength: 2 };
        properties["vat"] = { anyOf: [{ type: "integer" }, { type: "null" }] };
        properties["any"] = {};
      },
    }).stream;

    expect(columnOf(schema, "country")).toEqual({ type: ["null", "string"] });
    expect(columnOf(schema, "vat")).toEqual({ type: ["string", "null"] });
    expect(columnOf(schema, "any")).toEqual({});
  });
});

describe("a rule", () => {
  test.each([
    "profiles.emial",
    "profile.email",
    "profiles.stats.email",
    "profiles.email.domain",
    "*.e-post",
    "profiles.recipient",
  ])("that is for no field is an error that names it: %s", (field) => {
    const run = (): unknown => hide("profiles", { fields: ["profiles.email", field] });

    expect(run).toThrow(UsageError);
    expect(run).toThrow(`no stream has the field "${field}"`);
    expect(run).toThrow("TAP_OMETRIA_PSEUDONYMISE");
  });

  test("is told together with all others that are for no field", () => {
    const run = (): unknown => hide("profiles", { fields: ["profiles.a", "lists.b"] });

    expect(run).toThrow('"profiles.a", "lists.b"');
  });

  test.each([
    "unsubscribes.email_address",
    "profiles.properties.whatever.it.is",
    "profiles.extra.anything",
    "profiles.identities.id",
    "profiles.identities[].id",
    "PROFILES.Email",
    "*.*email*",
    "profiles.added",
  ])("may be for another stream, for custom fields, or for what the catalog adds: %s", (field) => {
    const edit = ({ schema }: { schema: { properties: Record<string, object> } }): void => {
      schema.properties["added"] = { type: ["null", "string"] };
    };

    expect(() => hide("profiles", { fields: [field], edit })).not.toThrow();
  });
});

describe("columns that are called like an address or a number", () => {
  test("are warned about in one line, if no rule is for them", () => {
    const { lines } = hide("profiles", {
      fields: ["profiles.email"],
      edit: ({ schema: { properties } }) => {
        properties["properties"] = {
          type: ["null", "object"],
          properties: { Work_Email: { type: ["null", "string"] }, phones: { type: "array" } },
        };
      },
    });

    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("profiles.phone_number, profiles.phone_number_country");
    expect(lines[0]).toContain("profiles.properties.Work_Email, profiles.properties.phones");
    // A flag tells no address.
    expect(lines[0]).not.toContain("is_email_valid");
    expect(lines[0]).not.toContain("profiles.email");
  });

  test("are not warned about where all of them have a rule", () => {
    const fields = ["profiles.*phone*", "*.email", "profiles.identifiers[].value"];

    expect(hide("profiles", { fields }).lines).toEqual([]);
  });

  test("are warned about as a whole where all that is in them tells of a person", () => {
    const [warning] = hide("contacts", { fields: ["*.*email*", "*.*phone*"] }).lines;
    const fields = ["*.channels", "*.subscriptions", "*.extra_identifiers[].value"];
    const hidden = [...fields, "contacts.postcode", "contacts.city"];

    expect(warning).toContain(
      "contacts.postcode, contacts.city, contacts.channels, contacts.subscriptions, contacts.extra_identifiers",
    );
    expect(hide("contacts", { fields: ["*.*email*", "*.*phone*", ...hidden] }).lines).toEqual([]);
  });
});
