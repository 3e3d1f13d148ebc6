import { describe, expect, test } from "@jest/globals";
import { load } from "js-yaml";
import { aboutHub, aboutMeltano, pluginSettings } from "../../src/about/plugin.js";
import { listSettings } from "../../src/config/settings.js";
import { streams } from "../../src/ometria/streams/registry.js";
import { isJsonObject, type JsonObject } from "../../src/values/json.js";

describe("the definition for Meltano Hub", () => {
  const definition = objectOf(load(aboutHub()));

  test("has nothing that pip could install, and says how it comes onto the machine", () => {
    expect(definition).not.toHaveProperty("pip_url");
    expect(definition["prereq"]).toContain("Node.js");
  });
});

describe("the definition for a meltano.yml", () => {
  const file = objectOf(load(aboutMeltano()));
  const [extractor, ...others] = objectOf(file["plugins"])["extractors"] as JsonObject[];

  test("is one custom extractor with a program and nothing for pip", () => {
    expect(others).toEqual([]);
    expect(extractor).toMatchObject({
      name: "tap-ometria",
      namespace: "tap_ometria",
      executable: "./node_modules/.bin/tap-ometria",
      log_parser: "singer-sdk",
    });
    expect(extractor).not.toHaveProperty("pip_url");
  });

  test("selects what a run without a catalog reads, since Meltano's own rule selects everything", () => {
    const names = streams.filter(({ isOptional }) => isOptional !== true).map(({ name }) => name);

    expect(extractor?.["select"]).toEqual(names.map((name) => `${name}.*`));
  });

  test("has the settings of the Hub's definition", () => {
    expect(extractor?.["settings"]).toEqual(objectOf(load(aboutHub()))["settings"]);
  });
});

describe("a setting", () => {
  const byName = new Map(pluginSettings().map((setting) => [setting["name"], setting]));

  test("is there for each property of schemas/config.json, in their order", () => {
    expect([...byName.keys()]).toEqual(listSettings().map(({ name }) => name));
  });

  test.each(listSettings().map((setting) => [setting.name, setting.schema] as const))(
    "%s has its description, its default, and is sensitive where it is a secret",
    (name, schema) => {
      const setting = byName.get(name);

      expect(setting?.["description"]).toBe(schema.description);
      expect(setting?.["value"]).toEqual(schema.default);
      expect(setting?.["sensitive"]).toBe(schema.secret === true ? true : undefined);
    },
  );

  test.each([
    ["api_key", "string"],
    ["start_date", "date_iso8601"],
    ["page_size", "integer"],
    ["requests_per_second", "string"],
    ["lookback_window", "string"],
    ["list_mode", "options"],
    ["endpoints", "object"],
    ["export_key", "array"],
    ["emit_activate_version_messages", "boolean"],
  ])("%s is of the kind %s", (name, kind) => {
    expect(byName.get(name)?.["kind"]).toBe(kind);
  });

  test("of few values offers them", () => {
    expect(byName.get("list_mode")?.["options"]).toEqual([
      { label: "All", value: "all" },
      { label: "Active", value: "active" },
      { label: "Archived", value: "archived" },
    ]);
  });

  test.each([
    ["api_key", "API key"],
    ["aws_access_key_id", "AWS access key ID"],
    ["export_url", "Export URL"],
  ])("%s is called %s", (name, label) => {
    expect(byName.get(name)?.["label"]).toBe(label);
  });
});

function objectOf(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw new Error("this is no object");
  return value;
}
