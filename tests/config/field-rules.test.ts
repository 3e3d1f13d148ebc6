import { describe, expect, test } from "@jest/globals";
import { FieldRules, parseFieldRule } from "../../src/config/field-rules.js";

function rulesOf(...fields: string[]): FieldRules {
  return new FieldRules(fields.map((field) => parseFieldRule(`profiles.${field}`).path));
}

/** Whether rules reach the field at the end of these names. */
function reach(rules: FieldRules, ...names: string[]): boolean {
  let place: FieldRules | undefined = rules;
  for (const name of names) place = place?.below(name);
  return place?.isMatch ?? false;
}

test("the first name of a rule is the stream's, and may have an asterisk too", () => {
  expect(parseFieldRule("profiles.email").stream.matches("profiles")).toBe(true);
  expect(parseFieldRule("profiles.email").stream.matches("profiles_old")).toBe(false);
  expect(parseFieldRule("*.email").stream.matches("member_lists")).toBe(true);
});

describe("a name", () => {
  test.each([
    ["email", "email"],
    ["email", "Email"],
    ["email", "@email"],
    ["*email*", "email_address"],
    ["*email*", "work email"],
    ["Phone Number", "phone_number"],
    ["shoeSize", "shoe_size"],
    ["a*b", "a.b"],
    ["*_id", "profile_id"],
    ["c++ (old)", "C++ (old)"],
  ])("%j of a rule is for the field %j", (rule, field) => {
    expect(reach(rulesOf(rule), field)).toBe(true);
  });

  test.each([
    ["email", "is_email_valid"],
    ["*_id", "is_email_valid"],
    ["*_at", "format"],
    ["e.ail", "email"],
    ["email", "e_mail"],
  ])("%j of a rule is not for the field %j", (rule, field) => {
    expect(reach(rulesOf(rule), field)).toBe(false);
  });
});

describe("a path", () => {
  test("goes down by names, and through lists without one", () => {
    const rules = rulesOf("identities[].id");

    expect(reach(rules, "identities", "id")).toBe(true);
    expect(reach(rules, "identities", "type")).toBe(false);
    expect(reach(rules, "identities")).toBe(false);
  });

  test("covers all that is below its end", () => {
    expect(reach(rulesOf("properties"), "properties", "a", "b")).toBe(true);
  });

  test.each([
    ["identities[].id", "identities.0.id", true],
    ["identities[].id", "identities.0.type", false],
    ["identities[].id", "identities", false],
    ["dates.first*", "dates.first_seen", true],
    ["properties.a*b", "properties.a.b", true],
    ["tags", "tags.3", true],
    ["a*", "a.b.c.d.e.f.g.h.i.j", true],
    ["0", "tags.0", false],
  ])("%j, and the place %j of a value that could not be converted: %j", (rule, path, is) => {
    expect(rulesOf(rule).belowPath(path)?.isMatch ?? false).toBe(is);
  });
});
