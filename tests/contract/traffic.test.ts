import { beforeAll, expect, test } from "@jest/globals";
import { readDescription, readsOf } from "./description.js";
import { answerDifferences, requestDifferences } from "./differences.js";
import { createJudge, type Judge } from "./judge.js";
import type { RecordedExchange } from "./recorder.js";
import { recordTraffic, type Traffic } from "./traffic.js";

const description = readDescription();
const reads = readsOf(description);

let judge: Judge;
let traffic: Traffic;
beforeAll(async () => {
  judge = await createJudge(description);
  traffic = await recordTraffic(reads);
});

const runs = ["full", "incremental", "doctor"] as const;

test.each(runs)("every request of the %s run is one that the vendor describes", (run) => {
  expect(traffic[run].length).toBeGreaterThan(10);
  expect(except(requestDifferences, judge.requests(traffic[run]))).toEqual([]);
});

test.each([...runs, "everyRead"] as const)(
  "every answer that the sandbox gives in %s is one that the vendor describes",
  (part) => {
    expect(except(answerDifferences, judge.answers(traffic[part]))).toEqual([]);
  },
);

test("the sandbox answers each of the 27 reads that the vendor describes", () => {
  expect(reads).toHaveLength(27);
  expect(except(requestDifferences, judge.requests(traffic.everyRead))).toEqual([]);
  expect(except(answerDifferences, unanswered(traffic.everyRead))).toEqual([]);
});

test("the list of differences has no entry that nothing needs", () => {
  const all = [...runs, "everyRead" as const].flatMap((part) => traffic[part]);
  const found = [...judge.requests(all), ...judge.answers(all), ...unanswered(traffic.everyRead)];
  const listed = [requestDifferences, answerDifferences].flatMap(Object.keys);

  expect(listed.filter((name) => !found.includes(name))).toEqual([]);
});

function unanswered(exchanges: readonly RecordedExchange[]): string[] {
  const answered = judge.reads(exchanges.filter(({ status }) => status === 200));
  return reads.filter((path) => !answered.includes(path)).map((path) => `GET ${path}: no answer`);
}

function except(differences: Readonly<Record<string, string>>, found: readonly string[]): string[] {
  return found.filter((name) => !(name in differences));
}
