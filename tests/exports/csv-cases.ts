/** A text, and the rows that a CSV parser is to make of it, the header among them. */
export interface CsvCase {
  readonly name: string;
  readonly text: string;
  readonly delimiter: string;
  /** `"error"`: the text is not CSV from some row on, and a parser that went on would make rows up. */
  readonly rows: readonly (readonly string[])[] | "error";
}

/** What is RFC 4180. */
const standard: readonly CsvCase[] = [
  comma("plain fields", "a,b\r\n1,2\r\n", ["a", "b"], ["1", "2"]),
  comma("a last line without break", "a,b\r\n1,2", ["a", "b"], ["1", "2"]),
  comma("quoted fields", '"a","b"\r\n"1","2"\r\n', ["a", "b"], ["1", "2"]),
  comma("a quoted field at the end, without break", 'a,b\r\n1,"2"', ["a", "b"], ["1", "2"]),
  comma("a delimiter in quotes", 'a,b\r\n"1,5",2\r\n', ["a", "b"], ["1,5", "2"]),
  comma("doubled quotes", 'a,b\r\n"the ""x"" issue",2\r\n', ["a", "b"], ['the "x" issue', "2"]),
  comma("nothing but a doubled quote", 'a,b\r\n"""",2\r\n', ["a", "b"], ['"', "2"]),
  comma("doubled quotes at both ends", 'a,b\r\n1,"""x"""\r\n', ["a", "b"], ["1", '"x"']),
  comma(
    'doubled quotes around a delimiter, as in "","',
    'a,b\r\n1,""","""',
    ["a", "b"],
    ["1", '","'],
  ),
  comma("CRLF in quotes", 'a,b\r\n"1\r\n2",3\r\n', ["a", "b"], ["1\r\n2", "3"]),
  comma("LF in quotes", 'a,b\r\n"1\n2",3\r\n', ["a", "b"], ["1\n2", "3"]),
  comma("CR in quotes", 'a,b\r\n"1\r2",3\r\n', ["a", "b"], ["1\r2", "3"]),
  comma("empty lines in quotes", 'a,b\r\n"1\r\n\r\n\n2",3\r\n', ["a", "b"], ["1\r\n\r\n\n2", "3"]),
  comma("line breaks at both ends of quotes", 'a,b\n1,"\n2\n"\n', ["a", "b"], ["1", "\n2\n"]),
  comma("a line break in the header", '"a\nx",b\n1,2\n', ["a\nx", "b"], ["1", "2"]),
  comma("empty fields", "a,b,c\r\n,,\r\n1,,3\r\n", ["a", "b", "c"], ["", "", ""], ["1", "", "3"]),
  comma("empty quoted fields", 'a,b\r\n"",""\r\n', ["a", "b"], ["", ""]),
  comma("an empty quoted field at the end", 'a,b\r\n1,""', ["a", "b"], ["1", ""]),
  comma("a delimiter at the end", "a,b\r\n1,", ["a", "b"], ["1", ""]),
  comma("spaces", 'a,b\r\n 1 ," 2 "\r\n', ["a", "b"], [" 1 ", " 2 "]),
  comma("a header only", "a,b\r\n", ["a", "b"]),
  comma("a header only, without break", "a,b", ["a", "b"]),
  comma("an empty file"),
  comma("a single column", "a\r\n1\r\n2\r\n", ["a"], ["1"], ["2"]),
  comma("a single column with an empty quoted field", 'a\n""\n2\n', ["a"], [""], ["2"]),
  comma("a single field", "a", ["a"]),
];

const lines: readonly CsvCase[] = [
  comma("LF", "a,b\n1,2\n3,4\n", ["a", "b"], ["1", "2"], ["3", "4"]),
  comma("CR", "a,b\r1,2\r3,4\r", ["a", "b"], ["1", "2"], ["3", "4"]),
  comma("CR behind quotes", '"a","b"\r"1","2"\r', ["a", "b"], ["1", "2"]),
  comma(
    "CRLF, then LF, then CR",
    "a,b\r\n1,2\n3,4\r5,6",
    ["a", "b"],
    ["1", "2"],
    ["3", "4"],
    ["5", "6"],
  ),
  comma("LF, then CRLF", "a,b\n1,2\r\n3,4\r\n", ["a", "b"], ["1", "2"], ["3", "4"]),
  comma(
    "CR, then LF, behind quotes",
    '"a","b"\r"1","2"\n"3","4"',
    ["a", "b"],
    ["1", "2"],
    ["3", "4"],
  ),
  comma("LF CR as two line breaks", "a,b\n\r1,2\n\r", ["a", "b"], ["1", "2"]),
  comma("an empty last line", "a,b\n1,2\n\n", ["a", "b"], ["1", "2"]),
  comma("several empty last lines", "a,b\r\n1,2\r\n\r\n\r\n\r\n", ["a", "b"], ["1", "2"]),
  comma("empty lines in between", "a,b\n\n\n1,2\n\n3,4\n", ["a", "b"], ["1", "2"], ["3", "4"]),
  comma("empty lines in between, CRLF", "a,b\r\n\r\n1,2\r\n\r\n", ["a", "b"], ["1", "2"]),
  comma("empty lines in between, CR", "a,b\r\r1,2\r\r", ["a", "b"], ["1", "2"]),
  comma("empty lines before the header", "\r\n\na,b\n1,2\n", ["a", "b"], ["1", "2"]),
  comma("nothing but empty lines", "\n\r\n\n"),
  comma(
    "separators that are no line breaks",
    "a,b\n1\v\f\u0085,\u2028\u2029\n",
    ["a", "b"],
    ["1\v\f\u0085", "\u2028\u2029"],
  ),
];

const characters: readonly CsvCase[] = [
  comma("a byte order mark", "\uFEFFa,b\r\n1,2\r\n", ["a", "b"], ["1", "2"]),
  comma("a byte order mark before quotes", '\uFEFF"a","b"\r\n1,2\r\n', ["a", "b"], ["1", "2"]),
  comma("nothing but a byte order mark", "\uFEFF"),
  comma(
    "a byte order mark that begins another row",
    "a,b\n\uFEFF1,2\n",
    ["a", "b"],
    ["\uFEFF1", "2"],
  ),
  comma(
    "characters beyond ASCII",
    "ä,b\nZoë,Łódź – 東京\n😀,é\n",
    ["ä", "b"],
    ["Zoë", "Łódź – 東京"],
    ["😀", "é"],
  ),
  comma(
    "characters beyond ASCII in quotes",
    'a,b\n"Łódź, ""😀""",é\n',
    ["a", "b"],
    ['Łódź, "😀"', "é"],
  ),
  comma("typographic quotes", "a,b\n“1”,‘2’\n", ["a", "b"], ["“1”", "‘2’"]),
  comma("apostrophes", "a,b\n'1,2'\n", ["a", "b"], ["'1", "2'"]),
  comma("NUL", 'a,b\n1\0x,"\0"\n', ["a", "b"], ["1\0x", "\0"]),
  comma("a hash that begins a line", "a,b\n#1,2\n", ["a", "b"], ["#1", "2"]),
];

const delimiters: readonly CsvCase[] = [",", ";", "\t", "|"].flatMap((delimiter) => {
  const others = [",", ";", "\t", "|"].filter((other) => other !== delimiter).join("");
  const name = JSON.stringify(delimiter);
  const text = (rows: readonly (readonly string[])[]): string =>
    rows.map((cells) => cells.join(delimiter)).join("\n");
  const expected = [
    ["a", "b", "c"],
    ["1", others, "3"],
    ["", delimiter, `"${delimiter}"`],
  ];
  const written = [
    ["a", "b", "c"],
    ["1", others, "3"],
    ["", `"${delimiter}"`, `"""${delimiter}"""`],
  ];
  return [
    {
      name: `delimiter ${name}, the others as text`,
      text: text(written),
      delimiter,
      rows: expected,
    },
    {
      name: `delimiter ${name}, a header only`,
      text: `a${delimiter}b`,
      delimiter,
      rows: [["a", "b"]],
    },
  ];
});

const backslashes: readonly CsvCase[] = [
  comma(
    "quotes with a backslash",
    String.raw`x,y` + "\n1,2\n" + String.raw`"a \"b\" c",3` + "\n4,5\n",
    ["x", "y"],
    ["1", "2"],
    ['a "b" c', "3"],
    ["4", "5"],
  ),
  comma(
    "a quote with a backslash, and a delimiter",
    "x,y\n" + String.raw`"a \"b, c\"",3` + "\n",
    ["x", "y"],
    ['a "b, c"', "3"],
  ),
  comma(
    "a backslash as text",
    "x,y\n" + String.raw`C:\dir,2` + "\n",
    ["x", "y"],
    [String.raw`C:\dir`, "2"],
  ),
  comma(
    "a backslash as text in quotes",
    "x,y\n" + String.raw`"C:\dir",2` + "\n",
    ["x", "y"],
    [String.raw`C:\dir`, "2"],
  ),
  comma(
    "two backslashes as text",
    "x,y\n" + String.raw`"\\server\dir",\\n` + "\n",
    ["x", "y"],
    [String.raw`\\server\dir`, String.raw`\\n`],
  ),
  comma(
    "a backslash that ends a field without quotes",
    "x,y\n" + "C:\\,2\n",
    ["x", "y"],
    ["C:\\", "2"],
  ),
  comma(
    "a backslash before the closing quote, in a file of doubled quotes",
    'x,y\n"say ""hi""",1\n"ends with \\",2\n"3",4\n',
    ["x", "y"],
    ['say "hi"', "1"],
    ["ends with \\", "2"],
    ["3", "4"],
  ),
  comma(
    "a backslash before doubled quotes",
    'x,y\n"say \\""hi\\""",1\n',
    ["x", "y"],
    ['say \\"hi\\"', "1"],
  ),
];

const ragged: readonly CsvCase[] = [
  comma(
    "rows of any number of cells",
    "a,b\n1\n1,2,3\n,\n1,2\n",
    ["a", "b"],
    ["1"],
    ["1", "2", "3"],
    ["", ""],
    ["1", "2"],
  ),
  comma("a first row that is shorter than the others", "a\n1,2\n", ["a"], ["1", "2"]),
  comma("surplus delimiters", "a,b\n1,2,,\n", ["a", "b"], ["1", "2", "", ""]),
  comma(
    "surplus quoted cells",
    'a,b\n1,2,"3\n4"\n5,6\n',
    ["a", "b"],
    ["1", "2", "3\n4"],
    ["5", "6"],
  ),
];

const malformed: readonly CsvCase[] = [
  broken("a quote that is never closed", 'a,b\n"1,2\n3,4\n'),
  broken("a quote that is never closed, as the last character", 'a,b\n1,"'),
  broken("a doubled quote that is never closed", 'a,b\n1,"x""'),
  broken("a quote in the header that is never closed", 'a,"b\n1,2\n'),
  broken("text after a closing quote", 'a,b\n"a"b,c\n'),
  broken("text after a closing quote, at the end", 'a,b\n1,"a"b'),
  // An error would do as well.
  comma("a quote in an unquoted field", 'a,b\na"b,c\n', ["a", "b"], ['a"b', "c"]),
];

/** What any parser of the export's CSV has to get right, however the text is cut into pieces. */
export const csvCases: readonly CsvCase[] = [
  ...standard,
  ...lines,
  ...characters,
  ...delimiters,
  ...backslashes,
  ...ragged,
  ...malformed,
];

function comma(name: string, text = "", ...rows: readonly (readonly string[])[]): CsvCase {
  return { name, text, delimiter: ",", rows };
}

function broken(name: string, text: string): CsvCase {
  return { name, text, delimiter: ",", rows: "error" };
}
