import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { LatestChanges, type Change } from "../../../src/reads/changes/latest-changes.js";

function change(subject: string, at: number, isEntry = true): Change {
  return { subject, at, isEntry, fields: {} };
}

function latestOf(changes: readonly Change[]): readonly Change[] {
  const latest = new LatestChanges();
  for (const one of changes) latest.add(one);
  return latest.changes;
}

describe("LatestChanges", () => {
  test("has none before any came", () => {
    expect(latestOf([])).toEqual([]);
  });

  test("keeps the last change of each subject, in the order in which the subjects came", () => {
    const [first, last, other] = [change("b", 1), change("b", 3, false), change("a", 2)];

    expect(latestOf([first, other, last])).toEqual([last, other]);
  });

  test("keeps of two with the same time the later one, where the oldest come first", () => {
    const [entry, exit] = [change("a", 5), change("a", 5, false)];

    expect(latestOf([change("b", 1), entry, exit])).toContain(exit);
    expect(latestOf([entry, exit])).toEqual([exit]);
  });

  test("keeps of two with the same time the earlier one, where the newest come first", () => {
    const [exit, entry] = [change("a", 5, false), change("a", 5)];

    expect(latestOf([exit, entry, change("b", 1)])).toContain(exit);
    expect(latestOf([change("b", 9), exit, entry])).toContain(exit);
  });

  test("finds the same last change, whether a history is told forwards or backwards", () => {
    const histories = fc
      .array(
        fc.record({ subject: fc.constantFrom("a", "b", "c"), at: fc.integer({ min: 1, max: 6 }) }),
      )
      .map((list) =>
        list
          .sort((one, other) => one.at - other.at)
          .map(({ subject, at }, index) => change(subject, at, index % 2 === 0)),
      )
      // One time alone does not tell which way it is told.
      .filter((list) => list.length === 0 || list[0]?.at !== list.at(-1)?.at);
    fc.assert(
      fc.property(histories, (history) => {
        const expected = new Map(history.map((one) => [one.subject, one]));

        for (const told of [history, history.toReversed()])
          expect(new Map(latestOf(told).map((one) => [one.subject, one]))).toEqual(expected);
      }),
    );
  });
});
