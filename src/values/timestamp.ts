const pattern =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s?(Z|UTC|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?)?$/i;

/**
 * Whole milliseconds since 1970 (rounded down) of a timestamp in any style that the service or its export uses
 * (`2015-11-03T11:48:10+00:00`, `2017-05-17 22:08:07+00`, `2017-02-02 10:18:12.833949+00`, `2026-01-31`),
 * or undefined where the text is not one. Without an offset it is UTC. Years 0001 to 9999; leap seconds are not taken.
 */
export function parseInstant(text: string): number | undefined {
  const parsed = parse(text);
  return parsed && parsed.secondMs + Number(parsed.fraction.slice(0, 3).padEnd(3, "0"));
}

/** The spellings of a whole second in UTC that the service uses, on any day but 29 February. */
const usual =
  /^(?!0000)\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:Z|\+00(?::?00)?)$/;

/**
 * The same instant as RFC 3339 in UTC with a capital `Z`, the only spelling that every Singer target accepts;
 * a fraction of a second is kept to the microsecond, as far as it was given. Undefined if `text` is none.
 */
export function toUtc(text: string): string | undefined {
  // Nearly every time is spelled so: it need not be taken apart.
  if (usual.test(text)) return `${text.slice(0, 10)}T${text.slice(11, 19)}Z`;
  const parsed = parse(text);
  if (parsed === undefined) return undefined;
  const fraction = parsed.fraction.slice(0, 6).replace(/0+$/, "");
  const whole = formatInstant(parsed.secondMs);
  return fraction === "" ? whole : `${whole.slice(0, -1)}.${fraction}Z`;
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

/** The second and the digits of its fraction: apart, since a double that holds both would round the second up. */
function parse(text: string): { readonly secondMs: number; readonly fraction: string } | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const groups = match.slice(1);
  const [year, month, day, hour, minute, second, fraction = "", offset] = groups;
  const time = [hour, minute, second].map((part) => part ?? "00").join(":");
  const local = `${[year, month, day].join("-")}T${time}Z`;
  const localMs = Date.parse(local);
  // Date.parse rolls 30 February over into March and takes 24:00: neither is a time that exists.
  if (Number.isNaN(localMs) || formatInstant(localMs) !== local) return undefined;
  const secondMs = localMs - offsetMs(offset);
  return isInRange(secondMs) ? { secondMs, fraction } : undefined;
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
