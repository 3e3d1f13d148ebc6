import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import type { ObjectRow, ObjectSettings, RowValues } from "../../src/exports/formats/object-row.js";
import { readObject } from "../../src/exports/read-object.js";
import { withExportFolder } from "../support/export-folder.js";
import { plain } from "./object-reading.js";

interface Result {
  readonly rows: readonly ObjectRow[];
  readonly values: readonly RowValues[];
  readonly error: unknown;
  readonly warnings: readonly string[];
}

async function read(
  content: string | Buffer,
  changes: Partial<ObjectSettings> = {},
): Promise<Result> {
  const rows: ObjectRow[] = [];
  const warnings: string[] = [];
  const settings: ObjectSettings = {
    columns: {
      known: ["event", "email", "link"],
      reserved: ["extra"],
      aliases: {},
      renamed: {},
      required: [],
      warnAbout: (names) => (names.includes("event") ? undefined : `no kind in ${names.join()}`),
    },
    format: "auto",
    delimiter: undefined,
    constants: {},
    signal: new AbortController().signal,
    warn: (message) => warnings.push(message),
    ...changes,
  };
  let error: unknown;
  await withExportFolder(async ({ store, put }) => {
    await put("a.csv", content, "2026-01-05T12:00:00Z");
    for await (const object of store.list()) {
      try {
        for await (const batch of readObject(
          object.key,
          () => store.open(object, settings.signal),
          settings,
        ))
          rows.push(...batch.map(plain));
      } catch (thrown) {
        error = thrown;
      }
    }
  });
  const values = rows.flatMap((row) => ("values" in row ? [{ ...row.values }] : []));
  return { rows, values, error, warnings };
}

const two = [
  { event: "sent", email: "a@x.test" },
  { event: "click", email: null },
];

// A machine that is busy takes several times as long.
describe("readObject", () => {
  test.each([
    { name: "commas", content: "event,email\nsent,a@x.test\nclick,\n" },
    { name: "semicolons", content: "event;email\nsent;a@x.test\nclick;\n" },
    { name: "tabs", content: "event\temail\nsent\ta@x.test\nclick\t\n" },
    { name: "bars", content: "event|email\nsent|a@x.test\nclick|\n" },
    { name: "CRLF", content: "event,email\r\nsent,a@x.test\r\nclick,\r\n" },
    {
      name: "LF in the header and CRLF after it",
      content: "event,email\nsent,a@x.test\r\nclick,\r\n",
    },
    {
      name: "CRLF in the header and LF after it",
      content: "event,email\r\nsent,a@x.test\nclick,\n",
    },
    { name: "CR alone", content: "event,email\rsent,a@x.test\rclick,\r" },
    { name: "a byte order mark", content: "\uFEFFevent,email\nsent,a@x.test\nclick,\n" },
    { name: "no last line break", content: "event,email\nsent,a@x.test\nclick," },
    { name: "empty lines", content: "event,email\n\nsent,a@x.test\n\nclick,\n\n" },
    { name: "quotes", content: '"event","email"\n"sent","a@x.test"\n"click",""\n' },
    { name: "columns in another order", content: "email,event\na@x.test,sent\n,click\n" },
    { name: "surplus that is empty", content: "event,email\nsent,a@x.test,,\nclick,,\n" },
  ])("reads a file with $name", async ({ content }) => {
    const { values, error } = await read(content);

    expect(error).toBeUndefined();
    expect(values).toEqual(two);
  });

  test("keeps delimiters, quotes and line breaks inside of quotes", async () => {
    const { values } = await read('event,email\n"a,b","say ""x""\r\nand y"\n"é\u{1F600}",z\n');

    expect(values).toEqual([
      { event: "a,b", email: 'say "x"\r\nand y' },
      { event: "é\u{1F600}", email: "z" },
    ]);
  });

  test("does not count delimiters inside of quotes when it looks for the one that is used", async () => {
    const { values } = await read('event;email;"x,y,z,w"\nsent;a;1\n');

    expect(values).toEqual([{ event: "sent", email: "a", "x,y,z,w": "1" }]);
  });

  test("takes the delimiter of the settings", async () => {
    const { values } = await read("event~link~a,b,c\nsent~x~1\n", { delimiter: "~" });

    expect(values).toEqual([{ event: "sent", link: "x", "a,b,c": "1" }]);
  });

  test.each([
    { name: "one member", content: gzipSync("event,email\nsent,a@x.test\nclick,\n") },
    {
      name: "two members",
      content: Buffer.concat([gzipSync("event,email\nsent,a@x.test\n"), gzipSync("click,\n")]),
    },
  ])("unpacks gzip of $name, whatever the file is called", async ({ content }) => {
    const { values, error } = await read(content);

    expect(error).toBeUndefined();
    expect(values).toEqual(two);
  });

  test("rejects a row with a wrong number of fields, naming its line, and goes on", async () => {
    const { rows } = await read('event,email\n"sent\nx"\nsent,a,b\nsent,a\n');

    expect(rows).toEqual([
      { line: 3, rejected: "it has 1 fields where the header has 2" },
      { line: 4, rejected: "it has 3 fields where the header has 2" },
      { line: 5, values: { event: "sent", email: "a" } },
    ]);
  });

  test("keeps a column called __proto__, and one that is there twice", async () => {
    const { rows } = await read("event,__proto__,event,link\nsent,x,y,z\n");

    const [row] = rows;
    const values = row !== undefined && "values" in row ? Object.entries(row.values) : [];
    expect(values).toEqual([
      ["event", "sent"],
      ["__proto__", "x"],
      ["event_2", "y"],
      ["link", "z"],
    ]);
  });

  test("reads a large file in batches, to its last row", async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `sent,${index}@x.test`);

    const { values, error } = await read(gzipSync(`event,email\n${lines.join("\n")}\n`));

    expect(error).toBeUndefined();
    expect(values).toHaveLength(20_000);
    expect(values.at(-1)).toEqual({ event: "sent", email: "19999@x.test" });
  });

  test("has no rows where the file is empty or holds only the header", async () => {
    const results = [await read(""), await read("event,email\n"), await read(gzipSync(""))];

    expect(results.map(({ rows, error }) => [rows, error])).toEqual([
      [[], undefined],
      [[], undefined],
      [[], undefined],
    ]);
  });

  test("says what is to be said of the columns", async () => {
    const { warnings } = await read("email,link,other\na,b,c\n");

    expect(warnings).toEqual(["a.csv: no kind in email,link"]);
  });
});

describe("readObject, of what cannot be read", () => {
  test.each([
    { name: "Parquet", content: "PAR1rest", said: "looks like Parquet" },
    { name: "a zip archive", content: "PK\u0003\u0004rest", said: "looks like a zip archive" },
    { name: "gzip with Parquet in it", content: gzipSync("PAR1rest"), said: "looks like Parquet" },
    {
      name: "JSON lines whose first is broken",
      content: '{"event":"a@x.test"\n',
      said: "is not JSON lines",
    },
    { name: "no header", content: "sent,a@x.test\n", said: "has no header row" },
    {
      name: "a row one cell of which is a name",
      content: "1,email,x\n",
      said: "has no header row",
    },
    {
      name: "names beside an address",
      content: "event,link,a@x.test\n",
      said: "has no header row",
    },
    { name: "names beside a time", content: "event,link,2026-01-01\n", said: "has no header row" },
    { name: "an open quote", content: 'event,email\nsent,"a@x.test\n', said: "is not valid CSV" },
    {
      name: "text behind a quote",
      content: 'event,email\n"sent"a@x.test,b\n',
      said: "is not valid CSV from line",
    },
    { name: "damaged gzip", content: damaged(), said: "could not be read to its end" },
  ])("refuses $name by the object's name, and quotes nothing of it", async ({ content, said }) => {
    const { error } = await read(content);

    expect(error).toMatchObject({ code: "source", exitCode: 4 });
    expect(String(error)).toContain(`a.csv ${said}`);
    expect(String(error)).not.toContain("a@x.test");
  });

  test("names export_columns where no column is known", async () => {
    const { error } = await read("x,y\n1,2\n");

    expect(error).toMatchObject({ hint: expect.stringContaining("export_columns") });
  });

  test("fails at the end of a gzip file that is cut off, wherever it is", async () => {
    const rows = Array.from({ length: 3_000 }, (_, index) => `sent,${index}@x.test`).join("\n");
    const whole = gzipSync(`event,email\n${rows}\n`);

    for (const length of [10, 19, 200, 5_000, whole.length - 9, whole.length - 1]) {
      const { error } = await read(whole.subarray(0, length));

      expect(String(error)).toContain("a.csv could not be read to its end");
    }
  });

  test("stops with the signal's own reason", async () => {
    const reason = new Error("the run is over");

    const { error } = await read("event\nsent\n", { signal: AbortSignal.abort(reason) });

    expect(error).toBe(reason);
  });
});

function damaged(): Buffer {
  const bytes = gzipSync("event,email\nsent,a@x.test\n");
  bytes.fill(0xff, 12, 20);
  return bytes;
}
