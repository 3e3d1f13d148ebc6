import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { parse } from "csv-parse/sync";
import { emailEventColumns } from "../../src/sandbox/data/email-journey.js";
import { serve } from "../simulator/serve.js";
import { startSimulator } from "../simulator/simulator.js";
import { createFakeClock } from "../support/fake-clock.js";

const day = 86_400_000;

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".gz"))
    .sort();
}

function readRows(folder: string, key: string): unknown[] {
  const text = gunzipSync(readFileSync(join(folder, key)));
  return parse(text, { columns: true });
}

test("delivers one large file at the opening and a small one every day, under dated keys", async () => {
  await serve({ events: 2_000, at: Date.UTC(2026, 0, 4, 1) }, (sandbox) => {
    const keys = listFiles(sandbox.exportFolder);
    const sizes = keys.map((key) => readRows(sandbox.exportFolder, key).length);

    expect(keys).toEqual([
      "email_events/2026-01-01/email_events_20260101T020000_0.csv.gz",
      "email_events/2026-01-02/email_events_20260102T020000_0.csv.gz",
      "email_events/2026-01-03/email_events_20260103T020000_0.csv.gz",
    ]);
    expect(keys).toEqual(sandbox.truth().exportKeys);
    expect(sizes[0]).toBeGreaterThan(1_800);
    expect(sizes[0]).toBeLessThan(2_200);
    expect(sizes.slice(1).every((size) => size > 0 && size < 60)).toBe(true);
  });
});

test("writes CSV that says what the sandbox holds, down to quotes and line breaks", async () => {
  await serve({ events: 1_000 }, (sandbox) => {
    const { exportFolder } = sandbox;

    const written = sandbox.truth().exportKeys.flatMap((key) => readRows(exportFolder, key));
    const { events } = sandbox.truth();

    expect(written).toEqual(events);
    expect(Object.keys(events[0] ?? {})).toEqual([...emailEventColumns]);
    for (const awkward of [",", '"', "\n", "é"]) {
      expect(events.some((row) => row.campaign_title.includes(awkward))).toBe(true);
    }
  });
});

test("gives each file the events of the days before it, in one spelling of time, by profiles of its own", async () => {
  await serve({ events: 1_000, at: Date.UTC(2026, 0, 10) }, (sandbox) => {
    const { exportKeys, profiles, mergedIds } = sandbox.truth();
    const ids = new Set([...profiles.map(({ id }) => id), ...mergedIds]);
    const spellings = new Set<string>();

    for (const key of exportKeys) {
      const events = readRows(sandbox.exportFolder, key) as Record<string, string>[];
      const times = events.map(({ timestamp = "" }) => timestamp);
      const delivered = key.slice("email_events/".length, "email_events/".length + 10);
      const styles = new Set(times.map((time) => time.replaceAll(/\d/g, "0")));
      expect(styles.size).toBe(1);
      expect(times.every((time) => time < delivered)).toBe(true);
      expect(events.every(({ profile_id: id = "" }) => ids.has(id))).toBe(true);
      styles.forEach((style) => spellings.add(style));
    }
    expect([...spellings].sort()).toEqual(["0000-00-00 00:00:00+00", "0000-00-00T00:00:00+00:00"]);
  });
});

test("holds all kinds of events, no two of them alike", async () => {
  await serve({ events: 5_000 }, (sandbox) => {
    const { events } = sandbox.truth();

    const kinds = new Set(events.map(({ event }) => event));
    expect(new Set(events.map((row) => JSON.stringify(row))).size).toBe(events.length);
    expect([...kinds].sort()).toEqual([
      "bounce",
      "click",
      "delay",
      "delivery",
      "link_unsubscribe",
      "list_unsubscribe",
      "open",
      "send",
      "spam_complaint",
    ]);
  });
});

test("writes the same bytes with the same times on every run, and only adds what is new", async () => {
  const exportFolder = await mkdtemp(join(tmpdir(), "sandbox-test-"));
  const clock = createFakeClock(Date.UTC(2026, 0, 3, 3));
  const look = () =>
    listFiles(exportFolder).map((key) => {
      const { size, mtimeMs, ino } = statSync(join(exportFolder, key));
      return { key, size, mtimeMs, ino };
    });
  const options = { profiles: 50, events: 100, clock, exportFolder };

  const first = await startSimulator(options);
  const before = look();
  await first.close();
  const second = await startSimulator(options);
  const again = look();
  await clock.advance(2 * day);
  second.catchUp();
  const after = look();
  await second.close();

  expect(before.map(({ mtimeMs }) => mtimeMs)).toEqual(
    [1, 2, 3].map((date) => Date.UTC(2026, 0, date, 2)),
  );
  expect(again).toEqual(before);
  expect(after.slice(0, 3)).toEqual(before);
  expect(after).toHaveLength(5);
  await rm(exportFolder, { recursive: true });
});

test("removes the folder that it made, and leaves alone one that it was given", async () => {
  const given = await mkdtemp(join(tmpdir(), "sandbox-test-"));
  const options = { profiles: 10, events: 10, at: Date.UTC(2026, 0, 2) };
  const own = await startSimulator(options);
  const other = await startSimulator({ ...options, exportFolder: given });

  await own.close();
  await other.close();

  expect(existsSync(own.exportFolder)).toBe(false);
  expect(listFiles(given)).toHaveLength(1);
  await rm(given, { recursive: true });
});
