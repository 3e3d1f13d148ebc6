import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatDate, formatInstant, parseInstant, toUtc } from "../../src/values/timestamp.js";

const year1 = Date.parse("0001-01-02T00:00:00Z");
const year9999 = Date.parse("9999-12-30T00:00:00Z");
const seconds = fc.integer({ min: year1 / 1000, max: year9999 / 1000 });
const digits = fc.string({
  unit: fc.constantFrom("0", "1", "4", "5", "9"),
  minLength: 1,
  maxLength: 12,
});
const two = (value: number): string => String(value).padStart(2, "0");

interface Offset {
  readonly minutes: number;
  readonly text: string;
}

/** An offset in each of the spellings that the service uses. */
const offsets: fc.Arbitrary<Offset> = fc
  .record({
    sign: fc.constantFrom(1, -1),
    hours: fc.integer({ min: 0, max: 23 }),
    minutes: fc.integer({ min: 0, max: 59 }),
    style: fc.constantFrom("+00" as const, "+0000" as const, "+00:00" as const),
  })
  .map(({ sign, hours, minutes, style }) => {
    const kept = style === "+00" ? 0 : minutes;
    const tail = { "+00": "", "+0000": two(kept), "+00:00": `:${two(kept)}` }[style];
    return {
      minutes: sign * (hours * 60 + kept),
      text: `${sign < 0 ? "-" : "+"}${two(hours)}${tail}`,
    };
  });

describe("toUtc", () => {
  test.each([
    ["2015-11-03T11:48:10+00:00", "2015-11-03T11:48:10Z"],
    ["2017-05-17 22:08:07+00", "2017-05-17T22:08:07Z"],
    ["2017-02-02 10:18:12.833949+00", "2017-02-02T10:18:12.833949Z"],
    ["1984-04-22", "1984-04-22T00:00:00Z"],
    ["2026-06-01T12:30:00", "2026-06-01T12:30:00Z"],
    ["2026-06-01T12:30:00+0000", "2026-06-01T12:30:00Z"],
    ["2014-11-01T15:34:35Z", "2014-11-01T15:34:35Z"],
    ["2014-11-01t15:34:35z", "2014-11-01T15:34:35Z"],
    ["2014-11-01 15:34:35 UTC", "2014-11-01T15:34:35Z"],
    ["2014-11-01 15:34", "2014-11-01T15:34:00Z"],
    ["2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"],
    ["2025-12-31T23:30:00-0530", "2026-01-01T05:00:00Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"],
    ["2026-01-01T00:00:00.500Z", "2026-01-01T00:00:00.5Z"],
    ["2026-01-01T00:00:00,25Z", "2026-01-01T00:00:00.25Z"],
    ["2026-01-01T00:00:00.000000Z", "2026-01-01T00:00:00Z"],
  ])("writes %s as %s", (text, utc) => {
    expect(toUtc(text)).toBe(utc);
  });

  test.each([
    "2026-01-01T00:00:00.999999999Z",
    "1969-12-31T23:59:59.999999999Z",
    "0001-01-01T00:00:00.999999999Z",
  ])("keeps the second of %s, however near its fraction is to the next", (text) => {
    expect(toUtc(text)).toBe(`${text.slice(0, -4)}Z`);
  });

  test.each([
    ["a day that its month lacks", "2026-02-29T00:00:00Z"],
    ["the zero date", "0000-00-00 00:00:00"],
    ["a leap second", "2016-12-31T23:59:60Z"],
    ["the hour 24", "2026-01-01T24:00:00Z"],
    ["a minute beyond 59", "2026-01-01T00:60:00Z"],
    ["an offset beyond a day", "2026-01-01T00:00:00+24:00"],
    ["an offset with 60 minutes", "2026-01-01T00:00:00+00:60"],
    ["a month beyond 12", "2026-13-01"],
    ["a year of five digits", "12026-01-01T00:00:00Z"],
    ["an instant after the year 9999", "9999-12-31T23:59:59-01:00"],
    ["an instant before the year 1", "0001-01-01T00:00:00+01:00"],
    ["two fractions", "2026-01-01T00:00:00.1.2Z"],
    ["a point without a fraction", "2026-01-01T00:00:00.Z"],
    ["something behind it", "2026-01-01T00:00:00Z "],
    ["a day and month the other way round", "31/01/2026"],
    ["seconds since 1970", "1767225600"],
    ["a word", "yesterday"],
    ["an empty text", ""],
  ])("refuses %s", (_, text) => {
    expect(toUtc(text)).toBeUndefined();
    expect(parseInstant(text)).toBeUndefined();
  });

  test("gives the same instant for every separator, offset and fraction", () => {
    const styles = fc.tuple(seconds, fc.constantFrom(" ", "T"), offsets, fc.option(digits));
    fc.assert(
      fc.property(styles, ([second, separator, offset, fraction]) => {
        const local = formatInstant(second * 1000 + offset.minutes * 60_000).slice(0, -1);
        const tail = fraction === null ? "" : `.${fraction}`;

        const utc = toUtc(`${local.replace("T", separator)}${tail}${offset.text}`);

        const kept = (fraction ?? "").slice(0, 6).replace(/0+$/, "");
        const whole = new Date(second * 1000).toISOString().slice(0, 19);
        expect(utc).toBe(`${whole}${kept === "" ? "" : `.${kept}`}Z`);
      }),
    );
  });

  test("changes nothing in a timestamp that it has written itself", () => {
    fc.assert(
      fc.property(seconds, digits, (second, fraction) => {
        const once = toUtc(`${formatInstant(second * 1000).slice(0, -1)}.${fraction}Z`) ?? "";

        expect(once).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,5}[1-9])?Z$/);
        expect(toUtc(once)).toBe(once);
      }),
    );
  });
});

describe("parseInstant", () => {
  test("is the inverse of formatInstant in whole seconds", () => {
    fc.assert(
      fc.property(seconds, (second) => {
        expect(parseInstant(formatInstant(second * 1000))).toBe(second * 1000);
      }),
    );
  });

  test("agrees with JavaScript wherever that reads milliseconds", () => {
    fc.assert(
      fc.property(fc.integer({ min: year1, max: year9999 }), (ms) => {
        expect(parseInstant(new Date(ms).toISOString())).toBe(ms);
      }),
    );
  });

  test("rounds down to the millisecond, before 1970 too", () => {
    expect(parseInstant("1970-01-01T00:00:01.9999Z")).toBe(1999);
    expect(parseInstant("1969-12-31T23:59:59.9999Z")).toBe(-1);
  });
});

test("an instant is formatted in whole seconds, rounded down, and as its UTC date", () => {
  expect(formatInstant(-1)).toBe("1969-12-31T23:59:59Z");
  expect(formatInstant(1_767_225_600_999)).toBe("2026-01-01T00:00:00Z");
  expect(formatDate(-1)).toBe("1969-12-31");
});
