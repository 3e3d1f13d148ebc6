import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { load, YAML11_SCHEMA } from "js-yaml";
import { toYaml } from "../../src/values/yaml.js";

// Numbers such as 1e-7, which YAML 1.1 writes otherwise, are no setting's value.
const values = [fc.string({ unit: "grapheme" }), fc.integer(), fc.boolean(), fc.constant(null)];

test("writes blocks, and quotes only what needs it", () => {
  const text = toYaml({
    name: "tap-a",
    list: ["one", { a: 1, b: [] }, [["deep"]]],
    empty: {},
    answer: "no",
    time: "2026-01-01",
    said: 'a: "b" # c',
  });

  expect(text).toBe(`name: tap-a
list:
  - one
  - a: 1
    b: []
  - - - deep
empty: {}
answer: "no"
time: "2026-01-01"
said: "a: \\"b\\" # c"
`);
});

test("is read as what it was, by the rules of YAML 1.1 and of 1.2", () => {
  fc.assert(
    fc.property(fc.object({ maxDepth: 4, values }), (value) => {
      const text = toYaml(value);

      expect(load(text)).toEqual(value);
      expect(load(text, { schema: YAML11_SCHEMA })).toEqual(value);
    }),
  );
});
