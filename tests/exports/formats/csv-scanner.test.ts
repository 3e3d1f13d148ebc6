import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { CsvCells, mark } from "../../../src/exports/formats/csv-cells.js";
import { CsvScanner, isBreak, noRow } from "../../../src/exports/formats/csv-scanner.js";

interface Options {
  readonly delimiter?: string;
  /** The text goes on in bytes that are not here yet. */
  readonly goesOn?: boolean;
  readonly escapes?: boolean;
  readonly start?: number;
}

/** What a scanner makes of the first row of a text. */
function scan(text: string, options: Options = {}) {
  const { delimiter = ",", goesOn = false, escapes = false, start = 0 } = options;
  // Room for one cell: more of them make it grow.
  const cells = new CsvCells(Buffer.from(text), 1);
  const scanner = new CsvScanner(cells, Buffer.from(delimiter), !goesOn);
  const end = scanner.row(start, escapes);
  const indexes = [...Array(cells.count).keys()];
  return {
    end,
    breaks: scanner.breaks,
    texts: indexes.map((index) => cells.text(index)),
    marks: indexes.map((index) => cells.marks[index]),
  };
}

describe("a row of CSV", () => {
  test.each([
    { name: "ends behind a line feed", text: "a,b\nc", end: 4, texts: ["a", "b"] },
    { name: "ends behind a carriage return", text: "a,b\rc", end: 4, texts: ["a", "b"] },
    {
      name: "ends behind both of them, which are one break",
      text: "a,b\r\nc",
      end: 5,
      texts: ["a", "b"],
    },
    { name: "ends where the text ends", text: "a,b", end: 3, texts: ["a", "b"] },
    { name: "has a cell behind its last delimiter", text: "a,\n", end: 3, texts: ["a", ""] },
    { name: "has empty cells, quoted or not", text: ',"",\n', end: 5, texts: ["", "", ""] },
    { name: "is one empty cell where a line is empty", text: "\n", end: 1, texts: [""] },
    {
      name: "has delimiters and breaks inside of quotes",
      text: '"a,\r\nb",c\n',
      end: 10,
      texts: ["a,\r\nb", "c"],
    },
    {
      name: "has one quote for two inside of quotes",
      text: '"a""b",""""\n',
      end: 12,
      texts: ['a"b', '"'],
    },
    {
      name: "has quotes as text in a cell that does not begin with one",
      text: 'a"b",c\n',
      end: 7,
      texts: ['a"b"', "c"],
    },
    {
      name: "has as many cells as it has, whatever the rows before",
      text: "1,2,3,4,5\n",
      end: 10,
      texts: ["1", "2", "3", "4", "5"],
    },
    {
      name: "has backslashes as text",
      text: String.raw`"a\",b` + "\n",
      end: 7,
      texts: ["a\\", "b"],
    },
    {
      name: "keeps a byte order mark, which is taken off before",
      text: "\uFEFFa,b\n",
      end: 7,
      texts: ["\uFEFFa", "b"],
    },
  ])("$name", ({ text, end, texts }) => {
    expect(scan(text)).toMatchObject({ end, texts });
  });

  test("begins where it is told to", () => {
    expect(scan("a,b\nc,d\n", { start: 4 })).toMatchObject({ end: 8, texts: ["c", "d"] });
  });

  test("may have a delimiter of several bytes, and cells that hold a part of it", () => {
    const text = 'a§b¤"x§y"§\n';

    expect(scan(text, { delimiter: "§" }).texts).toEqual(["a", 'b¤"x', 'y"', ""]);
  });

  test("has backslashes that escape where it is said so", () => {
    const text = String.raw`"say \"hi\"","C:\\","\n"` + "\n";

    expect(scan(text, { escapes: true }).texts).toEqual(['say "hi"', "C:\\", "\\n"]);
  });

  test("counts its line breaks, and both bytes of one as one", () => {
    expect(scan('"a\r\nb\nc\rd"\r\n').breaks).toBe(4);
    expect(scan("a\r\nb\n").breaks).toBe(1);
  });
});

describe("a cell of CSV", () => {
  test.each([
    { text: "plain", marks: 0 },
    { text: "é", marks: mark.beyondAscii },
    { text: "tab\there", marks: mark.unsafe },
    { text: "back\\slash", marks: mark.unsafe },
    { text: 'quo"te', marks: mark.unsafe },
    { text: '"quoted"', marks: mark.quoted },
    { text: '"line\nbreak é"', marks: mark.quoted | mark.unsafe | mark.beyondAscii },
  ])("is marked for what its bytes are: $text", ({ text, marks }) => {
    expect(scan(`${text},x\n`).marks).toEqual([marks, 0]);
  });

  test("is not marked for what stands in the cells beside it, nor for a delimiter that begins as it does", () => {
    const { marks } = scan('a§¤§"\\"§b\n', { delimiter: "§" });

    expect(marks).toEqual([0, mark.beyondAscii, mark.quoted | mark.unsafe, 0]);
  });
});

describe("where no row can be found", () => {
  test.each([
    { name: "text behind a quote", text: '"a"b,c\n', end: noRow.brokenQuotes },
    { name: "a quote that is not closed", text: '"a,b\nc\n', end: noRow.openQuote },
    { name: "a quote as the last byte", text: 'a,"', end: noRow.openQuote },
    { name: "an escaped quote as the last", text: '"a\\"', end: noRow.openQuote, escapes: true },
  ])("the scanner says why: $name", ({ text, end, escapes = false }) => {
    expect(scan(text, { escapes }).end).toBe(end);
  });

  test.each([
    { name: "a row without an end", text: "a,b" },
    { name: "a delimiter at the end", text: "a," },
    { name: "no byte at all", text: "" },
    { name: "a carriage return, which a line feed may follow", text: "a\r" },
    { name: "a quote, which another may follow", text: '"a"' },
    { name: "an open quote", text: '"a\n' },
  ])("it waits for the bytes that follow: $name", ({ text }) => {
    expect(scan(text, { goesOn: true }).end).toBe(noRow.goesOn);
  });

  test("it waits for the rest of a delimiter behind a quote", () => {
    const cells = new CsvCells(Buffer.from('"a"§').subarray(0, 4), 1);

    expect(new CsvScanner(cells, Buffer.from("§"), false).row(0, false)).toBe(noRow.goesOn);
    expect(new CsvScanner(cells, Buffer.from("§"), true).row(0, false)).toBe(noRow.brokenQuotes);
  });
});

const odd = fc.string({
  unit: fc.constantFrom("a", "é", '"', "\\", ",", "\r", "\n", "\0"),
  maxLength: 20,
});

describe("of any text", () => {
  test("a row goes on behind its start, to the end of the text at most, and has a cell", () => {
    fc.assert(
      fc.property(odd, fc.boolean(), fc.boolean(), (text, escapes, goesOn) => {
        const { end, texts } = scan(text, { escapes, goesOn });

        if (end < 0) expect(Object.values(noRow)).toContain(end);
        else expect([texts.length > 0, end <= Buffer.byteLength(text)]).toEqual([true, true]);
      }),
    );
  });

  test("a row that is whole before the text goes on is the same once it has gone on", () => {
    fc.assert(
      fc.property(odd, odd, fc.boolean(), (text, more, escapes) => {
        const early = scan(text, { escapes, goesOn: true });
        fc.pre(early.end >= 0);

        expect(scan(text + more, { escapes })).toEqual(early);
      }),
    );
  });

  test("a row of quoted cells holds them, whatever is in them", () => {
    fc.assert(
      fc.property(fc.array(odd, { minLength: 1, maxLength: 8 }), (cells) => {
        const text = cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");

        expect(scan(text)).toMatchObject({ texts: cells, end: Buffer.byteLength(text) });
      }),
    );
  });
});

test("CR and LF break a line; nothing else does, nor the end of the text", () => {
  const bytes = [...Array(256).keys()].filter(isBreak);

  expect([bytes, isBreak(undefined)]).toEqual([[0x0a, 0x0d], false]);
});

test("a row of a hundred thousand cells, and a cell of a million bytes, are read whole", () => {
  expect(scan(`${",".repeat(99_999)}\n`).texts).toHaveLength(100_000);
  expect(scan(`"${"é".repeat(500_000)}",b\n`).texts.map(({ length }) => length)).toEqual([
    500_000, 1,
  ]);
});
