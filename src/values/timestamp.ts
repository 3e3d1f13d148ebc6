const pattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s?(Z|UTC|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/i;

/**
 * Whole milliseconds since 1970 (rounded down) of a timestamp in any style that the service or its export uses
 * (`2015-11-03T11:48:10+00:00`, `2017-05-17 22:08:07+00`, `2017-02-02 10:18:12.833949+00`, `2026-01-31`),
 * or undefined if it is none. Without an offset it is UTC. Years 0001 to 9999; a leap second is none.
 */
export function parseInstant(text: string): number | undefined {
  const parsed = parse(text);
  return parsed && toMs(parsed) + Number(parsed.fraction.slice(0, 3).padEnd(3, "0"));
}

/**
 * The same instant as RFC 3339 in UTC with a capital `Z`, the only spelling that every Singer target accepts;
 * a fraction of a second is kept to the microsecond, as far as it was given. Undefined if `text` is none.
 */
export function toUtc(text: string): string | undefined {
  const parsed = parse(text);
  if (parsed === undefined) return undefined;
  const fraction = parsed.fraction.slice(0, 6).replace(/0+$/, "");
  // Nearly every time is in UTC already: a Date would cost several times all else.
  const whole = parsed.offsetMs === 0 ? parsed.local : formatInstant(toMs(parsed)).slice(0, -1);
  return fraction === "" ? `${whole}Z` : `${whole}.${fraction}Z`;
}

/** RFC 3339 in UTC, in whole seconds (rounded down). */
export function formatInstant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** The later of an instant that may be missing and another one, both RFC 3339. */
export function laterInstant(one: string | null, other: string): string {
  return one !== null && (parseInstant(one) ?? 0) > (parseInstant(other) ?? 0) ? one : other;
}

/** The UTC date (`YYYY-MM-DD`) of an instant. */
export function formatDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

interface Parsed {
  /** `YYYY-MM-DDTHH:MM:SS` as it was given, at its own offset. */
  readonly local: string;
  readonly offsetMs: number;
  /** Digits. Apart from the second, since a double that holds both would round the second up. */
  readonly fraction: string;
}

function parse(text: string): Parsed | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, year = "", month = "", day = "", ...rest] = match;
  const [hour = "00", minute = "00", second = "00", fraction = "", offset] = rest;
  if (Number(day) > daysIn(Number(year), Number(month))) return undefined;
  if (day === "00" || hour > "23" || minute > "59" || second > "59") return undefined;
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const parsed = { local, offsetMs: offsetMs(offset), fraction };
  const isInYears = parsed.offsetMs === 0 ? year !== "0000" : isInRange(toMs(parsed));
  return isInYears ? parsed : undefined;
}

/** Of the second. */
function toMs({ local, offsetMs }: Parsed): number {
  return Date.parse(`${local}Z`) - offsetMs;
}

/** 0 for a month that does not exist. */
function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap
    ? 29
    : ([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0);
}

function offsetMs(offset = "Z"): number {
  if (!/^[+-]/.test(offset)) return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(3).replace(":", "") || "0");
  const size = (hours * 60 + minutes) * 60_000;
  return offset.startsWith("-") ? -size : size;
}

const firstMs = Date.parse("0001-01-01T00:00:00Z");
const lastMs = Date.parse("9999-12-31T23:59:59Z");

function isInRange(ms: number): boolean {
  return ms >= firstMs && ms <= lastMs;
}
