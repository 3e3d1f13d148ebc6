import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { cleanValue } from "../../src/records/clean.js";
import { arbitraryJson, textsIn } from "./arbitrary-json.js";

test("lone surrogates are replaced in texts and names, at any depth", () => {
  const value = { "a\ud800": ["b\udc00", { c: "\ud83d\ude00\ud83d" }] };

  expect(JSON.stringify(cleanValue(value))).toBe('{"a\ufffd":["b\ufffd",{"c":"😀\ufffd"}]}');
});

test("every text of any JSON value comes out well-formed, and what was well-formed unchanged", () => {
  fc.assert(
    fc.property(arbitraryJson, (value) => {
      const clean = cleanValue(value);

      expect(textsIn(clean).filter((text) => !text.isWellFormed())).toEqual([]);
      if (textsIn(value).every((text) => text.isWellFormed())) {
        expect(JSON.stringify(clean)).toBe(JSON.stringify(value));
      }
    }),
  );
});

test("what is absent becomes null", () => {
  expect(cleanValue([undefined, null])).toEqual([null, null]);
});
