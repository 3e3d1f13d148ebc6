import { describe, expect, test } from "@jest/globals";
import { describeProgress, startProgress } from "../../src/run/progress.js";
import { createLogLines } from "../support/log-lines.js";

const figures = { stream: "profiles", rows: 1_500, requests: 7, waitedMs: 1_700 };

describe("describeProgress", () => {
  test.each([
    {
      ms: 3_000,
      stream: "profiles",
      line: "profiles: 1500 rows, 500 rows/s, 7 requests, 2 s waiting for the rate limit",
    },
    {
      ms: 0,
      stream: null,
      line: "starting: 1500 rows, 0 rows/s, 7 requests, 2 s waiting for the rate limit",
    },
  ])("says stream, rows, pace, requests and waiting: $line", ({ ms, stream, line }) => {
    expect(describeProgress({ ...figures, stream }, ms)).toBe(line);
  });
});

describe("startProgress", () => {
  test("wipes its line off the terminal when it ends", () => {
    const shown: string[] = [];
    const { log } = createLogLines();
    const end = startProgress({
      figures: () => figures,
      now: () => 0,
      log,
      showStatus: (text) => shown.push(text),
    });

    end();

    expect(shown.at(-1)).toBe("");
  });
});
