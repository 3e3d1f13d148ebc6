import { isDeepStrictEqual } from "node:util";
import * as own from "../src/exports/formats/csv.js";
import { csvCases, type CsvCase } from "../tests/exports/csv-cases.js";
import { csvParse, ownParser, udsv, type ReadCsv } from "./parsers.js";
import { print, printTable } from "./print.js";

const parsers: readonly (readonly [string, ReadCsv])[] = [
  ["the tap's (src)", ownParser(own)],
  ["csv-parse", csvParse],
  ["uDSV", udsv],
];

/** The rows, or why there are none; a parser that stumbles has not refused the text. */
type Outcome =
  | { readonly rows: readonly (readonly string[])[] }
  | { readonly message: string; readonly isRefusal: boolean };

const longestAnswer = 60;

/** What each parser makes of the cases, whole and cut into pieces. */
export async function benchConformance(): Promise<void> {
  const table: string[][] = [];
  const wrong = parsers.map(() => 0);
  for (const csvCase of csvCases) {
    const answers: string[] = [];
    for (const [index, [, read]] of parsers.entries()) {
      const answer = await check(csvCase, read);
      if (answer !== "ok") wrong[index] = (wrong[index] ?? 0) + 1;
      answers.push(answer);
    }
    table.push([csvCase.name, ...answers]);
  }
  const counts = wrong.map((count) => (count === 0 ? "all ok" : `${count} differ`));
  print(`## Conformance: ${csvCases.length} texts, each whole, cut at each byte, and byte by byte`);
  print();
  printTable(["text", ...parsers.map(([name]) => name)], [...table, ["", ...counts]]);
}

/** `ok`, or the first way of cutting that gives something else, and what it gives. */
async function check({ text, delimiter, rows }: CsvCase, read: ReadCsv): Promise<string> {
  for (const [way, pieces] of cut(Buffer.from(text))) {
    const outcome = await parse(pieces, delimiter, read);
    const isRight =
      "rows" in outcome
        ? isDeepStrictEqual(outcome.rows, rows)
        : rows === "error" && outcome.isRefusal;
    if (!isRight) return `${way}: ${describe(outcome)}`;
  }
  return "ok";
}

function* cut(bytes: Buffer): Generator<readonly [string, readonly Buffer[]]> {
  yield ["whole", bytes.length === 0 ? [] : [bytes]];
  for (let at = 1; at < bytes.length; at += 1) {
    yield [`cut at ${at}`, [bytes.subarray(0, at), bytes.subarray(at)]];
  }
  yield ["byte by byte", [...bytes].map((byte) => Buffer.of(byte))];
}

async function parse(
  pieces: readonly Buffer[],
  delimiter: string,
  read: ReadCsv,
): Promise<Outcome> {
  const rows: (readonly string[])[] = [];
  try {
    await read({ source: source(pieces), delimiter }, (cells) => rows.push([...cells]));
    return { rows };
  } catch (error) {
    const isRefusal = !(error instanceof TypeError || error instanceof ReferenceError);
    return { message: error instanceof Error ? error.message : String(error), isRefusal };
  }
}

async function* source(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield await Promise.resolve(piece);
}

function describe(outcome: Outcome): string {
  if ("rows" in outcome) return shorten(JSON.stringify(outcome.rows));
  return `${outcome.isRefusal ? "error" : "crash"}: ${shorten(outcome.message)}`;
}

function shorten(text: string): string {
  const line = text.replaceAll("\n", " ");
  return line.length <= longestAnswer ? line : `${line.slice(0, longestAnswer)}…`;
}
