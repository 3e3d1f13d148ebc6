import { SourceError } from "../errors.js";
import { isJsonObject, parseJson, type JsonObject } from "../values/json.js";

/** Parses an answer's body; throws Error (which the client retries) where it is not JSON. */
export function parseBody(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    const start = text.trimStart().charAt(0);
    throw new Error(`the body is not valid JSON${start === "<" ? " but looks like HTML" : ""}`);
  }
}

/** The rows of a collection: a bare array of objects. Throws SourceError for anything else. */
export function rowsOf(body: unknown, path: string): readonly JsonObject[] {
  if (!Array.isArray(body)) {
    throw new SourceError(
      `GET ${path} answered with ${describe(body)} where an array of rows belongs.`,
      {
        hint: "The service is not what the tap assumes: please report it.",
      },
    );
  }
  const rows: readonly unknown[] = body;
  const wrong = rows.findIndex((row) => !isJsonObject(row));
  if (wrong >= 0) {
    throw new SourceError(`GET ${path} answered with ${describe(rows[wrong])} as row ${wrong}.`, {
      hint: "Each row must be an object: please report it.",
    });
  }
  return rows.filter(isJsonObject);
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
