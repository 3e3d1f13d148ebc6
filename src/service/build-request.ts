import { validateHeaderName, validateHeaderValue } from "node:http";
import { UsageError } from "../errors.js";
import { isWrite, methods, type ApiRequest, type Method } from "./request.js";

/** A request in a person's words. */
export interface RequestWords {
  /** Absent: POST with a body, else GET. */
  readonly method: string | undefined;
  /** Below the base URL, with `{name}` where a path parameter belongs. */
  readonly path: string;
  /** `name=value` each. */
  readonly pathParams: readonly string[];
  readonly query: readonly string[];
  /** `Name: value` each. */
  readonly headers: readonly string[];
  readonly hasBody: boolean;
  /** The header that the key is sent in: the key is the config's. */
  readonly keyHeader: string;
}

/** A request whose path has a name of its own, and whose body is yet to come. */
export type NamedRequest = Omit<ApiRequest, "body" | "query"> & {
  readonly name: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
};

/** The connection's own. */
const ownHeaders = ["host", "content-length", "transfer-encoding", "connection"];

/**
 * Whether a header or parameter can have the service take a GET for a write: nobody shall write without saying so. Frameworks know
 * such names in many spellings (`X-HTTP-Method-Override`, `_method`), so that each is refused that speaks of a method or of overriding.
 */
function canChangeMethod(name: string): boolean {
  const letters = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z]/g, "");
  return /method|override/.test(letters);
}

/** Builds a request. Throws UsageError, which never holds a value: it may be personal, or a secret. */
export function buildRequest(words: RequestWords): NamedRequest {
  const method = methodOf(words);
  const query = new URLSearchParams(words.query.map(readParameter));
  const headers = readHeaders(words);
  if (words.hasBody) headers["content-type"] ??= "application/json";
  const path = fillPath(words.path, words.pathParams);
  return { method, path, name: publicName(words.path), query, headers };
}

function methodOf({ method, hasBody }: RequestWords): Method {
  const asked = method?.toUpperCase() ?? (hasBody ? "POST" : "GET");
  const known = methods.find((name) => name === asked);
  if (known === undefined) {
    throw new UsageError("-X: there is no such method.", {
      hint: `Choose one of ${methods.join(", ")}.`,
    });
  }
  if (hasBody && !isWrite({ method: known })) {
    throw new UsageError(`-d: a ${known} has no body.`, { hint: "Leave out -d, or set -X." });
  }
  return known;
}

function fillPath(path: string, pathParams: readonly string[]): string {
  if (!path.startsWith("/")) {
    throw new UsageError("PATH must begin with /.", {
      hint: "Write it as it stands below base_url, such as /profiles.",
    });
  }
  if (/[?#]/.test(path)) {
    throw new UsageError("PATH has a ? or a #.", {
      hint: "Write --query name=value; what belongs into the path goes into --path-param.",
    });
  }
  const values = readParams(pathParams);
  const unused = [...values.keys()].find((name) => !path.includes(`{${name}}`));
  if (unused !== undefined) {
    throw new UsageError(`--path-param: PATH has no {${unused}}.`, { hint: "Check the name." });
  }
  const filled = path.replace(/\{([^{}]*)\}/g, (_whole, name: string) => {
    const value = values.get(name);
    if (value !== undefined) return value;
    throw new UsageError(`PATH: nothing fills {${name}}.`, {
      hint: `Add --path-param ${name}=VALUE.`,
    });
  });
  refuseAnotherAddress(filled);
  return filled;
}

function readParams(pathParams: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const pair of pathParams) {
    const [name, value] = splitPair(pair, "--path-param");
    // Without it the path is that of the whole collection, which a DELETE may be meant for.
    if (value === "") {
      throw new UsageError(`--path-param: ${name} has no value.`, { hint: "Give it one." });
    }
    if (values.has(name)) {
      throw new UsageError(`--path-param: ${name} comes twice.`, { hint: "Give it once." });
    }
    values.set(name, encode(name, value));
  }
  return values;
}

function encode(name: string, value: string): string {
  if (!value.isWellFormed()) {
    throw new UsageError(`--path-param: ${name} is not text.`, { hint: "Check its encoding." });
  }
  return encodeURIComponent(value);
}

/** A URL takes `..`, `%2e%2e` and a backslash for ways up, and drops line breaks: what it makes of a path must be that path. */
function refuseAnotherAddress(path: string): void {
  const url = new URL(`https://host.invalid/base${path}`);
  if (url.pathname === `/base${path}`) return;
  throw new UsageError("PATH would lead to another address than it says.", {
    hint: "It may hold no . or .. between slashes, and what is no plain letter, digit or sign goes into --path-param.",
  });
}

function readHeaders({
  headers: lines,
  keyHeader,
}: Pick<RequestWords, "headers" | "keyHeader">): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const [name, value] = splitHeader(line);
    if (name === keyHeader || ownHeaders.includes(name)) {
      throw new UsageError(`-H: ${name} is set by the tap.`, {
        hint: "The key is api_key in the config.",
      });
    }
    if (canChangeMethod(name)) throw changesMethod(`-H: ${name}`);
    headers[name] = value;
  }
  return headers;
}

function readParameter(pair: string): [string, string] {
  const [name, value] = splitPair(pair, "--query");
  if (canChangeMethod(name)) throw changesMethod(`--query: ${name}`);
  return [name, value];
}

function changesMethod(what: string): UsageError {
  return new UsageError(`${what} could change the method of the request.`, {
    hint: "Leave it out, and name the method with -X.",
  });
}

function splitHeader(line: string): [string, string] {
  const [, name = "", value = ""] = /^([^:]+):(.*)$/s.exec(line) ?? [];
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value.trim());
  } catch {
    // Without its cause, which quotes the value.
    throw new UsageError("-H: is not of the form Name: value, in one line.", {
      hint: "Write it like -H 'Accept: application/json'.",
    });
  }
  return [name.toLowerCase(), value.trim()];
}

function splitPair(pair: string, flag: string): [string, string] {
  const at = pair.indexOf("=");
  if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
  throw new UsageError(`${flag}: is not of the form name=value.`, {
    hint: `Write it like ${flag} name=value.`,
  });
}

/** The path that was asked for, with `{id}` for every part that is not a plain word: a profile's id is personal data. */
function publicName(path: string): string {
  return path
    .split("/")
    .map((segment) => (/^(?:[A-Za-z_-]*|\{[^{}]*\})$/.test(segment) ? segment : "{id}"))
    .join("/");
}
