import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { decode } from "../../src/exports/formats/decode.js";
import { jsonLines, readContent, singleBytes } from "./object-reading.js";

const rest = "event,email\nsent,a@x.test\n";

function bytesOf(hex: string): Buffer {
  return Buffer.concat([Buffer.from(hex, "hex"), Buffer.from(rest)]);
}

function tar(): Buffer {
  const header = Buffer.alloc(512);
  header.write("email_event.csv");
  header.write("ustar", 257);
  return Buffer.concat([header, Buffer.from(rest)]);
}

const foreign = [
  { name: "Parquet", content: bytesOf("50415231"), said: "Parquet" },
  { name: "a zip archive", content: bytesOf("504b0304"), said: "a zip archive (or an Excel file)" },
  { name: "an empty zip archive", content: bytesOf("504b0506"), said: "an empty zip archive" },
  { name: "Avro", content: bytesOf("4f626a01"), said: "Avro" },
  { name: "ORC", content: bytesOf("4f5243"), said: "ORC" },
  { name: "bzip2", content: bytesOf("425a6839314159265359"), said: "bzip2" },
  { name: "zstd", content: bytesOf("28b52ffd"), said: "Zstandard" },
  { name: "xz", content: bytesOf("fd377a585a00"), said: "xz" },
  { name: "7z", content: bytesOf("377abcaf271c"), said: "7-Zip" },
  { name: "LZ4", content: bytesOf("04224d18"), said: "LZ4" },
  { name: "Snappy", content: bytesOf("ff060000734e61507059"), said: "Snappy" },
  { name: "an old Excel file", content: bytesOf("d0cf11e0a1b11ae1"), said: "an old Excel file" },
  {
    name: "UTF-16, little end first",
    content: Buffer.from(`\uFEFF${rest}`, "utf16le"),
    said: "UTF-16 text",
  },
  {
    name: "UTF-16, big end first",
    content: Buffer.from(`\uFEFF${rest}`, "utf16le").swap16(),
    said: "UTF-16 text",
  },
  { name: "SQLite", content: Buffer.from(`SQLite format 3\0${rest}`), said: "SQLite" },
  { name: "PDF", content: Buffer.from(`%PDF-1.7\n${rest}`), said: "PDF" },
  { name: "tar", content: tar(), said: "a tar archive" },
  { name: "a JSON array", content: '[{"event":"sent"}]', said: "a JSON array" },
  { name: "a JSON array of arrays", content: '[\n  ["event"]\n]', said: "a JSON array" },
  { name: "a JSON array behind a mark", content: '\uFEFF [{"a":1}]', said: "a JSON array" },
  { name: "XML", content: '<?xml version="1.0"?><a/>', said: "XML or HTML" },
  { name: "XML behind a mark", content: '\uFEFF\n<?xml version="1.0"?><a/>', said: "XML or HTML" },
  { name: "HTML", content: "<!DOCTYPE html><html></html>", said: "XML or HTML" },
  { name: "HTML without its type", content: "\n<HTML><body>", said: "XML or HTML" },
  { name: "an error of S3", content: "<Error><Code>AccessDenied</Code>", said: "XML or HTML" },
].map((each) => ({ ...each, content: Buffer.from(each.content as string) }));

describe("an object of a format that the tap cannot read", () => {
  test.each([
    ...foreign,
    ...foreign.map((each) => ({
      ...each,
      name: `gzip with ${each.name} in it`,
      content: gzipSync(each.content),
    })),
    { name: "gzip in gzip", content: gzipSync(gzipSync(rest)), said: "gzip inside of gzip" },
  ])("is refused by its name, with what it looks like: $name", async ({ content, said }) => {
    for (const chunks of [content, singleBytes(content)]) {
      for (const format of ["auto", "csv", "jsonl"] as const) {
        const { rows, error } = await readContent(chunks, { key: "x/events.csv.gz", format });

        expect(rows).toEqual([]);
        expect(error).toMatchObject({
          code: "source",
          exitCode: 4,
          message: `x/events.csv.gz looks like ${said}, which the tap cannot read.`,
          hint: expect.stringContaining("export_patterns"),
        });
      }
    }
  });

  test("is looked at, and no more of it than that: its stream is closed", async () => {
    const source = Readable.from([
      Buffer.from("PAR1"),
      ...Array<Buffer>(40).fill(Buffer.alloc(65536)),
    ]);

    await expect(decode(source, "a.csv")).rejects.toThrow("a.csv looks like Parquet");

    expect(source.destroyed).toBe(true);
  });
});

describe("the format of an object", () => {
  const csv = "event,email\nsent,a@x.test\n";
  const json = jsonLines({ event: "sent", email: "a@x.test" });

  test.each([
    { key: "a.csv", content: csv },
    { key: "a.csv", content: json },
    { key: "a.json", content: csv },
    { key: "a.jsonl", content: json },
    { key: "a.csv.gz", content: csv },
    { key: "a.json.gz", content: `\uFEFF\n ${json}` },
    { key: "a.csv", content: gzipSync(json) },
    { key: "a.json", content: gzipSync(csv) },
    { key: "a.parquet", content: csv },
    { key: "a", content: gzipSync(json) },
  ])("is found in its content, whatever it is called: $key", async ({ key, content }) => {
    for (const chunks of [content, singleBytes(content)]) {
      const { values, error } = await readContent(chunks, { key });

      expect(error).toBeUndefined();
      expect(values).toEqual([{ event: "sent", email: "a@x.test" }]);
    }
  });

  test.each([
    {
      format: "csv" as const,
      content: json,
      said: "a.txt is not valid CSV from line 1 on",
    },
    {
      format: "jsonl" as const,
      content: csv,
      said: "a.txt is not JSON lines: its first line is no JSON object.",
    },
  ])("is what export_format says: $format, or the object fails", async (each) => {
    const { format, content, said } = each;

    const right = await readContent(format === "csv" ? csv : json, { key: "a.txt", format });
    const wrong = await readContent(content, { key: "a.txt", format });

    expect([right.error, right.values.length]).toEqual([undefined, 1]);
    expect(wrong.error).toMatchObject({ exitCode: 4 });
    expect(String(wrong.error)).toContain(said);
  });

  test("is CSV where columns have names that a format begins with", async () => {
    const columns = { renamed: { PKZIP: "event", "[a]": "event" } };

    for (const name of ["PKZIP", "[a]"]) {
      const { error } = await readContent(`${name},email\nx,y\n`, { columns });

      expect([name, error]).toEqual([name, undefined]);
    }
  });
});

describe("the delimiter of CSV", () => {
  test.each([";", "\t", "|", ","])("is found in the header: %j", async (delimiter) => {
    const text = ["event,email", "sent,a@x.test"].join("\n").replaceAll(",", delimiter);

    for (const start of ["", "\uFEFF", "\n\r\n"]) {
      const { values, error } = await readContent(start + text, { key: "a.csv" });

      expect(error).toBeUndefined();
      expect(values).toEqual([{ event: "sent", email: "a@x.test" }]);
    }
  });

  test("is found before a cell of many megabytes", async () => {
    const text = `event;email;"${"x,".repeat(1024 * 1024)}"\nsent;a@x.test;1\n`;

    const { values, error } = await readContent(text, { key: "a.csv" });

    expect(error).toBeUndefined();
    expect(values).toMatchObject([{ event: "sent", email: "a@x.test" }]);
  });
});

describe("a large object", () => {
  const row = "sent,a@x.test\n";
  const rows = 20_000;
  const text = `event,email\n${row.repeat(rows)}`;

  test.each([
    { name: "in one chunk", chunks: [Buffer.from(text)] },
    { name: "in one chunk of gzip", chunks: [gzipSync(text)] },
    {
      name: "with its head in one chunk, to the byte",
      chunks: [Buffer.from(text).subarray(0, 65536), Buffer.from(text).subarray(65536)],
    },
    { name: "that is nothing but a head", chunks: [Buffer.from(text).subarray(0, 65536)] },
  ])("is read to its end, $name", async ({ chunks }) => {
    const { values, rejected, error } = await readContent(chunks);

    expect(error).toBeUndefined();
    expect(values.length + rejected.length).toBe(
      chunks.length === 1 && chunks[0]?.length === 65536 ? Math.ceil(65524 / row.length) : rows,
    );
  });

  test("is read to its end where its source had ended before anybody read", async () => {
    for (const length of [10, 65_535, 65_536, 65_537, 280_012]) {
      const source = new Readable({ read: () => undefined });
      source.push(Buffer.from(text).subarray(0, length));
      source.push(null);

      const { stream } = await decode(source, "a.csv");

      let read = 0;
      for await (const chunk of stream as AsyncIterable<Buffer>) read += chunk.length;
      expect(read).toBe(length);
    }
  });
});
