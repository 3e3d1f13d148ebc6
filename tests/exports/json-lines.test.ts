import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { tries } from "../support/tries.js";
import { jsonLines, readContent, singleBytes } from "./object-reading.js";
import { anyCuts, cutAt } from "./splitting.js";

const sent = { event: "sent", email: "a@x.test" };
const click = { event: "click", email: "b@x.test" };
const text = jsonLines(sent, click);

describe("JSON lines", () => {
  test.each([
    { name: "LF", content: text },
    { name: "CRLF", content: text.replaceAll("\n", "\r\n") },
    { name: "no last line break", content: text.trimEnd() },
    { name: "a byte order mark", content: `\uFEFF${text}` },
    { name: "blank lines", content: `\n \r\n${text.replaceAll("\n", "\n\n\t\n")}\n` },
    { name: "spaces around and inside", content: text.replaceAll(/([{}:,])/g, " $1 ") },
    { name: "gzip", content: gzipSync(text) },
    {
      name: "gzip of two members, cut inside of a line",
      content: Buffer.concat([gzipSync(text.slice(0, 30)), gzipSync(text.slice(30))]),
    },
    { name: "gzip and a byte order mark", content: gzipSync(`\uFEFF${text}`) },
    {
      name: "other names",
      content: text.replaceAll("event", "Type").replaceAll("email", "E-Mail"),
    },
  ])("are read with $name, also byte by byte", async ({ content }) => {
    const columns = { aliases: { type: "event", e_mail: "email" } };

    for (const chunks of [content, singleBytes(content)]) {
      const { values, error, rejected } = await readContent(chunks, { columns });

      expect([error, rejected]).toEqual([undefined, []]);
      expect(values).toEqual([sent, click]);
    }
  });

  test("keep the types and the nesting of their values, and null", async () => {
    const row = { event: null, count: 1.5, link: true, more: { a: [1, { b: "é😀" }] }, none: "" };

    const { values } = await readContent(jsonLines(row));

    expect(values).toEqual([row]);
  });

  test("keep numbers of many digits as they were written, wherever they stand", async () => {
    const digits = "12345678901234567890";

    const { values } = await readContent(
      `{"event":"x","count":${digits},"more":[${digits},0.1,-1e3],"email":"${digits}"}\n`,
    );

    expect(values).toEqual([
      { event: "x", count: digits, more: [digits, 0.1, -1000], email: digits },
    ]);
  });

  test("have null where a line leaves a column out, under each name that the first lines have", async () => {
    const { values } = await readContent(jsonLines({ event: "a" }, { email: "b", other: 1 }));

    expect(values).toEqual([
      { event: "a", email: null, other: null },
      { event: null, email: "b", other: 1 },
    ]);
  });

  test("take constants into each row", async () => {
    const { values } = await readContent(text, { constants: { source: "x" } });

    expect(values).toEqual([
      { ...sent, source: "x" },
      { ...click, source: "x" },
    ]);
  });

  test("give a known name that comes only after the first lines a column, and any other a place in its row", async () => {
    const early = Array.from({ length: 700 }, () => ({ event: "a", email: "b" }));
    const late = { event: "c", email: "d", url: "e", Count: 5, new: "f", source: "g", "": "h" };

    const { values, error } = await readContent(jsonLines(...early, late, sent));

    expect(error).toBeUndefined();
    expect(values[699]).toEqual({ event: "a", email: "b" });
    expect(values[700]).toEqual({
      event: "c",
      email: "d",
      link: "e",
      count: 5,
      new: "f",
      source_2: "g",
      column: "h",
    });
    expect(values[701]).toEqual({ ...sent, link: null, count: null });
  });

  test("never take a column away that the first lines have filled under another name", async () => {
    const early = Array.from({ length: 600 }, () => ({ type: "a", email: "b" }));

    const { values } = await readContent(jsonLines(...early, { type: "a", event: "x" }));

    expect(values[600]).toEqual({ event: "a", email: null, event_2: "x" });
  });

  test("prefer the exact name to another spelling of it, wherever they stand", async () => {
    const { values } = await readContent(jsonLines({ type: "t", email: "b" }, { event: "e" }));

    expect(values).toEqual([
      { type: "t", event: null, email: "b" },
      { type: null, event: "e", email: null },
    ]);
  });

  test("are named by export_columns", async () => {
    const columns = { renamed: { what: "event", Who: "email" } };

    const { values, error } = await readContent(jsonLines({ what: "sent", Who: "a" }), { columns });

    expect(error).toBeUndefined();
    expect(values).toEqual([{ event: "sent", email: "a" }]);
  });

  test("keep fields called like what every object has", async () => {
    const line = '{"event":"a","email":"b","__proto__":{"x":1},"constructor":2,"toString":null}\n';

    const { values } = await readContent(line.repeat(2));

    for (const row of values) {
      expect(Object.entries(row)).toEqual([
        ["event", "a"],
        ["email", "b"],
        ["__proto__", { x: 1 }],
        ["constructor", 2],
        ["toString", null],
      ]);
    }
  });

  test("are rejected singly where they are broken, with their line", async () => {
    const broken = ['{"event":', "[1]", '"x"', "5", "null", "event,email", '{"event":"a"} {}'];
    const content = `${text}\n${broken.join("\n")}\n${text}`;

    const { values, rejected, error } = await readContent(content);

    expect(error).toBeUndefined();
    expect(values).toEqual([sent, click, sent, click]);
    expect(rejected).toEqual(broken.map((_, index) => `${index + 4}: it is no JSON object`));
  });

  test("name columns the same however the bytes are cut", async () => {
    const names = fc.constantFrom(
      "event",
      "type",
      "Type",
      "email",
      "é",
      "extra",
      "x",
      "constructor",
    );
    const lines = fc.array(fc.dictionary(names, fc.constantFrom(1, "é😀", null)), { maxLength: 6 });
    const repeats = fc.constantFrom(1, 100);

    await fc.assert(
      fc.asyncProperty(lines, repeats, anyCuts, async (values, count, cuts) => {
        const content =
          jsonLines(sent, ...Array<typeof values>(count).fill(values).flat()) +
          jsonLines(...values);
        const pieces = cutAt(content, cuts);

        const whole = await readContent(content);

        expect(whole.error).toBeUndefined();
        expect(await readContent(pieces)).toEqual(whole);
      }),
      { numRuns: tries(50) },
    );
  });
});

describe("JSON lines that cannot be read", () => {
  test.each([
    { name: "a first line that is cut off", content: `{"event":"sent"\n${text}` },
    { name: "a first line that is two", content: `{"event":"sent"} {"event":"sent"}\n` },
    { name: "an object over several lines", content: JSON.stringify([sent][0], null, 2) },
  ])("fail their object by its name, and quote nothing: $name", async ({ content }) => {
    const { values, error } = await readContent(content);

    expect(values).toEqual([]);
    expect(error).toMatchObject({ code: "source", exitCode: 4 });
    expect(String(error)).toContain("a.json is not JSON lines: its first line is no JSON object");
    expect(String(error)).not.toMatch(/sent|x\.test/);
  });

  test("fail where no name is a column's, and name export_columns", async () => {
    const { error } = await readContent(jsonLines({ secret: 1, event: 2 }, { other: 3 }));

    expect(String(error)).toContain("its first lines have 3 names, and 1 of them are a column's");
    expect(error).toMatchObject({ hint: expect.stringContaining("export_columns") });
  });

  test("fail where no line of the first has a column that export_key names", async () => {
    const columns = { required: ["link"] };

    const { error } = await readContent(text, { columns });
    const other = await readContent(text + jsonLines({ link: "x" }), { columns });

    expect(String(error)).toContain("a.json lacks link, which export_key names.");
    expect(other.error).toBeUndefined();
  });

  test("fail where they are not UTF-8, or gzip that is cut off", async () => {
    const latin1 = Buffer.from(jsonLines({ event: "é", email: "b" }), "latin1");

    expect(String((await readContent(latin1)).error)).toContain("a.json is not UTF-8 text");
    const { error } = await readContent(gzipSync(text).subarray(0, -9));
    expect(String(error)).toContain("a.json could not be read to its end");
  });

  test("have no rows where there is nothing but empty lines", async () => {
    const { rows, error } = await readContent("\n\n \n", { format: "jsonl" });

    expect([rows, error]).toEqual([[], undefined]);
  });
});
