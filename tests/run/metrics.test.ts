import { expect, test } from "@jest/globals";
import { Metrics } from "../../src/run/metrics.js";
import { createLogLines } from "../support/log-lines.js";

/** Metrics over counts that the test moves. */
function setScene() {
  const counts = { records: new Map<string, number>(), requests: new Map<string, number>() };
  const { log, lines } = createLogLines();
  let now = 1_000;
  const metrics = new Metrics({ counts: () => counts, now: () => now, log });
  return {
    ...counts,
    metrics,
    passTo: (ms: number) => {
      now = ms;
    },
    told: () => lines().map((line) => line["metric_info"]),
  };
}

test("counters tell what has come since they told last, and only those that moved", () => {
  const { records, requests, metrics, told } = setScene();

  records.set("lists", 5);
  requests.set("/lists", 1);
  metrics.tell();
  records.set("lists", 12).set("profiles", 250);
  metrics.tell();
  metrics.tell();

  metrics.end("succeeded");
  expect(told().slice(0, -1)).toEqual([
    { type: "counter", metric: "record_count", value: 5, tags: { stream: "lists" } },
    { type: "counter", metric: "http_request_count", value: 1, tags: { endpoint: "/lists" } },
    { type: "counter", metric: "record_count", value: 7, tags: { stream: "lists" } },
    { type: "counter", metric: "record_count", value: 250, tags: { stream: "profiles" } },
  ]);
});

test("the end tells of streams without records too, and how long the run took", () => {
  const { records, metrics, passTo, told } = setScene();

  records.set("lists", 0);
  passTo(4_500);
  metrics.end("failed");

  expect(told()).toEqual([
    { type: "counter", metric: "record_count", value: 0, tags: { stream: "lists" } },
    {
      type: "timer",
      metric: "job_duration",
      value: 3.5,
      tags: { job_type: "sync", status: "failed" },
    },
  ]);
});
