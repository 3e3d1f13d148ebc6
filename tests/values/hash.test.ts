import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { fingerprint, hashKey } from "../../src/values/hash.js";

describe("hashKey", () => {
  test("is SHA-256 in hex over a JSON array that begins with the version of the rule", () => {
    const key = hashKey(["a", "é", 5, null]);

    const expected = createHash("sha256").update('["1","a","é",5,null]').digest("hex");
    expect(key).toBe(expected);
  });

  test("takes what is absent, null or empty for the same", () => {
    expect(hashKey(["a", undefined, ""])).toBe(hashKey(["a", null, null]));
  });

  test("tells values apart that would be the same when joined", () => {
    expect(hashKey(["a,b", "c"])).not.toBe(hashKey(["a", "b,c"]));
    expect(hashKey(["a", ""])).not.toBe(hashKey(["", "a"]));
  });
});

test("a fingerprint has twelve characters, and another text has another", () => {
  expect(fingerprint("a")).toMatch(/^[\w-]{12}$/);
  expect(fingerprint("a")).not.toBe(fingerprint("b"));
});
