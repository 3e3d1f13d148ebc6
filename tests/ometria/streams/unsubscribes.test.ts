import { describe, expect, test } from "@jest/globals";
import { unsubscribes } from "../../../src/ometria/streams/unsubscribes.js";
import { hashKey } from "../../../src/values/hash.js";
import type { JsonObject } from "../../../src/values/json.js";
import { prepared, preparerOf } from "../../records/preparing.js";
import { recordsOf } from "./rows.js";

const event = {
  profile_id: "19e53-b37265-160",
  email_address: "email@example.com",
  type: "app",
  timestamp: "2017-05-17 22:08:07+00",
  reason: null,
};

function keyOf(row: JsonObject): unknown {
  const preparer = preparerOf("unsubscribes");
  const [record] = recordsOf(unsubscribes, "unsubscribes", row);
  return prepared(preparer, JSON.stringify(record))["unsubscribe_key"];
}

describe("the key of an unsubscribe", () => {
  test("is a hash of profile, address, type and instant", () => {
    const parts = ["19e53-b37265-160", "email@example.com", "app", "2017-05-17T22:08:07Z"];

    expect(keyOf({ "@type": "unsubscribe", ...event })).toBe(hashKey(parts));
  });

  test.each([
    ["the style of the timestamp", { timestamp: "2017-05-17T22:08:07Z" }],
    ["fields that are not a part of it", { reason: "x", send_id: 5, new_field: {} }],
    ["a key that the service sends of its own", { unsubscribe_key: "x" }],
  ])("does not change with %s", (_, changed) => {
    expect(keyOf({ ...event, ...changed })).toBe(keyOf(event));
  });

  test.each([
    ["profile_id", "other"],
    ["email_address", null],
    ["type", "link_unsubscribe"],
    ["timestamp", "2017-05-17 22:08:08+00"],
    ["timestamp", "soon"],
  ])("changes with %s: %p", (name, value) => {
    expect(keyOf({ ...event, [name]: value })).not.toBe(keyOf(event));
  });

  test("takes an empty address, as of an SMS, for none", () => {
    expect(keyOf({ ...event, email_address: "" })).toBe(keyOf({ ...event, email_address: null }));
  });

  test("tells events apart by timestamps that could not be converted", () => {
    const keys = [1495058887, 1495058888, "soon"].map((timestamp) =>
      keyOf({ ...event, timestamp }),
    );

    expect(new Set(keys).size).toBe(3);
  });
});
