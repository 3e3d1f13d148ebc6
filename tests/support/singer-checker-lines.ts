import { isJsonObject, type JsonObject } from "./meltano-merge.js";
import type { ProblemList, Report } from "./singer-checker-problems.js";

/** One line of stdout (numbered from 1), as text and as the JSON object it holds. */
export interface OutputLine {
  readonly number: number;
  readonly text: string;
  readonly value: JsonObject;
}

const maxLineBytes = 1024 * 1024;

/** Reads stdout into JSON objects and reports every line that some consumer cannot read; those without one are left out. */
export function readOutputLines(stdout: string, problems: ProblemList): OutputLine[] {
  const texts = stdout.split("\n");
  // The last piece is what follows the last newline: nothing, if the output ends as it must.
  if (texts.at(-1) === "") texts.pop();
  else problems.at(texts.length)("the last line does not end with a newline");
  if (texts.length === 0) problems.add("there is no output");
  return texts.flatMap((text, index) => readLine(text, index + 1, problems.at(index + 1)));
}

function readLine(raw: string, number: number, report: Report): OutputLine[] {
  if (raw.startsWith("\uFEFF")) report("byte order mark (BOM)");
  const text = raw.replace(/^\uFEFF/, "");
  if (text.trim() === "") {
    report("blank line");
    return [];
  }
  checkText(text, report);
  const value = parse(text, report);
  if (value === undefined) return [];
  if (mayHoldLoneSurrogate(text)) checkWellFormed(value, report);
  return [{ number, text, value }];
}

function checkText(text: string, report: Report): void {
  if (text.includes("\r")) report("carriage return: some readers take it for the end of a line");
  // A UTF-16 unit is at most three bytes, so most lines need not be encoded to be measured.
  if (text.length * 3 >= maxLineBytes && Buffer.byteLength(text) + 1 >= maxLineBytes) {
    report("the line is 1 MiB or longer");
  }
}

function parse(text: string, report: Report): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
    report("the line is not a JSON object");
  } catch (error) {
    report(`the line is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  return undefined;
}

function mayHoldLoneSurrogate(text: string): boolean {
  return /\\u[dD][89a-fA-F]/.test(text) || !text.isWellFormed();
}

function checkWellFormed(value: unknown, report: Report): void {
  if (typeof value === "string" && !value.isWellFormed()) {
    report(`lone surrogate in the string ${JSON.stringify(value.slice(0, 60))}`);
  }
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (!key.isWellFormed())
      report(`lone surrogate in the key ${JSON.stringify(key.slice(0, 60))}`);
    checkWellFormed(inner, report);
  }
}
