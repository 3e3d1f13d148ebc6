import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/values/json.js";
import { prepared, preparerOf } from "./preparing.js";
import { hidden, hide, recordOf } from "./pseudonymising.js";

describe("a key", () => {
  const event = { event: "open", timestamp: "2026-01-01T00:00:00Z", to_address: "a@b.c" };

  test("that is made of values is made of their pseudonyms", () => {
    const raw = { profile_id: "p", email_address: "Bob@b.c", type: "app", timestamp: "2026-01-01" };
    const fields = ["unsubscribes.email_address"];

    const record = recordOf("unsubscribes", { fields }, raw);
    const same = recordOf("unsubscribes", { fields }, { ...raw, email_address: "bob@B.C" });
    const plain = prepared(preparerOf("unsubscribes"), JSON.stringify(raw));
    const made = prepared(
      preparerOf("unsubscribes"),
      JSON.stringify({ ...raw, email_address: hidden("bob@b.c") }),
    );

    expect(record["unsubscribe_key"]).toBe(made["unsubscribe_key"]);
    expect(record["unsubscribe_key"]).not.toBe(plain["unsubscribe_key"]);
    expect(same["unsubscribe_key"]).toBe(record["unsubscribe_key"]);
  });

  test.each<[string, JsonObject, [string, string]]>([
    ["what could not be converted", { ...event, timestamp: "soon" }, ["timestamp", "soon"]],
    ["what no schema knows", { ...event, timestamp: null, secret: "x" }, ["secret", "x"]],
  ])("is made of the pseudonym of %s", (_, raw, [name, value]) => {
    const fields = [`email_events.${name === "secret" ? "extra.secret" : name}`];

    const record = recordOf("email_events", { fields }, raw);
    const plain = recordOf("email_events", { fields: ["email_events.extra.none"] }, raw);
    const made = recordOf(
      "email_events",
      { fields: ["email_events.extra.none"] },
      { ...raw, [name]: hidden(value) },
    );

    expect(record["event_key"]).toBe(made["event_key"]);
    expect(record["event_key"]).not.toBe(plain["event_key"]);
  });

  test("of the user's own columns is made of their pseudonyms", () => {
    const hiding = { fields: ["email_events.to_address"], config: { export_key: ["to_address"] } };

    const one = recordOf("email_events", hiding, event);
    const other = recordOf("email_events", hiding, { ...event, to_address: " A@B.C" });

    expect(one["event_key"]).toBe(other["event_key"]);
  });

  test("is replaced where a rule names it, once", () => {
    const raw = { ...event, event_id: "e1" };
    const record = recordOf("email_events", { fields: ["email_events.event_key"] }, raw);
    const keys = recordOf("profiles", { fields: ["profiles.id"] }, { id: "p1" });

    expect(record).toMatchObject({ event_id: "e1", event_key: hidden("e1") });
    expect(keys["id"]).toBe(hidden("p1"));
  });

  test("that is empty still rejects its record", () => {
    const { preparer } = hide("profiles", { fields: ["profiles.id"] });

    expect(preparer.prepare({ id: "" })).toEqual({
      rejected: "it has no id, which is a part of its key",
    });
  });
});
