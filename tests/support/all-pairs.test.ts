import { expect, test } from "@jest/globals";
import { allPairs } from "./all-pairs.js";

const choices = { a: [1, 2], b: [1, 2, 3], c: ["x", "y"], d: [true, false, null], e: [0, 1] };

test("any two values meet in some combination, and the first has the first of each", () => {
  const combinations = allPairs(choices);

  const names = Object.keys(choices) as (keyof typeof choices)[];
  for (const one of names)
    for (const other of names.filter((name) => name !== one))
      for (const left of choices[one])
        for (const right of choices[other])
          expect(combinations.some((each) => each[one] === left && each[other] === right)).toBe(
            true,
          );
  expect(combinations[0]).toEqual({ a: 1, b: 1, c: "x", d: true, e: 0 });
  expect(combinations.length).toBeLessThan(14);
});

test("the combinations are the same every time", () => {
  expect(allPairs(choices)).toEqual(allPairs(choices));
});
