import { expect, test } from "@jest/globals";
import { dayMs, parseDuration } from "../../src/values/duration.js";

test.each([
  ["P1D", dayMs],
  ["PT6H", dayMs / 4],
  ["PT0S", 0],
  ["PT90M", 5_400_000],
  ["P1W", 7 * dayMs],
  ["P1M", 30 * dayMs],
  ["P1Y", 365 * dayMs],
  ["P1DT1H1M1.5S", dayMs + 3_661_500],
])("%s are %d milliseconds", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  "",
  "P",
  "PT",
  "P1",
  "1D",
  "P1DT",
  "PT1D",
  "P1H",
  "P1.5D",
  "-P1D",
  "p1d",
  "P1D ",
  "P1D1Y",
])("%p is no duration", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
