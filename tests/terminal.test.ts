import { describe, expect, test } from "@jest/globals";
import { createTerminal } from "../src/terminal.js";

const clear = "\r\u001b[K";

function createOutput(facts: { readonly isTTY?: boolean; readonly columns?: number }) {
  const parts: string[] = [];
  return { ...facts, parts, write: (text: string) => parts.push(text) };
}

describe("where stderr is no terminal", () => {
  test("lines are written as they are, and there is no status line", () => {
    const output = createOutput({});

    const terminal = createTerminal(output);
    terminal.write("a\n");

    expect(output.parts).toEqual(["a\n"]);
    expect(terminal.showStatus).toBeUndefined();
  });
});

describe("on a terminal", () => {
  test("a status replaces the one before it", () => {
    const output = createOutput({ isTTY: true, columns: 80 });
    const { showStatus } = createTerminal(output);

    showStatus?.("one");
    showStatus?.("two");

    expect(output.parts).toEqual([`${clear}one`, `${clear}two`]);
  });

  test("a line goes above the status, which stays below it", () => {
    const output = createOutput({ isTTY: true, columns: 80 });
    const { write, showStatus } = createTerminal(output);

    write("before\n");
    showStatus?.("status");
    write("line\n");

    expect(output.parts).toEqual(["before\n", `${clear}status`, `${clear}line\nstatus`]);
  });

  test("an empty status is gone, and lines are plain again", () => {
    const output = createOutput({ isTTY: true, columns: 80 });
    const { write, showStatus } = createTerminal(output);

    showStatus?.("status");
    showStatus?.("");
    write("line\n");

    expect(output.parts).toEqual([`${clear}status`, clear, "line\n"]);
  });

  test.each([
    [10, 9],
    [1, 0],
    [undefined, 79],
  ])("a status never fills a line of %p columns: it would wrap", (columns, length) => {
    const output = createOutput({ isTTY: true, ...(columns === undefined ? {} : { columns }) });

    createTerminal(output).showStatus?.("x".repeat(200));

    expect(output.parts).toEqual([`${clear}${"x".repeat(length)}`]);
  });
});
