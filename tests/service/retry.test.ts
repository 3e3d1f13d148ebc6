import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { decideRetry, parseRetryAfter } from "../../src/service/retry.js";

const now = Date.parse("2026-01-05T12:00:00Z");
const policy = { maxRetries: 3, maxWaitMs: 900_000 };
const first = { attempt: 1, status: 503, retryAfter: undefined, waitedMs: 0 };
const half = { now, random: 0.5 };

describe("decideRetry", () => {
  test.each([
    { name: "429 with seconds", failed: { status: 429, retryAfter: "7" }, expected: 7_000 },
    {
      name: "429 with a date",
      failed: { status: 429, retryAfter: "Mon, 05 Jan 2026 12:00:30 GMT" },
      expected: 30_000,
    },
    { name: "429 without Retry-After", failed: { status: 429 }, expected: 500 },
    { name: "429 with a word", failed: { status: 429, retryAfter: "soon" }, expected: 500 },
    { name: "429 with a negative time", failed: { status: 429, retryAfter: "-5" }, expected: 500 },
    { name: "429 with no time at all", failed: { status: 429, retryAfter: "0" }, expected: 500 },
    {
      name: "429 with a date that is over",
      failed: { status: 429, retryAfter: "Mon, 05 Jan 2026 11:00:00 GMT" },
      expected: 500,
    },
    { name: "429 beyond max_retries", failed: { status: 429, attempt: 100 }, expected: 30_000 },
    { name: "500", failed: { status: 500 }, expected: 500 },
    { name: "503 with seconds", failed: { status: 503, retryAfter: "2" }, expected: 2_000 },
    { name: "a connection fault", failed: { status: undefined }, expected: 500 },
    { name: "408", failed: { status: 408 }, expected: 500 },
    { name: "the last retry", failed: { attempt: 3 }, expected: 2_000 },
    { name: "the longest backoff", failed: { status: 429, attempt: 20 }, expected: 30_000 },
  ])("waits after $name", ({ failed, expected }) => {
    const decision = decideRetry({ ...first, ...failed }, policy, half);

    expect(decision).toBe(expected);
  });

  test.each([
    { name: "400", failed: { status: 400 }, reason: "is not retried" },
    { name: "401", failed: { status: 401 }, reason: "is not retried" },
    { name: "403", failed: { status: 403 }, reason: "is not retried" },
    { name: "404", failed: { status: 404 }, reason: "is not retried" },
    { name: "a redirect", failed: { status: 302 }, reason: "is not retried" },
    {
      name: "a 5xx after max_retries",
      failed: { attempt: 4 },
      reason: "was retried 3 times (max_retries)",
    },
    {
      name: "a connection fault after max_retries",
      failed: { attempt: 4, status: undefined },
      reason: "was retried 3 times (max_retries)",
    },
    {
      name: "a Retry-After of an hour",
      failed: { status: 429, retryAfter: "3600" },
      reason: "was asked to wait 3600 s, longer than max_retry_wait allows",
    },
    {
      name: "a Retry-After beyond all numbers",
      failed: { status: 429, retryAfter: "9".repeat(400) },
      reason: "was asked to wait Infinity s, longer than max_retry_wait allows",
    },
    {
      name: "a 429 once max_retry_wait is used up",
      failed: { status: 429, waitedMs: 899_900 },
      reason: "has waited as long as max_retry_wait allows",
    },
  ])("gives up after $name", ({ failed, reason }) => {
    const decision = decideRetry({ ...first, ...failed }, policy, half);

    expect(decision).toBe(reason);
  });

  test("never waits longer in all than max_retry_wait, and always comes to an end", () => {
    const headers = fc.constantFrom(undefined, "0", "1", "45", "-5", "soon");
    fc.assert(
      fc.property(headers, fc.double({ min: 0.05, max: 1, noNaN: true }), (retryAfter, random) => {
        let waitedMs = 0;
        let attempts = 0;
        for (; attempts < 20_000; attempts += 1) {
          const failed = { attempt: attempts + 1, status: 429, retryAfter, waitedMs };
          const delay = decideRetry(failed, policy, { now, random });
          if (typeof delay === "string") break;
          waitedMs += delay;
        }

        expect(waitedMs).toBeLessThanOrEqual(policy.maxWaitMs);
        expect(attempts).toBeLessThan(20_000);
      }),
    );
  });
});

describe("parseRetryAfter", () => {
  test.each([
    ["120", 120_000],
    [" 1.5 ", 1_500],
    ["Mon, 05 Jan 2026 12:01:00 GMT", 60_000],
    ["Monday, 05-Jan-26 12:01:00 GMT", 60_000],
    ["Mon, 05 Jan 2026 11:59:00 GMT", 0],
    ["", undefined],
    ["-5", undefined],
    ["tomorrow", undefined],
    ["2026", 2_026_000],
    [undefined, undefined],
  ])("reads %p as %p ms", (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });
});
