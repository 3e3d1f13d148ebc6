import { Readable } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { SourceError } from "../../src/errors.js";
import { readCsv } from "../../src/exports/formats/csv.js";
import { csvCases } from "./csv-cases.js";
import { singleBytes, splitPieces, twoPieces } from "./splitting.js";

describe("CsvSplitter", () => {
  describe.each(csvCases)("$name", ({ text: written, delimiter, rows }) => {
    // A byte order mark is taken off where the bytes are read.
    const text = written.replace(/^\uFEFF/, "");
    const options = { delimiter };
    const whole = splitPieces([text], options);

    test("gives its rows, or an error", () => {
      if (rows === "error") expect(whole.error).toBeDefined();
      else expect(whole).toMatchObject({ cells: rows, error: undefined });
    });

    test("gives the same in two pieces, and in single bytes", () => {
      for (const pieces of twoPieces(text)) expect(splitPieces(pieces, options)).toEqual(whole);
      expect(splitPieces(singleBytes(text), options)).toEqual(whole);
    });
  });
});

describe("readCsv", () => {
  test.each(csvCases)("reads $name, in one chunk and byte by byte", async (each) => {
    const bytes = Buffer.from(each.text);
    const single = Array.from(bytes, (byte) => Buffer.from([byte]));

    const whole = await readAll([bytes], each.delimiter);

    if (each.rows === "error") expect(whole).toBeInstanceOf(SourceError);
    else expect(whole).toEqual(each.rows);
    expect(await readAll(single, each.delimiter)).toEqual(whole);
  });

  test("reads cells beyond ASCII between delimiters that are none either", async () => {
    const bytes = Buffer.from('a§b\r\n"x§y"§é😀\r\n');
    const single = Array.from(bytes, (byte) => Buffer.from([byte]));

    expect(await readAll(single, "§")).toEqual([
      ["a", "b"],
      ["x§y", "é😀"],
    ]);
  });
});

describe("a row of CsvSplitter", () => {
  test("has the line at which it ends, whatever stands between the rows", () => {
    const text = '\r\n\na,b\r\n"1\r\n2\n3\r4",x\r\r5,6\n\n"\n",""\r\n7,8';

    const { rows } = splitPieces([text]);

    expect(rows.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [3, "a"],
      [7, "1\r\n2\n3\r4"],
      [9, "5"],
      [12, "\n"],
      [13, "7"],
    ]);
  });

  test("has its length in bytes, its line break and quotes included", () => {
    const { rows } = splitPieces(['a,b\r\n\r\nZoë,"😀"\n"""",']);

    expect(rows.map(({ length }) => length)).toEqual([5, 12, 5]);
  });
});

describe("backslashes before quotes", () => {
  test("escape from the first row on that is broken otherwise, and in all rows after it", () => {
    const text = String.raw`x,y
"C:\",1
"say \"hi\"",2
"C:\\",3
"\\\"",4
"a ""b""",5`;

    const { cells, error } = splitPieces([text]);

    expect(error).toBeUndefined();
    expect(cells.slice(1)).toEqual([
      ["C:\\", "1"],
      ['say "hi"', "2"],
      ["C:\\", "3"],
      ['\\"', "4"],
      ['a "b"', "5"],
    ]);
  });

  test("are text as long as no row is broken: a row as others read it is not read anew", () => {
    const { cells } = splitPieces(['x,y\n"a\\",1\n"b\\",2\n']);

    expect(cells).toEqual([
      ["x", "y"],
      ["a\\", "1"],
      ["b\\", "2"],
    ]);
  });

  test("escape in a header that is broken otherwise", () => {
    const { cells } = splitPieces([String.raw`"a \"x\" b",c` + "\n1,2\n"]);

    expect(cells).toEqual([
      ['a "x" b', "c"],
      ["1", "2"],
    ]);
  });

  test("do not mend a row that has another number of cells then", () => {
    const { cells, error } = splitPieces([
      String.raw`x,y` + "\n1,2\n" + String.raw`"a \"b\""` + "\n",
    ]);

    expect(cells).toHaveLength(2);
    expect(error).toBe("3: broken quotes");
  });
});

describe("what CsvSplitter refuses", () => {
  test.each([
    { name: "text behind a quote", text: 'a,b\n1,2\n"3"x,4\n5,6\n', error: "3: broken quotes" },
    { name: "a space behind a quote", text: 'a,b\n1,2\n"3" ,4\n5,6\n', error: "3: broken quotes" },
    {
      name: "an open quote",
      text: 'a,b\n1,2\n3,"4\n5,6\n7,8\n',
      error: "3: a quote that is not closed",
    },
    {
      name: "an open quote as the last character",
      text: 'a,b\n1,2\n3,"',
      error: "3: a quote that is not closed",
    },
    {
      name: "text behind a quote at the end",
      text: 'a,b\n1,2\n3,"4"x',
      error: "3: broken quotes",
    },
  ])("comes behind the rows before it, wherever the text is cut: $name", ({ text, error }) => {
    const expected = {
      cells: [
        ["a", "b"],
        ["1", "2"],
      ],
      error,
    };

    for (const pieces of twoPieces(text)) expect(splitPieces(pieces)).toMatchObject(expected);
    expect(splitPieces(text.split(""))).toMatchObject(expected);
  });

  test.each([
    { name: "in quotes", row: `"${"x".repeat(40)}",1\n` },
    { name: "without quotes", row: `${"x".repeat(42)},1\n` },
    { name: "without an end", row: "x".repeat(45) },
  ])("a row longer than the longest, behind the rows before it: $name", ({ row }) => {
    const text = `a,b\n1,2\n${row}3,4\n`;
    const [longest, expected] = [44, { error: "3: a row without an end" }];

    for (const pieces of twoPieces(text))
      expect(splitPieces(pieces, { longest })).toMatchObject(expected);
    expect(splitPieces(text.split(""), { longest })).toMatchObject(expected);
    expect(splitPieces(text.split(""), { longest }).cells).toHaveLength(2);
    expect(splitPieces([text], { longest: 60 }).error).toBeUndefined();
  });

  test("rows that together are longer than the longest are none of it", () => {
    const text = "12345,7\n".repeat(50);

    expect(splitPieces([text], { longest: 8 }).cells).toHaveLength(50);
    expect(splitPieces(text.split(""), { longest: 8 }).cells).toHaveLength(50);
  });
});

describe("a long row", () => {
  test("costs its length, not its square, in whatever pieces it comes", () => {
    const piece = "x".repeat(64 * 1024);
    const pieces = ["a,b\n", '"', ...Array<string>(320).fill(piece), '",1\n', "2,3\n"];

    const { rows, error } = splitPieces(pieces, { longest: 32 * 1024 * 1024 });

    expect(error).toBeUndefined();
    expect(rows.map(({ cells }) => cells[0]?.length)).toEqual([1, 20 * 1024 * 1024, 1]);
  });

  test.each(['"', ""])("costs as little in single bytes, between %j", (quote) => {
    const text = `a,b\n${quote}${"x".repeat(500_000)}${quote},1\n`;

    expect(splitPieces(singleBytes(text)).rows).toHaveLength(2);
  });

  test("costs as little where a backslash may escape, or may not", () => {
    const cell = String.raw`x\"y, `.repeat(100_000);
    const pieces = `a,b\n"${cell}",1\n`.match(/[^]{1,1000}/g) ?? [];

    const { cells } = splitPieces(pieces);

    expect(cells[1]).toEqual(['x"y, '.repeat(100_000), "1"]);
  });
});

async function readAll(chunks: readonly Buffer[], delimiter: string): Promise<unknown> {
  const rows: (readonly string[])[] = [];
  try {
    for await (const batch of readCsv(Readable.from(chunks), { delimiter, key: "a.csv" }))
      rows.push(...batch.map(({ cells }) => cells));
  } catch (error) {
    return error;
  }
  return rows;
}
