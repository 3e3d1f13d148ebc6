import { describe, expect, test } from "@jest/globals";
import { eventKey } from "../../../src/ometria/streams/email-event-key.js";
import { hashKey } from "../../../src/values/hash.js";
import type { JsonObject } from "../../../src/values/json.js";
import { prepared, preparerOf } from "../../records/preparing.js";

/** The key of a row of an export, as it comes out of the stream. */
function keyOf(row: JsonObject): unknown {
  return prepared(preparerOf("email_events"), JSON.stringify(row))["event_key"];
}

const event = {
  event: "click",
  timestamp: "2026-01-01T10:00:00Z",
  email_id: "s1",
  to_address: "ada@example.com",
  profile_id: "p1",
  target_url: "https://example.com/a",
  campaign_id: "c1",
};

describe("what identifies an event", () => {
  test("is its own id, where there is one", () => {
    expect(keyOf({ ...event, event_id: "e1" })).toBe("e1");
  });

  test("is the id of the send in a file that has no column for the kind of event", () => {
    expect(keyOf({ email_id: "s1", number_of_opens: "1" })).toBe("s1");
  });

  test("is never the id of the send in a file that has one, even where a row leaves it empty", () => {
    expect(keyOf({ ...event, event: null })).not.toBe("s1");
    expect(keyOf(event)).not.toBe("s1");
  });

  test("is a hash of send, recipient, profile, kind, time, link and campaign", () => {
    const parts = ["s1", "ada@example.com", "p1", "click", event.timestamp, event.target_url, "c1"];

    expect(keyOf(event)).toBe(hashKey(parts));
  });

  test.each(Object.keys(event))("changes with %s", (name) => {
    const other = name === "timestamp" ? "2026-01-01T10:00:01Z" : "other";

    expect(keyOf({ ...event, [name]: other })).not.toBe(keyOf(event));
  });

  test.each([
    ["the recipient's spelling", { to_address: "ADA@Example.com" }],
    ["the style of the timestamp", { timestamp: "2026-01-01 10:00:00+00" }],
    ["the offset of the timestamp", { timestamp: "2026-01-01T11:30:00+0130" }],
    ["a column that is not a part of it", { subject: "Hello", unknown: "x" }],
    ["the object that the row came from", { source_object: "b.csv" }],
    ["an empty id", { event_id: "" }],
  ])("does not change with %s", (_, changed) => {
    expect(keyOf({ ...event, ...changed })).toBe(keyOf(event));
  });

  test("takes the campaign's id from where it is: broadcast or automation", () => {
    const { campaign_id: id, ...others } = event;

    expect(keyOf({ ...others, mass_campaign_id: id })).toBe(keyOf(event));
    expect(keyOf({ ...others, trigger_campaign_id: id })).toBe(keyOf(event));
  });

  test("takes what is absent and what is empty for the same", () => {
    const { target_url: _, ...others } = event;

    expect(keyOf({ ...others, target_url: "" })).toBe(keyOf(others));
    expect(keyOf({ ...others, target_url: null })).toBe(keyOf(others));
  });
});

describe("a row without kind or time", () => {
  const row = {
    event: "open",
    email_id: "s1",
    send_timestamp: "2026-01-01 10:00:00+00",
    note: "a",
  };

  test.each([
    ["no time", row],
    ["a time that is none", { ...row, timestamp: "soon" }],
    ["no kind", { ...row, event: "", timestamp: "2026-01-01T10:00:00Z" }],
  ])("is told apart by every column, known or not: %s", (_, whole) => {
    expect(keyOf({ ...whole, note: "b" })).not.toBe(keyOf(whole));
    expect(keyOf({ ...whole, email_id: "s2" })).not.toBe(keyOf(whole));
  });

  test("has the same key whatever the order of its columns and the style of its times", () => {
    const other = {
      note: "a",
      send_timestamp: "2026-01-01T10:00:00Z",
      email_id: "s1",
      event: "open",
    };

    expect(keyOf(other)).toBe(keyOf(row));
  });

  test("has the same key whatever object it comes from, and with a new column that is empty", () => {
    const other = { ...row, added: null, source_object: "b.csv", source_modified_at: "2026-01-02" };

    expect(keyOf(other)).toBe(keyOf(row));
  });

  test("has the same key whatever type the user's catalog gives to a column that is none of the tap's", () => {
    const raw = { ...row, amount: "1.50" };

    expect(eventKey({ ...row, amount: 1.5 }, raw, undefined)).toBe(eventKey(row, raw, undefined));
  });

  test("is told apart by times that are none", () => {
    expect(keyOf({ ...row, timestamp: "soon" })).not.toBe(keyOf({ ...row, timestamp: "later" }));
  });
});

describe("the columns of export_key", () => {
  test("count before everything else, converted where they can be", () => {
    const record = { event_id: "e1", timestamp: "2026-01-01T10:00:00Z", note: undefined };
    const raw = { event_id: "e1", timestamp: "2026-01-01 10:00:00+00", note: "n" };

    const key = eventKey(record, raw, ["timestamp", "note"]);

    expect(key).toBe(hashKey(["2026-01-01T10:00:00Z", "n"]));
  });

  test("make no key where all of them are empty: such rows would all be one", () => {
    const raw = { event: "open", ref: null, note: "" };

    expect(eventKey({ event: "open" }, raw, ["ref", "note"])).toBe("");
  });
});
