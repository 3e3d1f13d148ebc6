import { describe, expect, test } from "@jest/globals";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { tries } from "../support/tries.js";
import { anyCuts, cutAt, singleBytes, splitPieces } from "./splitting.js";

const delimiters = [",", ";", "\t", "|", "~", " ", "§"] as const;
const lineEnds = ["\r\n", "\n", "\r"] as const;

const cells = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...delimiters, "\r", "\n", '"', '""', "\\", "a", "é", "😀", "\uFEFF", "\u2028"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
  maxLength: 8,
});

/** A table, and how it is written: what needs quotes has them, others may have them too. */
const tables = fc.record({
  rows: fc.array(fc.array(fc.tuple(cells, fc.boolean()), { minLength: 1, maxLength: 5 }), {
    maxLength: 6,
  }),
  delimiter: fc.constantFrom(...delimiters),
  lineEnds: fc.array(fc.constantFrom(...lineEnds), { minLength: 1, maxLength: 3 }),
  hasLastBreak: fc.boolean(),
});
type Table = typeof tables extends fc.Arbitrary<infer T> ? T : never;

function write({ rows, delimiter, lineEnds: ends, hasLastBreak }: Table): string {
  const lines = rows.map((row, index) => {
    // A row of one empty cell would be an empty line.
    const isLone = row.length === 1;
    const written = row.map(([cell, isQuoted]) => {
      const needsQuotes = /["\r\n]/.test(cell) || cell.includes(delimiter);
      const quotes = isQuoted || needsQuotes || (isLone && cell === "");
      return quotes ? `"${cell.replaceAll('"', '""')}"` : cell;
    });
    const isLast = index === rows.length - 1;
    return (
      written.join(delimiter) + (isLast && !hasLastBreak ? "" : (ends[index % ends.length] ?? ""))
    );
  });
  return lines.join("");
}

const odd = (alphabet: readonly string[], maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet), maxLength });

describe("CsvSplitter", () => {
  test("gives back any table that was written by RFC 4180, wherever it is cut", () => {
    fc.assert(
      fc.property(tables, anyCuts, (table, cuts) => {
        const { cells: found, error } = splitPieces(cutAt(write(table), cuts), {
          delimiter: table.delimiter,
        });

        expect(error).toBeUndefined();
        expect(found).toEqual(table.rows.map((row) => row.map(([cell]) => cell)));
      }),
      { numRuns: tries(1_000) },
    );
  });

  test("gives the rows that csv-parse gives, of any text that it takes", () => {
    let taken = 0;
    fc.assert(
      fc.property(odd(["a", '"', ",", "\r", "\n", " "], 14), (text) => {
        const theirs = parsed(text);
        fc.pre(theirs !== undefined);
        taken += 1;

        expect(splitPieces([text])).toMatchObject({ cells: theirs, error: undefined });
      }),
      { numRuns: tries(3_000), maxSkipsPerRun: 1_000 },
    );
    expect(taken).toBe(tries(3_000));
  });

  test("gives the same rows, and the same error behind them, wherever the text is cut", () => {
    fc.assert(
      fc.property(odd(["a", '"', '"', ",", "\r", "\n", "\\", "é"], 30), anyCuts, (text, cuts) => {
        const whole = splitPieces([text]);

        expect(splitPieces(cutAt(text, cuts))).toEqual(whole);
        expect(splitPieces(singleBytes(text))).toEqual(whole);
      }),
      { numRuns: tries(3_000) },
    );
  });

  test("counts lines and lengths that add up to the text", () => {
    const lines = fc.array(
      fc.constantFrom("a,b", '"x\ny",1', '"\r\n",""', '"\r",2', "", ",", '"é"'),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(lines, fc.constantFrom(...lineEnds), anyCuts, (written, lineEnd, cuts) => {
        const text = written.map((line) => line + lineEnd).join("");

        const { rows } = splitPieces(cutAt(text, cuts));

        const notEmpty = written.filter((line) => line !== "");
        const empty = written.length - notEmpty.length;
        const length = rows.reduce((sum, row) => sum + row.length, 0);
        expect(length).toBe(Buffer.byteLength(text) - empty * lineEnd.length);
        expect(rows.map(({ line }) => line)).toEqual(
          written.flatMap((line, index) =>
            line === "" ? [] : [breaksIn(written.slice(0, index + 1).join("\n")) + 1],
          ),
        );
      }),
    );
  });
});

function breaksIn(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

function parsed(text: string): string[][] | undefined {
  try {
    return parse(text, {
      bom: false,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      skip_empty_lines: true,
    });
  } catch {
    return undefined;
  }
}
