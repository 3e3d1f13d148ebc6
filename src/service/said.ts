import { isJsonObject, parseJson } from "../values/json.js";
import type { ApiRequest } from "./request.js";

const longest = 200;
/** More is not looked at. */
const mostRead = 5_000;

/**
 * What a service says of why it refuses a request, for people: `detail`, `title` or `message` of the body (ometria-api 1.3), shortened.
 * Addresses, ids and long numbers are struck out; so is what a person's own request holds, which may be a name. Undefined where the
 * body says nothing.
 */
export function whatIsSaid(body: Uint8Array | undefined, request: ApiRequest): string | undefined {
  const said = readBody(body);
  if (said === undefined) return undefined;
  const bare = strikeOut(tidy(said).slice(0, mostRead), valuesIn(request));
  return bare.length <= longest ? bare : `${bare.slice(0, longest - 1)}…`.toWellFormed();
}

function readBody(body: Uint8Array | undefined): string | undefined {
  if (body === undefined) return undefined;
  try {
    const parsed = parseJson(Buffer.from(body).toString("utf8"));
    if (!isJsonObject(parsed)) return undefined;
    const { detail, title, message } = parsed;
    return [detail, title, message].map(readText).find((text) => tidy(text) !== "");
  } catch {
    return undefined;
  }
}

/** A text, or a list of what is wrong where: `loc` and `msg` of each. Its `input` is what was sent. */
function readText(value: unknown): string {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return "";
  return value.filter(isJsonObject).map(readItem).join("; ");
}

function readItem({ loc, msg }: Readonly<Record<string, unknown>>): string {
  const place = Array.isArray(loc) ? loc.map(String).join(".") : "";
  return [place, typeof msg === "string" ? msg : ""].filter((part) => part !== "").join(": ");
}

const address = /[^\s"'<>(),;:]+@[^\s"'<>(),;:]+/gu;
/** A number of six digits or more, however they are set apart: a telephone number, a date of birth. */
const longNumber = /\+?\d(?:[\s().:/-]*\d){5,}/g;
/** A word with four digits or more among its letters, as ids are. */
const id = /(?=(?:[\w-]*\d){4})[\w-]{8,}/g;

function strikeOut(text: string, values: readonly string[]): string {
  const longestFirst = [...new Set(values.map(tidy))]
    .filter((value) => value.length > 1)
    .sort((one, other) => other.length - one.length);
  const without = longestFirst.reduce((left, value) => left.replace(wordOf(value), "***"), text);
  return [address, id, longNumber].reduce((left, pattern) => left.replace(pattern, "***"), without);
}

function wordOf(value: string): RegExp {
  const literal = value.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, "giu");
}

/** The values that a person put into a request; none of a run's, which asks for nobody. */
function valuesIn({ name, path, query, headers = {}, body }: ApiRequest): readonly string[] {
  if (name === undefined) return [];
  const words = new Set(name.split("/"));
  const parts = path.split("/").filter((part) => !words.has(part));
  const pairs = query instanceof URLSearchParams ? [...query.values()] : Object.values(query);
  return [...parts.map(decode), ...pairs.map(String), ...Object.values(headers), ...textsIn(body)];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function textsIn(body: Uint8Array | undefined): readonly string[] {
  if (body === undefined) return [];
  const text = Buffer.from(body).toString("utf8");
  try {
    return leavesOf(parseJson(text));
  } catch {
    return [text];
  }
}

function leavesOf(value: unknown): readonly string[] {
  if (typeof value === "string" || typeof value === "number") return [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(leavesOf);
}

/** In one line. */
function tidy(text: string): string {
  return text.replace(/[\s\p{C}]+/gu, " ").trim();
}
