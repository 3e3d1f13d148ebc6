import { createHmac } from "node:crypto";
import { expect, test } from "@jest/globals";
import { marksWith, pseudonymsWith } from "../../src/values/pseudonym.js";

const salt = "a salt for these tests";
const pseudonym = pseudonymsWith(salt);

test("a pseudonym is the HMAC-SHA256 of the text, in hexadecimal digits", () => {
  const expected = createHmac("sha256", salt).update("19e530-b37265", "utf8").digest("hex");

  expect(pseudonym("19e530-b37265")).toBe(expected);
  expect(pseudonym("19e530-b37265")).toMatch(/^[0-9a-f]{64}$/);
});

test.each(["Bob22@Example.com", " bob22@example.com\n", "BOB22@EXAMPLE.COM"])(
  "an e-mail address has one pseudonym, however it is spelled: %j",
  (spelling) => {
    expect(pseudonym(spelling)).toBe(
      createHmac("sha256", salt).update("bob22@example.com").digest("hex"),
    );
  },
);

test("letters of an address that are composed of two characters are the same as those of one", () => {
  expect(pseudonym("zoe\u0308@example.com")).toBe(pseudonym("Zo\u00eb@example.com"));
});

test.each([
  ["AB-1", "ab-1"],
  ["AB-1", "AB-1 "],
  ["+44 7700 900123", "+447700900123"],
  ["bob@example.com", "Bob <bob@example.com>"],
])("everything else is taken as it is: %j is not %j", (one, other) => {
  expect(pseudonym(one)).not.toBe(pseudonym(other));
});

test("an empty text stays empty", () => {
  expect(pseudonym("")).toBe("");
});

test("another salt makes other pseudonyms", () => {
  expect(pseudonymsWith("another salt for tests")("x")).not.toBe(pseudonym("x"));
});

test("a mark stands for an id, is short, tells its case, and stays as it is", () => {
  const mark = marksWith(salt);
  const made = mark("Bob@example.com");

  expect(made).toMatch(/^~[\w-]{15}$/);
  expect(mark(made)).toBe(made);
  expect(mark("bob@example.com")).not.toBe(made);
  expect(marksWith("another salt for tests")("Bob@example.com")).not.toBe(made);
});
