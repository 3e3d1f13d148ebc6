import { readFile } from "node:fs/promises";
import type { ParseError } from "jsonc-parser";
import { UsageError } from "../errors.js";
import { isJsonObject, type JsonObject } from "./json.js";

/**
 * Reads a file that must hold one JSON object. `what` names it for people ("config", "state", "catalog").
 * Throws UsageError with the file's name and the place of the error; never with any of its content.
 */
export async function readJsonObject(file: string, what: string): Promise<JsonObject> {
  const text = await readText(file, what);
  if (text.trim() === "") {
    throw new UsageError(`The ${what} file ${file} is empty.`, {
      hint: `It must hold a JSON object.${firstRun(what)}`,
    });
  }
  const value = await parseText(text, `${what} file ${file}`);
  if (!isJsonObject(value)) {
    const kind = Array.isArray(value) ? "an array" : value === null ? "null" : `a ${typeof value}`;
    throw new UsageError(`The ${what} file ${file} holds ${kind}.`, {
      hint: "It must hold a JSON object: {...}.",
    });
  }
  return value;
}

function firstRun(what: string): string {
  return what === "state" ? " On a first run leave --state out." : "";
}

async function readText(file: string, what: string): Promise<string> {
  try {
    const text = await readFile(file, "utf8");
    return text.startsWith("\uFEFF") ? text.slice(1) : text;
  } catch (error) {
    const hasCode = typeof error === "object" && error !== null && "code" in error;
    const code = hasCode ? String(error.code) : "";
    const reasons: Record<string, string> = {
      ENOENT: "there is no such file",
      EACCES: "this user may not read it",
      EISDIR: "it is a folder",
    };
    throw new UsageError(
      `Cannot read the ${what} file ${file}: ${reasons[code] ?? (code || "unknown")}.`,
      { cause: error, hint: `Check the path.${firstRun(what)}` },
    );
  }
}

async function parseText(text: string, where: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`The ${where} is not valid JSON: ${await describePlace(text)}.`, {
      hint: "Correct the file and run again.",
    });
  }
}

// V8 does not always tell the place, and quotes the text, and a config holds secrets: another parser finds it.
async function describePlace(text: string): Promise<string> {
  const { parse, printParseErrorCode } = await import("jsonc-parser");
  const problems: ParseError[] = [];
  parse(text, problems, { disallowComments: true, allowTrailingComma: false });
  const [first] = problems;
  const lines = text.slice(0, first?.offset).split("\n");
  const reason = (first === undefined ? "InvalidSyntax" : printParseErrorCode(first.error))
    .replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    .trim();
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1} (${reason})`;
}
