import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { isInShard, parseShard } from "../../src/values/shard.js";

describe("parseShard", () => {
  test("reads a part and the number of parts", () => {
    expect(parseShard("2/8")).toEqual({ index: 2, count: 8 });
    expect(parseShard("1/1")).toEqual({ index: 1, count: 1 });
    expect(parseShard("1000/1000")).toEqual({ index: 1000, count: 1000 });
  });

  test.each(["", "2", "0/8", "9/8", "2/0", "2/8/9", "-1/8", "1.5/8", " 2/8", "02/8", "1/1001"])(
    "takes %j for none",
    (text) => {
      expect(parseShard(text)).toBeUndefined();
    },
  );
});

describe("isInShard", () => {
  test("has each key read by one shard alone, whatever it is called", () => {
    const keys = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(keys, fc.integer({ min: 1, max: 50 }), (key, count) => {
        const indexes = Array.from({ length: count }, (_, index) => index + 1);

        expect(indexes.filter((index) => isInShard(key, { index, count }))).toHaveLength(1);
      }),
    );
  });

  test("gives each of eight shards its share of a thousand keys", () => {
    const keys = Array.from({ length: 1000 }, (_, day) => `2026/email_events_${day}.csv.gz`);
    const shares = [1, 2, 3, 4, 5, 6, 7, 8].map(
      (index) => keys.filter((key) => isInShard(key, { index, count: 8 })).length,
    );

    expect(Math.min(...shares)).toBeGreaterThan(80);
  });

  test("says of these keys what it always said: states depend on it", () => {
    const shardOf = (key: string): number | undefined =>
      [1, 2, 3, 4, 5, 6, 7, 8].find((index) => isInShard(key, { index, count: 8 }));

    // printf %s "$key" | sha256sum: the first eight digits modulo 8, plus 1.
    expect(["", "a", "2026/01/01/email_events.csv.gz", "Größe.csv"].map(shardOf)).toEqual([
      3, 3, 4, 5,
    ]);
  });
});
