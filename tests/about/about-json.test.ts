import { expect, test } from "@jest/globals";
import { aboutJson } from "../../src/about/about-json.js";
import { loadSchema } from "../../src/config/schemas.js";

const about = JSON.parse(aboutJson({ version: "1.2.3" })) as Record<string, unknown>;

test("has the keys that a tap of the Meltano SDK (0.54) prints, in their order", () => {
  expect(Object.keys(about)).toEqual([
    "name",
    "description",
    "version",
    "sdk_version",
    "supported_python_versions",
    "capabilities",
    "settings",
  ]);
});

test("claims neither an SDK nor a Python", () => {
  expect(about).toMatchObject({
    name: "tap-ometria",
    version: "1.2.3",
    sdk_version: null,
    supported_python_versions: null,
  });
});

test("gives the settings as their JSON Schema", () => {
  expect(about["settings"]).toEqual(loadSchema("config"));
});
