import { expect, test } from "@jest/globals";
import type { JsonObject } from "../../src/values/json.js";
import { withSyncScene } from "../support/sync-scene.js";
import { found, recordsOf, salt } from "./hidden-values.js";

const streams = [
  "profiles",
  "list_changes",
  "contacts",
  "orders",
  "custom_events",
  "push_errors",
  "data_deletion_requests",
];

const fields = [
  "*.*email*",
  "*.phone_number",
  "*.customer_id",
  "*.profile_id",
  "*.identity_account_id",
  "profiles.id",
  "profiles.identifiers[].value",
  "*.extra_identifiers[].value",
  "contacts.subscriptions.*.value",
  "custom_events.identity_phone_number",
  "contacts.id",
  "orders.customer",
  "orders.id",
  "push_errors.record_id",
  "push_errors.record",
  "data_deletion_requests.identities[].hashed_identifier",
  "data_deletion_requests.source.user",
];

test("no raw value gets out of the further streams either, nested ones and the state included, and they still join", async () => {
  await withSyncScene(
    async ({ sandbox, run }) => {
      const config = { page_size: 8, start_date: "2013-01-01", pseudonymise: { salt, fields } };
      sandbox.setTransform((path, _, rows) =>
        rows.map((row, index) =>
          // What does not fit its column goes to `extra`.
          path.endsWith("/orders") && index % 2 === 0
            ? { ...(row as object), customer: `"${JSON.stringify(row)}"` }
            : row,
        ),
      );

      const result = await run({ streams, config });

      const truth = sandbox.truth();
      const people = [
        ...truth.profiles.flatMap(({ identifiers }) => identifiers.map(({ value }) => value)),
        ...[...truth.profiles, ...truth.contacts].flatMap((one) => [
          one.id,
          one.email,
          one.phone_number,
          one.customer_id,
        ]),
      ];
      const requests = truth.deletionRequests.flatMap(({ identities, source }) => [
        ...identities.map((one) => one.hashed_identifier),
        source.user.email,
      ]);
      const orderIds = truth.orders.map(({ id }) => id);
      expect(result.exitCode).toBe(0);
      expect(found(result, [...people, ...requests, ...orderIds])).toEqual([]);
      const identifiers = recordsOf(result, "profiles").flatMap(
        (profile) => profile["identifiers"] as readonly JsonObject[],
      );
      const known = new Set(identifiers.map(({ value }) => value));
      const joined = recordsOf(result, "contacts").filter(
        ({ email, phone_number: phone }) => known.has(email) || known.has(phone),
      );
      expect(joined).toHaveLength(truth.contacts.length);
    },
    { profiles: 50, events: 0 },
  );
});
