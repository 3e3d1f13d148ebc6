import { describe, expect, test } from "@jest/globals";
import { readEnvironment } from "../../src/config/environment.js";

describe("a variable becomes what its setting is", () => {
  test.each([
    ["api_key", "123", "123"],
    ["api_key", "true", "true"],
    ["api_key", '["a"]', '["a"]'],
    ["page_size", "100", 100],
    ["requests_per_second", "0.5", 0.5],
    ["emit_activate_version_messages", "true", true],
    ["emit_activate_version_messages", "1", true],
    ["emit_activate_version_messages", "Yes", true],
    ["emit_activate_version_messages", "ON", true],
    ["emit_activate_version_messages", "false", false],
    ["emit_activate_version_messages", "0", false],
    ["emit_activate_version_messages", "no", false],
    ["emit_activate_version_messages", "off", false],
    ["export_key", '["email_id", "event"]', ["email_id", "event"]],
    ["export_columns", '{"recipient": "to_address"}', { recipient: "to_address" }],
    ["endpoints", '{"list_changes": null}', { list_changes: null }],
    ["lookback_window", "P3D", "P3D"],
    ["lookback_window", '{"unsubscribes": "P3D"}', { unsubscribes: "P3D" }],
    ["start_date", "2026-01-01", "2026-01-01"],
  ])("%s from %s", (name, text, value) => {
    const { values, problems } = readEnvironment({ [`TAP_OMETRIA_${name.toUpperCase()}`]: text });

    expect(values).toEqual({ [name]: value });
    expect(problems).toEqual([]);
  });
});

describe("a variable that is none is told with key, variable and fix, without its value", () => {
  test.each([
    ["page_size", "ten", "is not a number. Set a whole number from 2 to 250."],
    ["page_size", " ", "is not a number. Set a whole number from 2 to 250."],
    ["requests_per_second", "Infinity", "is not a number. Set a number above 0 to 1000."],
    ["emit_activate_version_messages", "maybe", "is not true or false. Set true or false"],
    ["export_key", "a,b", 'is not a JSON array such as ["a", "b"]. Set a list of texts such as ['],
    ["export_columns", "{hush", 'is not a JSON object such as {"a": "b"}. Set an object such as {'],
    ["lookback_window", '{"hush": ', "is not a JSON object such as"],
  ])("%s from %s", (name, text, reason) => {
    const variable = `TAP_OMETRIA_${name.toUpperCase()}`;

    const { values, problems } = readEnvironment({ [variable]: text });

    expect(values).toEqual({});
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`${name} (${variable}): ${reason}`);
    expect(problems[0]).not.toContain("hush");
  });
});

test("empty variables and those of others are left alone", () => {
  const read = readEnvironment({
    TAP_OMETRIA_PAGE_SIZE: "",
    TAP_OMETRIA_LOGLEVEL: "debug",
    TAP_OMETRIA__SELECT: "*.*",
    PAGE_SIZE: "5",
  });

  expect(read).toEqual({ values: {}, problems: [], unknown: [] });
});

test("a variable that looks like a setting and is none is told", () => {
  const { unknown } = readEnvironment({ TAP_OMETRIA_STRAT_DATE: "2026-01-01" });

  expect(unknown).toEqual(["TAP_OMETRIA_STRAT_DATE"]);
});

test("pseudonymise is JSON in the environment", () => {
  const setting = { salt: "a salt for these tests", fields: ["profiles.email"] };

  const { values, problems } = readEnvironment({
    TAP_OMETRIA_PSEUDONYMISE: JSON.stringify(setting),
  });
  const wrong = readEnvironment({ TAP_OMETRIA_PSEUDONYMISE: "salt: hunter2" });

  expect({ values, problems }).toEqual({ values: { pseudonymise: setting }, problems: [] });
  expect(wrong.problems.join("\n")).toContain("is not a JSON object");
  expect(wrong.problems.join("\n")).not.toContain("hunter2");
});
