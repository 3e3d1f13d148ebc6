/** A JSON object as it comes from outside. */
export type JsonObject = Record<string, unknown>;

/** Whether a JSON value is an object (an array or null is none). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const literals = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;
const longNumber = /\d{16}|\d\.\d{15}|[eE][+-]?\d{3}/;

/**
 * Parses JSON without changing a number: one that a double cannot hold as it is written (an id beyond 2^53, say)
 * becomes its text. Throws SyntaxError like `JSON.parse`.
 */
export function parseJson(text: string): unknown {
  return JSON.parse(longNumber.test(text) ? text.replace(literals, keepDigits) : text);
}

function keepDigits(literal: string): string {
  if (literal.startsWith('"') || isExact(literal)) return literal;
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(literal) ? `"${literal}"` : literal;
}

/** Whether reading `digits` as a double and writing it again gives the same number. */
export function isExact(digits: string): boolean {
  const value = Number(digits);
  if (!Number.isFinite(value)) return false;
  if (/^-?\d+$/.test(digits)) return Number.isSafeInteger(value);
  return plain(digits) === plain(String(value));
}

/** Sign, digits without outer zeros, and exponent: equal for equal numbers, however they are written. */
function plain(literal: string): string {
  const [mantissa = "", exponent = "0"] = literal.toLowerCase().split("e");
  const sign = mantissa.startsWith("-") ? "-" : "";
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const digits = (whole + fraction).replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const scale = Number(exponent) - fraction.length + (digits.length - significant.length);
  return `${sign}${significant}e${scale}`;
}
