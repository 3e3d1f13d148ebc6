import { utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { Simulator } from "../simulator/simulator.js";
import type { Truth } from "../simulator/truth.js";
import type { JsonObject } from "../support/meltano-merge.js";
import type { StateValue } from "../support/singer-checker-messages.js";
import { checkSingerOutput, type SingerOutput } from "../support/singer-checker.js";
import { sceneAt, sceneStart, withScene } from "../support/tap-scene.js";
import {
  nameRow,
  nameRows,
  namesIn,
  rowsOfTruth,
  streamNames,
  utc,
  type StreamName,
} from "../support/truth-rows.js";

const day = 86_400_000;

test("sends every row of the five streams with the columns of the service, and nothing else", async () => {
  await withScene(async ({ sandbox, run }) => {
    const { stdout, exitCode } = await run();

    const output = checkSingerOutput(stdout);
    const truth = sandbox.truth();
    const rows = rowsOfTruth(truth, sceneStart);
    expect(exitCode).toBe(0);
    expect([...output.schemas.keys()].sort()).toEqual([...streamNames].sort());
    for (const stream of streamNames) {
      expect(rows[stream].length).toBeGreaterThan(0);
      expect(namesIn(output, stream)).toEqual(nameRows(stream, rows[stream]));
    }
    expectColumns(output, "profiles", {
      rows: truth.profiles.map(asRow),
      columns: (row) => ({
        email: row["email"],
        marketing_optin: row["marketing_optin"],
        tags: row["tags"],
        properties: row["properties"],
        stats: row["stats"],
        extra: null,
      }),
    });
    expectColumns(output, "lists", {
      rows: truth.lists.map(asRow),
      columns: (row) => ({
        title: row["title"],
        type: row["type"],
        size: row["size"],
        timestamp_created: utc(row["timestamp_created"]),
        extra: null,
      }),
    });
    expectColumns(output, "unsubscribes", {
      rows: unsubscribesFrom(truth, Date.parse(sceneStart)),
      columns: (row) => ({
        reason_text: row["reason_text"],
        customer_id: row["customer_id"],
        timestamp: utc(row["timestamp"]),
      }),
    });
    expectColumns(output, "email_events", {
      rows: truth.events.map(asRow),
      columns: (row) => ({
        profile_id: row["profile_id"],
        campaign_title: textOrNull(row["campaign_title"]),
        timestamp: utc(row["timestamp"]),
        extra: { subject_line_variant: textOrNull(row["subject_line_variant"]) },
      }),
    });
    for (const record of output.records.get("member_lists") ?? []) {
      expect(record).toMatchObject({ is_member: true, left_at: null, _sdc_deleted_at: null });
    }
  });
});

test("sends only what lies inside the lookback when nothing has changed", async () => {
  await withScene(async ({ sandbox, run, runFrom }) => {
    const first = checkSingerOutput((await run()).stdout);

    const again = await runFrom(first.lastState);

    const output = checkSingerOutput(again.stdout, { allowRepeatedKeys: true });
    const expected = await increment(sandbox, first.lastState);
    expect(again.exitCode).toBe(0);
    expect(output.states[0]).toEqual(first.lastState);
    expect(namesIn(output, "lists")).toEqual(nameRows("lists", expected.lists));
    expect(namesIn(output, "profiles")).toEqual(nameRows("profiles", expected.profiles));
    expectMembers(output, expected);
    expect(namesIn(output, "unsubscribes")).toEqual(nameRows("unsubscribes", expected.events));
    expect(namesIn(output, "email_events")).toEqual([]);
    expect(expected.profiles.length).toBeLessThan(sandbox.truth().profiles.length / 2);
    expectForward(first.lastState, output.lastState);
  });
});

test("brings what is new or changed two days later, and moves the bookmarks on", async () => {
  await withScene(async ({ sandbox, run, runFrom, moveTo }) => {
    const before = sandbox.truth();
    const first = checkSingerOutput((await run()).stdout);
    const later = await moveTo(sceneAt + 2 * day);
    const truth = later.truth();
    const added = truth.exportKeys.filter((key) => !before.exportKeys.includes(key));
    // The age of a file goes by the clock of this machine, which does not stand still with the sandbox.
    const now = new Date();
    for (const key of added) utimesSync(join(later.exportFolder, key), now, now);

    const again = await runFrom(first.lastState);

    const output = checkSingerOutput(again.stdout, { allowRepeatedKeys: true });
    const expected = await increment(later, first.lastState);
    const changed = changedProfiles(before, truth);
    const newEvents = truth.events.slice(before.events.length).map(asRow);
    expect(again.exitCode).toBe(0);
    expect([added.length, changed.length > 0, newEvents.length > 0]).toEqual([2, true, true]);
    expect(namesIn(output, "email_events")).toEqual(nameRows("email_events", newEvents));
    expect(namesIn(output, "lists")).toEqual(nameRows("lists", expected.lists));
    expect(namesIn(output, "profiles")).toEqual(nameRows("profiles", expected.profiles));
    expect(namesIn(output, "profiles")).toEqual(
      expect.arrayContaining(nameRows("profiles", changed)),
    );
    expectMembers(output, expected);
    expect(namesIn(output, "unsubscribes")).toEqual(nameRows("unsubscribes", expected.events));
    expect(membersAfter([first, output], truth.mergedIds)).toEqual(
      nameRows("member_lists", rowsOfTruth(truth, sceneStart).member_lists),
    );
    expectForward(first.lastState, output.lastState);
    expect(bookmarkOf(output.lastState, "unsubscribes", "replication_key_value")).toBeGreaterThan(
      sceneAt + 2 * day - 60_000,
    );
  });
});

/** Holds every record against the row that it comes from. */
function expectColumns(
  { records }: SingerOutput,
  stream: StreamName,
  { rows, columns }: Expected,
): void {
  const sent = new Map(
    (records.get(stream) ?? []).map((record) => [nameRow(stream, record), record]),
  );
  for (const row of rows) {
    expect(sent.get(nameRow(stream, row))).toMatchObject(columns(row));
  }
}

interface Expected {
  readonly rows: readonly JsonObject[];
  /** Columns of the record that a row becomes. */
  readonly columns: (row: JsonObject) => Record<string, unknown>;
}

/** The members that a table shows which takes each run's rows by key, less the profiles that are gone. */
function membersAfter(runs: readonly SingerOutput[], gone: readonly string[]): string[] {
  const rows = runs.flatMap(({ records }) => records.get("member_lists") ?? []);
  const table = new Map(rows.map((row) => [nameRow("member_lists", row), row]));
  const members = [...table.values()].filter(
    (row) => row["is_member"] === true && !gone.includes(String(row["profile_id"])),
  );
  return nameRows("member_lists", members);
}

/** What a run that goes on from a state has to read again: its bookmarks less the lookback of a day. */
async function increment(sandbox: Simulator, state: StateValue) {
  const profilesFrom = bookmarkOf(state, "profiles", "synced_through") - 2 * day;
  const eventsFrom = bookmarkOf(state, "unsubscribes", "replication_key_value") - day;
  const since = new Date(profilesFrom).toISOString().slice(0, 10);
  // Changes of lists are asked for by a date, too.
  const movesFrom = Date.parse(since);
  const answer = await fetch(`${sandbox.baseUrl}/profiles?limit=250&updateSince=${since}`, {
    headers: { "X-Ometria-Auth": sandbox.apiKey },
  });
  const profiles = (await answer.json()) as Truth["profiles"];
  const truth = sandbox.truth();
  return {
    lists: truth.lists.map(asRow),
    profiles: profiles.map(asRow),
    members: profiles.flatMap(({ id, lists }) =>
      lists.map((list) => ({ list_id: list.id, profile_id: id })),
    ),
    moves: truth.listChanges
      .map(asRow)
      .filter(({ timestamp }) => Date.parse(utc(timestamp)) >= movesFrom),
    events: unsubscribesFrom(truth, eventsFrom),
  };
}

/** The memberships of the profiles that were read again, and nothing beside them but what list changes tell of. */
function expectMembers(
  output: SingerOutput,
  expected: { readonly members: readonly JsonObject[]; readonly moves: readonly JsonObject[] },
): void {
  const sent = namesIn(output, "member_lists");
  const members = nameRows("member_lists", expected.members);
  expect(sent).toEqual(expect.arrayContaining(members));
  expect([...members, ...nameRows("member_lists", expected.moves)]).toEqual(
    expect.arrayContaining(sent),
  );
}

function unsubscribesFrom(truth: Truth, ms: number): JsonObject[] {
  return truth.unsubscribes.map(asRow).filter(({ timestamp }) => Date.parse(utc(timestamp)) >= ms);
}

/** New profiles, and those that say something else of themselves: moves between segments are none of them. */
function changedProfiles(before: Truth, after: Truth): JsonObject[] {
  const old = new Set(before.profiles.map((profile) => JSON.stringify({ ...profile, lists: [] })));
  return after.profiles
    .filter((profile) => !old.has(JSON.stringify({ ...profile, lists: [] })))
    .map(asRow);
}

/** A time in a bookmark, in milliseconds. */
function bookmarkOf(state: StateValue, stream: StreamName, key: string): number {
  return Date.parse(String(state.bookmarks[stream]?.[key]));
}

function expectForward(older: StateValue, newer: StateValue): void {
  const times = [
    ["profiles", "synced_through"],
    ["profiles", "full_pass_at"],
    ["member_lists", "synced_through"],
    ["member_lists", "full_pass_at"],
    ["member_lists", "changes_through"],
    ["unsubscribes", "replication_key_value"],
    ["email_events", "synced_through"],
  ] as const;
  for (const [stream, key] of times) {
    const time = bookmarkOf(older, stream, key);
    expect(time).not.toBeNaN();
    expect(bookmarkOf(newer, stream, key)).toBeGreaterThanOrEqual(time);
  }
  expect(newer["currently_syncing"]).toBeNull();
}

function textOrNull(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

function asRow(row: object): JsonObject {
  return { ...row };
}
