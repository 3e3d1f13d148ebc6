import { Writable } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import { ReaderClosedError } from "../../src/errors.js";
import { LineWriter } from "../../src/singer/writer.js";

/** A reader that takes a chunk when it is told to. */
function createSlowReader() {
  const taken: string[] = [];
  const waiting: (() => void)[] = [];
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      waiting.push(() => {
        taken.push(chunk.toString());
        done();
      });
    },
  });
  return { output, taken, take: () => waiting.shift()?.() };
}

const line = `${"x".repeat(1023)}\n`;
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("LineWriter", () => {
  test("gathers lines, says when there are enough, and writes them in order", async () => {
    const { output, taken, take } = createSlowReader();
    const writer = new LineWriter(output);

    const signs = Array.from({ length: 64 }, () => {
      writer.write(line);
      return writer.isFull;
    });
    const flushed = writer.flush();
    take();
    await flushed;

    expect(signs.slice(0, 63).every((sign) => !sign)).toBe(true);
    expect(signs[63]).toBe(true);
    expect(taken).toEqual([line.repeat(64)]);
  });

  test("waits until a slow reader has taken all", async () => {
    const { output, taken, take } = createSlowReader();
    const writer = new LineWriter(output);
    let isFlushed = false;
    writer.write("a\n");

    const flushed = writer.flush().then(() => {
      isFlushed = true;
    });
    await turn();
    const before = isFlushed;
    take();
    await flushed;

    expect(before).toBe(false);
    expect(taken).toEqual(["a\n"]);
  });

  test("writes nothing where there is nothing to write", async () => {
    const { output, taken } = createSlowReader();

    await new LineWriter(output).flush();

    expect(taken).toEqual([]);
    expect(output.writableLength).toBe(0);
  });

  test.each<{ name: string; close: (output: Writable) => void }>([
    {
      name: "breaks the pipe",
      close: (output) => output.destroy(Object.assign(new Error("EPIPE"), { code: "EPIPE" })),
    },
    { name: "closes it", close: (output) => output.destroy() },
  ])("fails for good, and says so once, when the reader $name", async ({ close }) => {
    const { output } = createSlowReader();
    const told: unknown[] = [];
    const writer = new LineWriter(output, (error) => told.push(error));
    writer.write("a\n");
    const waiting = writer.flush();
    waiting.catch(() => undefined);

    close(output);

    await expect(waiting).rejects.toBeInstanceOf(ReaderClosedError);
    await expect(writer.flush()).rejects.toMatchObject({ exitCode: 141 });
    writer.write("b\n");
    await expect(writer.flush()).rejects.toBe(told[0]);
    expect(told).toHaveLength(1);
  });

  test("notices a reader that has gone while nothing is written", async () => {
    const { output } = createSlowReader();
    const told: unknown[] = [];
    const writer = new LineWriter(output, (error) => told.push(error));

    output.destroy();
    await turn();

    expect(told).toEqual([expect.any(ReaderClosedError)]);
    await expect(writer.flush()).rejects.toBe(told[0]);
  });

  test("fails where the output takes a chunk with an error", async () => {
    const output = new Writable({
      write: (_chunk, _encoding, done) => {
        done(new Error("EPIPE"));
      },
    });
    const writer = new LineWriter(output);
    writer.write("a\n");

    await expect(writer.flush()).rejects.toBeInstanceOf(ReaderClosedError);
  });
});
