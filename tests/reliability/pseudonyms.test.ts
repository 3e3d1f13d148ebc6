import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Truth } from "../simulator/truth.js";
import { withSyncScene } from "../support/sync-scene.js";
import { tries } from "../support/tries.js";
import { rowsOfTruth, streamNames } from "../support/truth-rows.js";
import { found, recordsOf, salt, textOf, type Row } from "./hidden-values.js";

/** Fields in which one thing about a person stands, and its values in the sandbox. */
const groups: readonly {
  readonly fields: readonly string[];
  readonly values: (truth: Truth) => readonly unknown[];
}[] = [
  {
    fields: [
      "*.email",
      "profiles.identifiers[].value",
      "unsubscribes.email_address",
      "email_events.to_address",
    ],
    values: ({ profiles, unsubscribes, events }) => [
      ...profiles.map(({ email }) => email),
      ...unsubscribes.map(({ email_address }) => email_address),
      ...events.map(({ to_address }) => to_address),
    ],
  },
  {
    fields: ["profiles.id", "*.profile_id"],
    values: ({ profiles }) => profiles.map(({ id }) => id),
  },
  {
    // A number is an identity too.
    fields: ["profiles.*phone*", "profiles.properties.*phone*", "profiles.identifiers[].value"],
    values: ({ profiles }) => profiles.map(({ phone_number }) => phone_number),
  },
];

/** People spell their addresses as they like, and services have fields that nobody has described. */
function spellOtherwise(path: string, rows: readonly unknown[]): readonly unknown[] {
  return rows.map((row, index) => {
    const { email, email_address: address, phone_number: phone, ...rest } = row as Row;
    const respelled = { ...(row as Row) };
    if (typeof address === "string" && index % 3 === 0)
      respelled["email_address"] = ` ${address.toUpperCase()} `;
    if (!path.endsWith("/profiles") || typeof rest["id"] !== "string") return respelled;
    // Beside the field of that name, in the place of a list, and where no schema looks.
    if (index % 4 === 1) respelled["@email"] = email;
    if (index % 4 === 2) respelled["identifiers"] = String(email);
    if (index % 4 === 3) respelled["properties"] = { "Work phone": [phone] };
    return respelled;
  });
}

const small = { profiles: 60, events: 120 };

test("no raw value of a field that a rule names gets out, whichever fields these are", async () => {
  await withSyncScene(async (scene) => {
    scene.sandbox.setTransform((path, _, rows) => [...spellOtherwise(path, rows)]);
    const cases = fc.record({
      chosen: fc.subarray([...groups], { minLength: 1 }),
      size: fc.integer({ min: 5, max: 60 }),
    });
    const sometimes = fc.asyncProperty(cases, async ({ chosen, size }) => {
      const fields = chosen.flatMap((group) => group.fields);
      const config = { page_size: size, pseudonymise: { salt, fields } };
      const run = await scene.run({ streams: streamNames, config });

      expect(run.exitCode).toBe(0);
      const values = chosen.flatMap((group) => group.values(scene.sandbox.truth()));
      expect(values.length).toBeGreaterThan(10);
      expect(found(run, values)).toEqual([]);
      expect(textOf(run)).not.toContain(salt);
    });
    await fc.assert(sometimes, { numRuns: tries(8) });
  }, small);
});

test("without the setting the same values are found, so that the test above looks where they are", async () => {
  await withSyncScene(async (scene) => {
    const run = await scene.run({ streams: streamNames });

    for (const { values } of groups)
      expect(found(run, values(scene.sandbox.truth())).length).toBeGreaterThan(10);
  }, small);
});

test("rows that could be joined can be joined by their pseudonyms, and no others", async () => {
  await withSyncScene(async (scene) => {
    scene.sandbox.setTransform((path, _, rows) => [...spellOtherwise(path, rows)]);
    const fields = groups.flatMap((group) => group.fields);
    const config = { pseudonymise: { salt, fields } };

    const run = await scene.run({ streams: streamNames, config });

    const truth = rowsOfTruth(scene.sandbox.truth(), "2025-12-20T00:00:00Z");
    const joins = [
      ["unsubscribes", "email_address", "email"],
      ["email_events", "to_address", "email"],
      ["member_lists", "profile_id", "id"],
      ["unsubscribes", "profile_id", "id"],
    ] as const;
    for (const [stream, column, target] of joins) {
      const plain = joined(truth[stream], column, { rows: truth.profiles, column: target });
      const profiles = { rows: recordsOf(run, "profiles"), column: target };
      expect(plain).toBeGreaterThan(0);
      expect(joined(recordsOf(run, stream), column, profiles)).toBe(plain);
    }
  }, small);
});

/** How many rows find a row of the other table by this column. */
function joined(
  rows: readonly Row[],
  column: string,
  other: { readonly rows: readonly Row[]; readonly column: string },
): number {
  const name = (value: unknown): unknown =>
    typeof value === "string" && value.includes("@") ? value.trim().toLowerCase() : value;
  const keys = new Set(other.rows.map((row) => name(row[other.column])));
  return rows.filter((row) => typeof row[column] === "string" && keys.has(name(row[column])))
    .length;
}

test("a rule that is for no field ends the run with exit code 2, before anything is read", async () => {
  await withSyncScene(async (scene) => {
    const config = { pseudonymise: { salt, fields: ["profiles.emial"] } };

    await expect(scene.run({ streams: ["profiles"], config })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('"profiles.emial"') as unknown,
    });
    expect(scene.sandbox.requests).toEqual([]);
  }, small);
});

test("columns that hold addresses and have no rule are warned about once", async () => {
  await withSyncScene(async (scene) => {
    const config = { pseudonymise: { salt, fields: ["profiles.email"] } };

    const run = await scene.run({ streams: streamNames, config });
    const without = await scene.run({ streams: streamNames });

    expect(run.log.match(/in no rule/g)).toHaveLength(1);
    expect(run.log).toContain("member_lists.email, unsubscribes.email_address");
    expect(without.log).not.toContain("in no rule");
  }, small);
});
