import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { createUtf8Guard } from "../../src/exports/utf8.js";

test("passes well-formed text on unchanged, wherever it is cut into chunks", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
      fc.array(fc.nat({ max: 200 }), { maxLength: 8 }),
      async (text, cuts) => {
        const bytes = Buffer.from(text.toWellFormed());

        const passed = await buffer(Readable.from(cut(bytes, cuts)).pipe(createUtf8Guard("a.csv")));

        expect(passed).toEqual(bytes);
      },
    ),
  );
});

test.each([
  ["Latin-1", Buffer.from("caf\u00e9,1\n", "latin1")],
  ["UTF-16", Buffer.from("\ufeffa,b\n", "utf16le")],
  ["a character that is cut off", Buffer.from("caf\u00e9").subarray(0, 4)],
])("refuses %s", async (_name, bytes) => {
  const passed = buffer(Readable.from([bytes]).pipe(createUtf8Guard("a.csv")));

  await expect(passed).rejects.toThrow("a.csv is not UTF-8 text (after byte");
});

function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.filter((place) => place < bytes.length), bytes.length];
  const sorted = [...new Set(places)].sort((one, other) => one - other);
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}
