import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { JsonObject } from "../support/meltano-merge.js";
import { nameRows, rowsOfTruth } from "../support/truth-rows.js";
import { withProject, type CommandRun } from "./project.js";
import { missingIn, nothing, rowsInFile } from "./tables.js";

const start = "2025-12-01T00:00:00Z";
test("Meltano keeps the state: the second run sends what is new, and a third one what its rules select", async () => {
  await withProject(async ({ folder, sandbox, moveTo, meltano }) => {
    const runInto = (output: string, env = {}, ...flags: string[]): Promise<CommandRun> =>
      meltano([...flags, "run", "tap-ometria", "target-jsonl"], {
        TARGET_JSONL_DESTINATION_PATH: output,
        ...env,
      });
    const rowsIn = (output: string, stream: string): Promise<JsonObject[]> =>
      rowsInFile(join(folder, output), stream);

    const first = await runInto("first", {}, "--log-format", "json");

    const before = rowsOfTruth(sandbox.truth(), start);
    expect([first.exitCode, await missingIn(before, (stream) => rowsIn("first", stream))]).toEqual([
      0,
      nothing,
    ]);
    expectStructured(first, before.profiles.length);

    moveTo("2026-01-10T12:00:00Z");
    const second = await runInto("second");

    const after = rowsOfTruth(sandbox.truth(), start);
    const old = new Set(nameRows("email_events", before.email_events));
    const sent = await rowsIn("second", "profiles");
    const known = new Set(before.profiles.map(({ id }) => id));
    const added = after.profiles.map(({ id }) => id).filter((id) => !known.has(id));
    expect(second.exitCode).toBe(0);
    expect(nameRows("email_events", await rowsIn("second", "email_events"))).toEqual(
      nameRows("email_events", after.email_events).filter((name) => !old.has(name)),
    );
    expect(added.length).toBeGreaterThan(0);
    expect(sent.map(({ id }) => id)).toEqual(expect.arrayContaining(added));
    expect(sent.length).toBeLessThan(before.profiles.length / 2);

    const third = await runInto("third", {
      TAP_OMETRIA__SELECT: JSON.stringify(["profiles.*", "!profiles.email", "!profiles.dates"]),
      TAP_OMETRIA__SCHEMA: JSON.stringify({
        profiles: {
          shoe_size: { type: ["null", "number"] },
          loyalty_tier: { type: ["null", "string"] },
        },
      }),
      TAP_OMETRIA__METADATA: JSON.stringify({ profiles: { "replication-method": "FULL_TABLE" } }),
    });

    const whole = await rowsIn("third", "profiles");
    expect([third.exitCode, await rowsIn("third", "lists")]).toEqual([0, []]);
    expect(nameRows("profiles", whole)).toEqual(nameRows("profiles", after.profiles));
    expectCustomColumns(whole, after.profiles);
  });
});

/** Meltano has understood the tap's log: its lines keep their levels, and its measurements are data. */
function expectStructured({ stderr }: CommandRun, profiles: number): void {
  const lines = stderr
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as JsonObject);
  const ofTap = lines.filter(({ plugin_logger: logger }) =>
    String(logger).startsWith("tap_ometria"),
  );
  const measured = ofTap.map((line) => line["metric_info"] as JsonObject | undefined);
  expect(ofTap).toContainEqual(
    expect.objectContaining({ level: "warning", event: expect.stringContaining("in extra") }),
  );
  expect(ofTap).toContainEqual(expect.objectContaining({ event: "run finished", level: "info" }));
  expect(measured).toContainEqual({
    type: "counter",
    metric: "record_count",
    value: profiles,
    tags: { stream: "profiles" },
  });
  expect(lines.filter(({ event }) => String(event).includes("app_name"))).toEqual([]);
}

function expectCustomColumns(rows: readonly JsonObject[], truth: readonly JsonObject[]): void {
  const custom = new Map(truth.map(({ id, properties }) => [id, properties as JsonObject]));
  for (const row of rows) {
    expect(row).not.toHaveProperty("email");
    expect(row).not.toHaveProperty("dates");
    const { loyalty_tier: tier = null, "shoe size": size = null } = custom.get(row["id"]) ?? {};
    expect([row["loyalty_tier"], row["shoe_size"]]).toEqual([tier, size]);
  }
  expect(rows.some((row) => typeof row["shoe_size"] === "number")).toBe(true);
}
