import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { streams } from "../src/ometria/streams/registry.js";
import { isJsonObject, type JsonObject } from "../src/values/json.js";
import { withSyncScene } from "./support/sync-scene.js";

const text = readFileSync(new URL("../docs/data-model.md", import.meta.url), "utf8");
let records: ReadonlyMap<string, readonly JsonObject[]> = new Map();

/** What the tap makes of everything that the sandbox holds, a month after its opening. */
beforeAll(async () => {
  await withSyncScene(
    async ({ run }) => {
      const { exitCode, output } = await run({
        streams: streams.map(({ name }) => name),
        config: { start_date: "2013-01-01" },
      });
      expect(exitCode).toBe(0);
      records = output.records;
    },
    { profiles: 150, events: 50, at: Date.parse("2026-02-01T12:00:00Z") },
  );
});

/** The values at a path such as `lineitems[].product_id` in all rows of a stream, nulls left out. */
function valuesAt(stream: string, path: string): string[] {
  const rows: unknown[] = [...(records.get(stream) ?? [])];
  const found = path.split(".").reduce((values, step) => {
    const name = step.replace("[]", "");
    const inner = values.map((value) => (isJsonObject(value) ? value[name] : undefined));
    return step.endsWith("[]") ? inner.flat() : inner;
  }, rows);
  return found.filter((value) => typeof value === "string");
}

describe.each([
  ["member_lists.profile_id", "profiles.id"],
  ["member_lists.list_id", "lists.id"],
  ["list_changes.list_id", "lists.id"],
  ["list_changes.profile_id", "profiles.id"],
  ["unsubscribes.profile_id", "profiles.id"],
  ["unsubscribes.customer_id", "profiles.identifiers[].value"],
  ["contacts.collection", "collections.collection"],
  ["contacts.customer_id", "profiles.identifiers[].value"],
  ["contacts.email", "profiles.identifiers[].value"],
  ["orders.customer.id", "profiles.identifiers[].value"],
  ["orders.customer.email", "profiles.identifiers[].value"],
  ["orders.lineitems[].product_id", "products.id"],
  ["orders.lineitems[].variant_id", "products.id"],
  ["products.parent_id", "products.id"],
  ["custom_events.profile_id", "profiles.id"],
])("%s", (from, to) => {
  test(`is found in ${to}, and stands in the documentation`, () => {
    const values = valuesIn(from);
    const known = new Set(valuesIn(to));

    expect(values).not.toHaveLength(0);
    expect(values.filter((value) => !known.has(value))).toEqual([]);
    expect(text).toMatch(new RegExp(`\\| \`${escape(from)}\` +\\| \`${escape(to)}\``));
  });
});

test("push_errors.record_id is found in contacts.id where the contact was taken later", () => {
  const known = new Set(valuesIn("contacts.id"));
  const errors = records.get("push_errors") ?? [];
  const ids = errors.map((error) => String(error["record_id"]));
  // Every customer is a contact by now; others may have been refused for good.
  const customers = errors.filter(({ record }) => isCustomer(record));

  expect(new Set(errors.map((error) => error["record_type"]))).toEqual(new Set(["contact"]));
  expect(customers).not.toHaveLength(0);
  expect(customers.filter((error) => !known.has(String(error["record_id"])))).toEqual([]);
  expect(ids.filter((id) => known.has(id)).length).toBeGreaterThan(ids.length / 2);
  expect(text).toMatch(/\| `push_errors.record_id` +\| `contacts.id`/);
});

test("a data deletion request finds its profile by the hash of its address", () => {
  const hashes = valuesIn("profiles.email").map(
    (email) => `${createHash("md5").update(email.toLowerCase()).digest("hex")}@anonymous.ometria`,
  );
  const asked = valuesIn("data_deletion_requests.identities[].hashed_identifier");

  expect(asked).not.toHaveLength(0);
  expect(asked.filter((hash) => hashes.filter((each) => each === hash).length !== 1)).toEqual([]);
});

test("the documentation has each stream with its key", () => {
  for (const { name, keyProperties, isOptional = false } of streams) {
    const key = keyProperties.map((column) => `\`${column}\``).join(", ");
    const star = isOptional ? " \\\\\\*" : "";

    expect(text).toMatch(new RegExp(`\\| \`${name}\`${star} +\\| ${key} +\\|`));
  }
});

function isCustomer(pushed: unknown): boolean {
  return isJsonObject(pushed) && pushed["customer_id"] !== null;
}

function valuesIn(place: string): string[] {
  const [stream = "", ...path] = place.split(".");
  return valuesAt(stream, path.join("."));
}

function escape(place: string): string {
  return place.replaceAll(/[.[\]]/g, "\\$&");
}
