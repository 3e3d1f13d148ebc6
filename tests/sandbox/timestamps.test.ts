import { expect, test } from "@jest/globals";
import { parseQueryTime, toCompact, toIso, toPostgres } from "../../src/sandbox/data/timestamps.js";

const ms = Date.UTC(2026, 0, 2, 3, 4, 5);

test.each([
  ["2026-01-02", Date.UTC(2026, 0, 2)],
  ["2026-01-02T03:04:05", ms],
  ["2026-01-02 03:04:05", ms],
  ["2026-01-02T03:04:05Z", ms],
  ["2026-01-02T03:04:05.250Z", ms + 250],
  ["2026-01-02 03:04:05+00", ms],
  ["2026-01-02T05:04:05+02:00", ms],
  ["2026-01-02T05:04:05 0200", ms],
  ["2026-01-02T01:34:05-0130", ms],
  ["2026-13-02", undefined],
  ["yesterday", undefined],
])("reads %s in a query", (text, expected) => {
  expect(parseQueryTime(text)).toBe(expected);
});

test("writes moments in the vendor's spellings", () => {
  expect(toIso(ms)).toBe("2026-01-02T03:04:05+00:00");
  expect(toPostgres(ms)).toBe("2026-01-02 03:04:05+00");
  expect(toCompact(ms)).toBe("20260102T030405");
});
