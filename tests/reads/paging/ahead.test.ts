import { describe, expect, test } from "@jest/globals";
import { ReadAhead } from "../../../src/reads/paging/ahead.js";
import { createScriptedReader, type Asked } from "../../support/scripted-reader.js";

function createClient(depth: number) {
  const { asked: sent, reader } = createScriptedReader(depth);
  return { sent, ahead: new ReadAhead(reader) };
}

const pages = (...offsets: readonly number[]) =>
  offsets.map((offset) => ({ path: "/rows", query: { offset } }));

const offsetsOf = (sent: readonly Asked[]): unknown[] => sent.map(({ query }) => query["offset"]);

describe("ReadAhead", () => {
  test("begins as many of the expected requests as may be under way, and no others", () => {
    const { sent, ahead } = createClient(3);

    ahead.expect(pages(0, 10, 20, 30, 40));

    expect(offsetsOf(sent)).toEqual([0, 10, 20]);
  });

  test("gives each answer to whoever asks for it, in whatever order the answers come", async () => {
    const { sent, ahead } = createClient(3);
    ahead.expect(pages(0, 10));

    const [first, second, third] = [0, 10, 20].map((offset) =>
      ahead.get({ path: "/rows", query: { offset } }),
    );
    for (const { query, answer } of [...sent].reverse())
      answer(`page at ${String(query["offset"])}`);

    const answers = await Promise.all([first, second, third]);

    expect(answers.map((answer) => answer?.body)).toEqual([
      "page at 0",
      "page at 10",
      "page at 20",
    ]);
    expect(offsetsOf(sent)).toEqual([0, 10, 20]);
  });

  test("sends a request anew that is asked for again: the first answer may be old", () => {
    const { sent, ahead } = createClient(3);
    ahead.expect(pages(0));

    void ahead.get({ path: "/rows", query: { offset: 0 } });
    void ahead.get({ path: "/rows", query: { offset: 0 } });

    expect(offsetsOf(sent)).toEqual([0, 0]);
  });

  test("goes on with what is expected still, and stops what is not any more", () => {
    const { sent, ahead } = createClient(3);
    ahead.expect(pages(0, 10, 20));

    ahead.expect(pages(10, 15));

    expect(offsetsOf(sent)).toEqual([0, 10, 20, 15]);
    expect(sent.map(({ signal }) => signal?.aborted)).toEqual([true, false, true, false]);
  });

  test("stops everything that nobody has asked for when it is closed, and nothing else", () => {
    const { sent, ahead } = createClient(3);
    ahead.expect(pages(0, 10));
    void ahead.get({ path: "/rows", query: { offset: 0 } });

    ahead.close();

    expect(sent.map(({ signal }) => signal?.aborted)).toEqual([false, true]);
  });

  test("tells of a failure whoever asks for the answer, and nobody else", async () => {
    const { sent, ahead } = createClient(3);
    ahead.expect(pages(0, 10));
    for (const { fail } of sent) fail(new Error("no answer"));

    await expect(ahead.get({ path: "/rows", query: { offset: 10 } })).rejects.toThrow("no answer");
  });
});
