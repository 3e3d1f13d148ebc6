import { Readable } from "node:stream";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { decodeBytes, readUtf8 } from "../../src/exports/formats/text.js";

test("gives well-formed text as it is, wherever it is cut into chunks", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
      fc.array(fc.nat({ max: 200 }), { maxLength: 8 }),
      async (text, cuts) => {
        const bytes = Buffer.from(text.toWellFormed());

        const pieces = await readAll(cut(bytes, cuts));

        expect(pieces.join("")).toBe(text.toWellFormed());
        expect(pieces.every((piece) => piece.isWellFormed())).toBe(true);
      },
    ),
  );
});

test.each([
  ["Latin-1", Buffer.from("caf\u00e9,1\n", "latin1")],
  ["UTF-16", Buffer.from("\ufeffa,b\n", "utf16le")],
  ["a character that is cut off", Buffer.from("caf\u00e9").subarray(0, 4)],
])("refuses %s", async (_name, bytes) => {
  await expect(readAll([bytes])).rejects.toThrow("a.csv is not UTF-8 text (after byte");
});

test("leaves out a byte order mark, and only at the beginning", async () => {
  await expect(readAll([Buffer.from("\ufeffa\ufeff")])).resolves.toEqual(["a\ufeff"]);
});

async function readAll(chunks: readonly Buffer[]): Promise<string[]> {
  const pieces: string[] = [];
  for await (const bytes of readUtf8(Readable.from(chunks), "a.csv"))
    pieces.push(decodeBytes(bytes.toString("latin1")));
  return pieces;
}

function cut(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.filter((place) => place < bytes.length), bytes.length];
  const sorted = [...new Set(places)].sort((one, other) => one - other);
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}
