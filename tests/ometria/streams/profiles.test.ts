import { expect, test } from "@jest/globals";
import { profiles } from "../../../src/ometria/streams/profiles.js";
import type { JsonObject } from "../../../src/values/json.js";
import { recordsOf } from "./rows.js";

function recordOf(profile: JsonObject): JsonObject | undefined {
  const row = { row: profile, passStart: "2026-01-01T00:00:00Z" };
  return recordsOf(profiles, "profile_pass", row)[0];
}

test("a profile is a record of its fields, without the marks of the vendor", () => {
  expect(recordOf({ "@type": "profile", id: "1", "@new": { "@type": "x", a: 1 } })).toEqual({
    id: "1",
    new: { a: 1 },
  });
});

test("dates are written in UTC, empty ones are null, and what is no date stays", () => {
  const dates = {
    acquired: "2014-11-01T15:34:35+00:00",
    first_seen: "2014-11-01 15:34:35+02",
    last_seen: "",
    first_purchase: null,
    last_purchase: "0000-00-00",
    new_one: 5,
  };

  expect(recordOf({ id: "1", dates })).toEqual({
    id: "1",
    dates: {
      acquired: "2014-11-01T15:34:35Z",
      first_seen: "2014-11-01T13:34:35Z",
      last_seen: null,
      first_purchase: null,
      last_purchase: "0000-00-00",
      new_one: 5,
    },
  });
});

test.each([[null], ["2014-11-01"], [[1]], [5]])("dates that are %j stay as they came", (dates) => {
  expect(recordOf({ id: "1", dates })).toEqual({ id: "1", dates });
});

test("custom fields and the dates in them stay as they came", () => {
  const properties = { "@type": "mine", since: "2014-11-01 15:34:35+02" };

  expect(recordOf({ id: "1", properties })).toEqual({ id: "1", properties });
});
