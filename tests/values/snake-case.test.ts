import { expect, test } from "@jest/globals";
import { snakeCase, snakeCasePattern } from "../../src/values/snake-case.js";

test.each([
  ["Shoe size", "shoe_size"],
  ["shoeSize", "shoe_size"],
  ["@email", "email"],
  ["Phone (home)", "phone_home"],
])("%j is called %j by targets", (name, expected) => {
  expect(snakeCase(name)).toBe(expected);
});

test.each([
  ["*_id", "*_id"],
  ["Phone *", "phone_*"],
  ["_sdc_*", "sdc_*"],
  ["*", "*"],
])("the pattern %j becomes %j", (pattern, expected) => {
  expect(snakeCasePattern(pattern)).toBe(expected);
});
