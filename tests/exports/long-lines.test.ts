import { describe, expect, test } from "@jest/globals";
import { jsonLines, readContent } from "./object-reading.js";

const sent = { event: "sent", email: "a@x.test" };
const click = { event: "click", email: "b@x.test" };
const text = jsonLines(sent, click);

describe("a long line of JSON", () => {
  const mebibyte = 1024 * 1024;
  const lineOf = (length: number): string => {
    const [start, end] = ['{"event":"sent","email":"', '"}'];
    return `${start}${"x".repeat(length - start.length - end.length)}${end}\n`;
  };

  test("is taken up to 16 MiB, and rejected singly beyond", async () => {
    const content = text + lineOf(16 * mebibyte) + lineOf(16 * mebibyte + 1) + text;

    const { values, rejected, error } = await readContent(inChunks(content, 256 * 1024));

    expect(error).toBeUndefined();
    expect(rejected).toEqual(["4: it is longer than 16 MiB"]);
    expect(values).toHaveLength(5);
  });

  test("ends its object beyond 32 MiB, however it arrives", async () => {
    const fits = text + lineOf(32 * mebibyte) + text;
    const content = text + lineOf(32 * mebibyte + 1) + text;

    for (const size of [64 * 1024, 3 * mebibyte]) {
      const { rejected } = await readContent(inChunks(fits, size));
      const { error } = await readContent(inChunks(content, size));

      expect(rejected).toEqual(["3: it is longer than 16 MiB"]);
      expect(String(error)).toContain("a.json is not valid JSON lines from line 3 on");
    }
  });
});

function inChunks(content: string, size: number): Buffer[] {
  const bytes = Buffer.from(content);
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

test("lines each of which brings a name of its own have just that one, however many there are", async () => {
  const early = jsonLines(...Array<unknown>(500).fill(sent));
  const late = Array.from({ length: 2_500 }, (_, index) => ({
    event: "sent",
    [`n${index}`]: index,
  }));

  const { values, error } = await readContent(early + jsonLines(...late));

  expect(error).toBeUndefined();
  expect(values).toHaveLength(3_000);
  expect(values.at(-1)).toEqual({ event: "sent", email: null, n2499: 2499 });
});
