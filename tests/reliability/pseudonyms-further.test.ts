import { expect, test } from "@jest/globals";
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
  "profiles.identities[].id",
  "contacts.id",
  "orders.customer",
  "orders.id",
  "push_errors.record_id",
  "push_errors.record",
  "data_deletion_requests.identities[].hashed_email",
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
      const people = [...truth.profiles, ...truth.contacts].flatMap((one) => [
        one.id,
        one.email,
        one.phone_number,
        one.customer_id,
      ]);
      const requests = truth.deletionRequests.flatMap(({ identities, source }) => [
        ...identities.map((one) => one.hashed_email),
        source.user.email,
      ]);
      const orderIds = truth.orders.map(({ id }) => id);
      expect(result.exitCode).toBe(0);
      expect(found(result, [...people, ...requests, ...orderIds])).toEqual([]);
      const profiles = new Set(recordsOf(result, "profiles").map(({ id }) => id));
      const joined = recordsOf(result, "contacts").filter((one) => profiles.has(one["profile_id"]));
      expect(joined).toHaveLength(truth.contacts.length);
    },
    { profiles: 50, events: 0 },
  );
});
