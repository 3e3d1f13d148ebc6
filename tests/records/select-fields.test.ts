import { describe, expect, test } from "@jest/globals";
import { propertyOf, type JsonSchema } from "../../src/config/schemas.js";
import { mark, selectOne, type EditableEntry } from "./catalogs.js";

/** Whether a schema still has the property of this path (`stats.aov`, `identities[].id`). */
function hasPath(schema: JsonSchema, path: string): boolean {
  let node: JsonSchema | undefined = schema;
  for (const name of path.replaceAll("[]", ".[]").split(".")) {
    node = name === "[]" ? node?.items : node && propertyOf(node, name);
  }
  return node !== undefined;
}

const email = ["properties", "email"];
const aov = ["properties", "stats", "properties", "aov"];
const identityId = ["properties", "identities", "items", "properties", "id"];

function profilesWith(edit: (entry: EditableEntry) => void): JsonSchema {
  return selectOne("profiles", edit).schema;
}

describe("a field that is not selected is not in the schema", () => {
  test.each([
    ["email", email, ["name", "id"]],
    ["stats", ["properties", "stats"], ["dates"]],
    ["stats.aov", aov, ["stats.orders"]],
    ["identities[].id", identityId, ["identities[].type"]],
    ["lists", ["properties", "lists"], ["identities"]],
    ["extra", ["properties", "extra"], ["properties"]],
  ])("%s", (path, breadcrumb, others) => {
    const schema = profilesWith((entry) => {
      mark(entry, breadcrumb, { selected: false });
    });

    expect(hasPath(schema, path)).toBe(false);
    expect(others.filter((other) => !hasPath(schema, other))).toEqual([]);
  });

  const rules: readonly (readonly [string, object, boolean])[] = [
    ["the text false", { selected: "false" }, false],
    ["by default not", { "selected-by-default": false }, false],
    ["selected, though by default not", { selected: true, "selected-by-default": false }, true],
    ["unsupported, though selected", { inclusion: "unsupported", selected: true }, false],
    ["automatic, though not selected", { inclusion: "automatic", selected: false }, true],
    ["nothing said, as the one above it", {}, true],
  ];

  test.each(rules)("%s", (_, metadata, isKept) => {
    const schema = profilesWith((entry) => {
      mark(entry, email, { ...metadata });
      mark(entry, aov, { ...metadata });
    });

    expect([hasPath(schema, "email"), hasPath(schema, "stats.aov")]).toEqual([isKept, isKept]);
  });

  test("a field below one that is not selected is not either, whatever is said of it", () => {
    const schema = profilesWith((entry) => {
      mark(entry, ["properties", "stats"], { selected: false });
      mark(entry, aov, { selected: true, inclusion: "automatic" });
    });

    expect(hasPath(schema, "stats")).toBe(false);
  });

  test("the flag inside of the schema counts where metadata says nothing, and is not passed on", () => {
    const schema = profilesWith(({ schema: theirs }) => {
      Object.assign(theirs.properties["email"] ?? {}, { selected: false });
      Object.assign(theirs.properties["name"] ?? {}, { selected: "true" });
    });

    expect(hasPath(schema, "email")).toBe(false);
    expect(JSON.stringify(schema)).not.toContain("selected");
  });

  test("keys and automatic columns stay, whatever is said of them or done to them", () => {
    const { schema } = selectOne("unsubscribes", (entry) => {
      mark(entry, ["properties", "unsubscribe_key"], { selected: false, inclusion: "unsupported" });
      mark(entry, ["properties", "timestamp"], { selected: "false", inclusion: "available" });
      entry.schema.properties = { unsubscribe_key: { type: ["null", "integer"] } };
    });

    expect(schema.properties).toEqual({
      unsubscribe_key: expect.objectContaining({ type: ["string"] }),
      timestamp: expect.objectContaining({ type: ["null", "string"], format: "date-time" }),
    });
  });

  test("what is not selected is not required either", () => {
    const schema = profilesWith((entry) => {
      Object.assign(entry.schema.properties["stats"] ?? {}, { required: ["aov", "orders"] });
      mark(entry, aov, { selected: false });
    });

    expect(propertyOf(schema, "stats")?.required).toEqual(["orders"]);
  });
});

describe("a schema that the user has changed is the one that counts", () => {
  const points = { type: ["null", "integer"], description: "Points." };

  test("a property that the user added is in it", () => {
    const schema = profilesWith((entry) => {
      entry.schema.properties["loyalty_points"] = points;
    });

    expect(propertyOf(schema, "loyalty_points")).toEqual(points);
  });

  test("a nested property that the user added is in it", () => {
    const schema = profilesWith(({ schema: { properties } }) => {
      Object.assign(properties["properties"] ?? {}, { properties: { points } });
    });

    expect(hasPath(schema, "properties.points")).toBe(true);
  });

  test("an added property can be left out like any other, even if it is called constructor", () => {
    const stream = selectOne("profiles", (entry) => {
      Object.assign(entry.schema.properties, { constructor: points });
      mark(entry, ["properties", "constructor"], { selected: false });
    });

    expect(propertyOf(stream.schema, "constructor")).toBeUndefined();
    expect(propertyOf(stream.knownSchema, "constructor")).toEqual(points);
  });

  test("a type that the user replaced is the type", () => {
    const schema = profilesWith((entry) => {
      entry.schema.properties["customer_id"] = { type: ["null", "integer"] };
    });

    expect(propertyOf(schema, "customer_id")).toEqual({ type: ["null", "integer"] });
  });

  test("a property that the user took out, nested too, is known but not wanted", () => {
    const { schema, knownSchema } = selectOne("profiles", (entry) => {
      delete entry.schema.properties["email"];
      entry.schema.properties["stats"] = {
        type: ["null", "object"],
        properties: { orders: { type: ["null", "integer"] } },
      };
    });

    expect(["email", "stats.aov"].filter((path) => hasPath(schema, path))).toEqual([]);
    expect(["email", "stats.aov"].filter((path) => !hasPath(knownSchema, path))).toEqual([]);
  });

  test("an object of which the user took out the description of its fields is free", () => {
    const { knownSchema } = selectOne("profiles", (entry) => {
      entry.schema.properties["stats"] = { type: ["null", "object"] };
    });

    expect(hasPath(knownSchema, "stats.aov")).toBe(false);
  });
});
