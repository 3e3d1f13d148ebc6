import { describe, expect, test } from "@jest/globals";
import { streams as definitions } from "../../src/ometria/streams/registry.js";
import { selectStreams } from "../../src/records/select.js";
import { planReads } from "../../src/run/plan.js";
import { createLogLines } from "../support/log-lines.js";

/** Each read of a run, as `name: streams`. */
function plan(only: readonly string[] | undefined, interrupted: string | null = null): string[] {
  const { log } = createLogLines();
  const streams = selectStreams({ definitions, catalog: undefined, only, log });
  return planReads(streams, interrupted).map(({ read, participants }) => {
    const names = participants.map(({ stream }) => stream.definition.name);
    return `${read.name}: ${names.join(",")}`;
  });
}

describe("planReads", () => {
  test("does each read once, and feeds all streams that need it", () => {
    expect(plan(undefined)).toEqual([
      "lists: lists",
      "list_changes: member_lists",
      "profile_pass: profiles,member_lists",
      "list_members: member_lists",
      "unsubscribes: unsubscribes",
      "export_objects: email_events",
    ]);
  });

  test("does only the reads that the selection needs", () => {
    expect(plan(["unsubscribes", "profiles"])).toEqual([
      "profile_pass: profiles",
      "unsubscribes: unsubscribes",
    ]);
    expect(plan([])).toEqual([]);
  });

  test.each([
    { interrupted: "unsubscribes", first: "unsubscribes: unsubscribes" },
    { interrupted: "email_events", first: "export_objects: email_events" },
    { interrupted: "profiles", first: "list_changes: member_lists" },
    { interrupted: "no_longer_there", first: "lists: lists" },
  ])("begins with the read that $interrupted was interrupted in", ({ interrupted, first }) => {
    const reads = plan(undefined, interrupted);

    expect(reads[0]).toBe(first);
    expect([...reads].sort()).toEqual(plan(undefined).sort());
  });
});
