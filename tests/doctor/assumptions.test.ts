import { describe, expect, test } from "@jest/globals";
import { loadSchema, type JsonSchema } from "../../src/config/schemas.js";
import { checks } from "../../src/doctor/checks.js";
import { assumptions } from "../../src/ometria/assumptions/all.js";

const ids = checks.map(({ id }) => id);

describe("the assumptions about the service", () => {
  test.each(assumptions.flatMap(({ id, check }) => (check === undefined ? [] : [{ id, check }])))(
    "name a check that doctor has ($id)",
    ({ check }) => {
      expect(ids).toContain(check);
    },
  );

  test("say of those that no check asks about that they cannot be seen", () => {
    const unseen = assumptions.filter(({ check }) => check === undefined);

    expect(unseen.map(({ alarm }) => /\*\*.*cannot be seen\*\*/.test(alarm))).toEqual(
      unseen.map(() => true),
    );
  });

  test("have two readings that differ, an id of their own, and one check for each probe", () => {
    expect(assumptions.filter(({ readings: [one, other] }) => one === other)).toEqual([]);
    expect(new Set(assumptions.map(({ id }) => id)).size).toBe(assumptions.length);
    expect(
      assumptions.filter(({ check, probe }) => check === undefined && probe !== undefined),
    ).toEqual([]);
  });

  test("name settings that there are", () => {
    const settings = assumptions.flatMap(({ setting }) => setting ?? []);
    const { properties = {} } = loadSchema("config");

    expect(settings.filter((setting) => !isSetting(setting, properties))).toEqual([]);
  });

  test("are asked about by checks whose ids are unique", () => {
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** Whether a setting is described, or what `<name>` may stand for is. */
function isSetting(setting: string, properties: Readonly<Record<string, JsonSchema>>): boolean {
  const [name = "", ...inner] = setting.split(".");
  const known = name === "<name>" ? Object.values(properties) : [properties[name]];
  return known.some((schema) => {
    if (schema === undefined || inner.length === 0) return schema !== undefined;
    return isSetting(inner.join("."), schema.properties ?? {});
  });
}
