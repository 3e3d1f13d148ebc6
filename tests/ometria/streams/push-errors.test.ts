import { expect, test } from "@jest/globals";
import { pushErrors } from "../../../src/ometria/streams/push-errors.js";
import { hashKey } from "../../../src/values/hash.js";
import type { JsonObject } from "../../../src/values/json.js";
import { configWith } from "../../support/read-scene.js";

function keyOf(raw: JsonObject): unknown {
  const record: JsonObject = { request_id: "r", timestamp: "2026-01-01T00:00:00Z" };
  pushErrors.complete?.(record, { request_id: "r", ...raw }, configWith());
  return record["push_error_key"];
}

test("an error's key is the same whether the service nests what was wrong or not", () => {
  const flat = { error_message: "not a valid value", error_path: "root > lastname" };

  expect(keyOf({ message: flat })).toBe(keyOf(flat));
  expect(keyOf(flat)).toBe(
    hashKey(["r", null, null, "2026-01-01T00:00:00Z", flat.error_message, flat.error_path]),
  );
  expect(keyOf({ ...flat, error_path: "root > id" })).not.toBe(keyOf(flat));
});
