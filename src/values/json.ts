/** A JSON object as it comes from outside. */
export type JsonObject = Record<string, unknown>;

const Bare = function () {
  // Nothing: what it makes is empty.
} as unknown as new () => JsonObject;
Object.defineProperty(Bare, "prototype", { value: Object.create(null) });

/**
 * An empty object that inherits nothing: a field may be called `constructor` or `__proto__`. One without any prototype
 * would do as well, but is a hash table to V8, and several times slower to fill and to serialise.
 */
export function createObject(): JsonObject {
  return new Bare();
}

/** Whether a JSON value is an object (an array or null is none). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** All but quotes, backslashes, control characters and surrogates. */
const plainText = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/** Whether a text between quotes is its own JSON, as nearly all texts are: to see that takes a fraction of `JSON.stringify`. */
export function isPlain(text: string): boolean {
  return plainText.test(text);
}

/** The JSON of a value that holds nothing but JSON. */
export function toJson(value: unknown): string {
  if (typeof value === "string" && isPlain(value)) return `"${value}"`;
  return value === null ? "null" : JSON.stringify(value);
}

// A quick look that may say yes too often: 16 digits in a row, a point among them or not, or a big exponent. Only where a number
// may begin: nearly every page has ids such as "19e530-b37265", which are texts.
const longNumber = /(?:^|[:,[\s])-?\d(?:[\d.]{15}|[\d.]*[eE][+-]?\d{3})/;
const validNumber = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * Parses JSON without changing a number: one that a double cannot hold as it is written (an id beyond 2^53, say)
 * becomes its text. Throws SyntaxError like `JSON.parse`.
 */
export function parseJson(text: string): unknown {
  return JSON.parse(longNumber.test(text) ? quoteLongNumbers(text) : text);
}

function quoteLongNumbers(text: string): string {
  const parts: string[] = [];
  // The shortest number that a double cannot hold is 1e309.
  const token = /"|-?\d[\d.eE+-]{4,}/g;
  let done = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [literal] = match;
    if (literal === '"') {
      token.lastIndex = endOfString(text, match.index + 1);
    } else if (isToBeQuoted(literal, text, token.lastIndex)) {
      parts.push(text.slice(done, match.index), `"${literal}"`);
      done = token.lastIndex;
    }
  }
  return parts.join("") + text.slice(done);
}

/** Where a string ends that begins at `start`. Not by one expression: a long text overflows its stack. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return end + 1;
  }
  return text.length;
}

// What is no JSON number is left for JSON.parse to refuse; so is one that stands where a name belongs.
function isToBeQuoted(literal: string, text: string, end: number): boolean {
  if (!longNumber.test(literal) || isExact(literal) || !validNumber.test(literal)) return false;
  const colon = /\s*:/y;
  colon.lastIndex = end;
  return !colon.test(text);
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
