import { describe, expect, test } from "@jest/globals";
import { SourceError } from "../../src/errors.js";
import { createLogger } from "../../src/log.js";
import type { StreamResult } from "../../src/run/pump.js";
import { describeFailures, reportSummary, type Summary } from "../../src/run/summary.js";
import { createLogLines } from "../support/log-lines.js";

function stream(result: Partial<StreamResult> = {}): StreamResult {
  return { rows: 0, rejected: 0, errors: [], ...result };
}

const summary: Summary = {
  results: new Map([
    ["lists", stream({ rows: 12 })],
    ["profiles", stream({ rows: 12_345, rejected: 2 })],
    ["member_lists", stream({ rows: 777 })],
  ]),
  reads: [
    { streams: ["lists"], requests: 5, ms: 1_240 },
    { streams: ["member_lists"], requests: 12, ms: 3_000 },
    { streams: ["profiles", "member_lists"], requests: 52, ms: 17_060 },
  ],
  counts: [
    { id: "7", title: "Newsletter", size: 700, found: 690 },
    { id: "12", title: "VIP", size: null, found: 87 },
  ],
  api: { requests: 69, retries: 3, throttled: 1 },
  isStopped: false,
  notBegun: [],
  ms: 21_349,
  waitedMs: 12_080,
};

describe("reportSummary", () => {
  test("shows people a table of the streams, and one of the members that were found", () => {
    let text = "";
    const log = createLogger({
      level: "info",
      format: "text",
      color: false,
      secrets: [],
      write: (line) => {
        text += line;
      },
      now: () => 0,
    });

    reportSummary(summary, log, "text");

    expect(text.split("\n")).toEqual([
      "stream         rows  rejected       requests  seconds",
      "lists            12         0              5      1.2",
      "profiles      12345         2             52     17.1",
      "member_lists    777         0  12 + profiles      3.0",
      "list (full pass)  members found  size by /lists",
      "7 Newsletter                690             700",
      "12 VIP                       87               ?",
      "INFO run finished rows=13134 requests=69 retries=3 throttled=1 seconds=21.3 seconds_waiting_for_rate_limit=12.1",
      "",
    ]);
  });

  test("names the stream that shared its read, and shows no table of members without any", () => {
    const { log, lines } = createLogLines();
    const reads = summary.reads.filter(({ streams }) => streams[0] !== "member_lists");

    reportSummary({ ...summary, reads, counts: [] }, log, "json");

    expect(lines("info").find((line) => line["stream"] === "member_lists")).toMatchObject({
      message: "stream finished",
      rows: 777,
      requests: 0,
      seconds: 0,
      read_with: "profiles",
    });
    expect(lines("info").filter(({ message }) => message === "members found")).toEqual([]);
  });

  test("gives machines an event for each stream and list, and one for the run", () => {
    const { log, lines } = createLogLines();

    reportSummary(summary, log, "json");

    expect(lines().map(({ message }) => message)).toEqual([
      ...Array<string>(3).fill("stream finished"),
      ...Array<string>(2).fill("members found"),
      "run finished",
    ]);
    expect(lines()[1]).toMatchObject({
      stream: "profiles",
      rows: 12_345,
      rejected: 2,
      requests: 52,
      seconds: 17.1,
    });
    expect(lines()[3]).toMatchObject({ list: "7", title: "Newsletter", size: 700, found: 690 });
    expect(lines()[5]).toMatchObject({ rows: 13_134, requests: 69, retries: 3, throttled: 1 });
  });
});

describe("describeFailures", () => {
  test("says nothing where nothing is incomplete", () => {
    expect(describeFailures(new Map([["lists", stream({ rows: 1 })]]))).toBeUndefined();
  });

  test("says what failed, why, and what to do, each reason once", () => {
    const error = new SourceError("GET /profiles failed.", { hint: "Run again later." });
    const results = new Map([
      ["lists", stream({ rows: 1 })],
      ["profiles", stream({ errors: [error] })],
      ["member_lists", stream({ errors: [error] })],
      ["unsubscribes", stream({ rejected: 2 })],
    ]);

    const text = describeFailures(results) ?? "";

    expect(text).toContain("profiles, member_lists");
    expect(text.split("GET /profiles failed. Run again later.")).toHaveLength(2);
    expect(text).toContain("unsubscribes");
    expect(text).toContain("2 records were rejected");
    expect(text).not.toContain("lists is");
  });
});
