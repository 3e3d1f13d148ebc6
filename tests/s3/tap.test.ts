import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import type { JsonObject } from "../support/meltano-merge.js";
import { s3Config } from "../support/s3-env.js";
import { checkSingerOutput, type SingerOutput } from "../support/singer-checker.js";
import { withCuttingProxy } from "./cutting-proxy.js";
import { withBucket } from "./gateway.js";
import { withRuns } from "./run.js";

/** An event of the export; its id and kind identify it. */
interface Event {
  readonly email_id: string;
  readonly event: string;
  readonly geo_city: string;
}

function events(from: number, to: number, city = 'Oslo, "é"\nby the sea'): Event[] {
  return Array.from({ length: to - from }, (_, index) => ({
    email_id: `send-${from + index}`,
    event: (from + index) % 3 === 0 ? "click" : "open",
    geo_city: city,
  }));
}

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function csv(rows: readonly Event[]): string {
  const lines = rows.map(
    ({ email_id: id, event, geo_city: city }) =>
      `${id},${event},2026-01-04T00:00:00Z,a@example.org,${quote(city)}`,
  );
  return ["email_id,event,timestamp,to_address,geo_city", ...lines, ""].join("\r\n");
}

function jsonLines(rows: readonly Event[]): string {
  const same = { timestamp: "2026-01-04T00:00:00Z", to_address: "a@example.org" };
  return rows.map((row) => `${JSON.stringify({ ...row, ...same })}\n`).join("");
}

/** The table that a target makes of runs: of each key the row that came last. */
function tableOf(...outputs: readonly SingerOutput[]): JsonObject[] {
  const rows = outputs.flatMap(eventsIn);
  return [...new Map(rows.map((row) => [row["event_key"], row])).values()];
}

function eventsIn({ records }: SingerOutput): readonly JsonObject[] {
  return records.get("email_events") ?? [];
}

/** Fails, in few words, unless these are the rows, each once. */
function expectRows(rows: readonly JsonObject[], expected: readonly Event[]): void {
  const name = (row: JsonObject | Event): string =>
    JSON.stringify([row.email_id, row.event, row.geo_city]);
  const [came, wanted] = [rows.map(name), expected.map(name)];
  const [known, asked] = [new Set(came), new Set(wanted)];
  const missing = wanted.filter((row) => !known.has(row)).slice(0, 5);
  const surplus = came.filter((row) => !asked.has(row)).slice(0, 5);
  expect({ missing, surplus, count: came.length }).toEqual({
    missing: [],
    surplus: [],
    count: wanted.length,
  });
}

describe("the whole tap", () => {
  test("reads CSV, gzip and JSON lines, then only what is new, late or repeated", async () => {
    await withBucket(async ({ access, put }) => {
      await withRuns(async ({ run }) => {
        const config = { ...s3Config(access), export_url: `s3://${access.bucket}/the export+` };
        const below = (name: string): string => `the export+/2026-01-04/${name}`;
        await put(below("email_events 1.csv"), csv(events(0, 700)));
        await put(below("email_events+2.csv.gz"), gzipSync(csv(events(700, 1_400))));
        await put(below("email_events%3.jsonl"), jsonLines(events(1_400, 1_500)));
        await put(below("email_events 4"), gzipSync(jsonLines(events(1_500, 1_600))));
        await put(below("profiles.csv"), "id\n1\n");
        await put("another/email_events.csv", csv(events(9_000, 9_001)));

        const first = await run(config);
        const whole = checkSingerOutput(first.stdout);
        // The same key with other content: an event less the last, the first changed, and more.
        const rewritten = [...events(0, 1, "Bergen"), ...events(1, 699), ...events(1_600, 1_700)];
        await put(below("email_events 1.csv"), csv(rewritten));
        // The same rows under another key, in another format.
        await put(below("email_events_again.jsonl"), jsonLines(events(700, 1_400)));
        await put(below("email_events_late.csv"), csv(events(1_700, 1_701)));
        const second = await run(config, { state: whole.lastState });
        const more = checkSingerOutput(second.stdout, { allowRepeatedKeys: true });
        const third = await run(config, { state: more.lastState });

        const last = checkSingerOutput(third.stdout, { allowRepeatedKeys: true });
        expect([first, second, third].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
        expectRows(eventsIn(whole), events(0, 1_600));
        expectRows(eventsIn(more), [...rewritten, ...events(700, 1_400), ...events(1_700, 1_701)]);
        expect(eventsIn(last)).toEqual([]);
        // What an object held and holds no more stays in the table.
        expectRows(tableOf(whole, more), [...events(0, 1, "Bergen"), ...events(1, 1_701)]);
      });
    });
  });

  test("brings every row of objects whose bodies break off, and once", async () => {
    await withBucket(async ({ access, put }) => {
      await put("1_email_events.csv", csv(events(0, 30_000)));
      await put("2_email_events.csv.gz", gzipSync(csv(events(30_000, 40_000))));
      await withCuttingProxy(access.endpoint, async ({ endpoint, cut, heads }) => {
        await withRuns(async ({ run }) => {
          cut({ asked: "1_email_events", afterBytes: 300_000 });
          cut({ asked: "1_email_events", afterBytes: 1_000_000 });
          cut({ asked: "2_email_events", afterBytes: 1_000 });

          const ended = await run(s3Config({ ...access, endpoint }));

          expect(ended.exitCode).toBe(0);
          expectRows(eventsIn(checkSingerOutput(ended.stdout)), events(0, 40_000));
          expect(heads().filter((head) => /^range: bytes=/m.test(head))).toHaveLength(3);
        });
      });
    });
  });

  test("keeps an object that is overwritten while it is read as failed, and reads it next time", async () => {
    await withBucket(async ({ access, put }) => {
      await put("1_email_events.csv", csv(events(0, 30_000)));
      await put("2_email_events.csv", csv(events(30_000, 30_010)));
      await withCuttingProxy(access.endpoint, async ({ endpoint, cut }) => {
        await withRuns(async ({ run }) => {
          const config = s3Config({ ...access, endpoint });
          const rewritten = events(0, 30_000, "Bergen");
          const then = (): Promise<void> => put("1_email_events.csv", csv(rewritten));
          cut({ asked: "1_email_events", afterBytes: 1_200_000, then });

          const failed = await run(config);
          const half = checkSingerOutput(failed.stdout);
          const mended = await run(config, { state: half.lastState });

          const rest = checkSingerOutput(mended.stdout, { allowRepeatedKeys: true });
          const others = events(30_000, 30_010);
          expect([failed.exitCode, mended.exitCode]).toEqual([4, 0]);
          expect(failed.stderr).toMatch(
            /^CRITICAL .*1_email_events\.csv could not be read: it was changed after it was listed/m,
          );
          expect(half.lastState.bookmarks["email_events"]?.["failed"]).toMatchObject([
            { key: "1_email_events.csv" },
          ]);
          expect(eventsIn(half)).toEqual(
            expect.arrayContaining(
              others.map(({ email_id: id }) => expect.objectContaining({ email_id: id })),
            ),
          );
          expectRows(tableOf(half, rest), [...rewritten, ...others]);
          expect(rest.lastState.bookmarks["email_events"]?.["failed"]).toEqual([]);
        });
      });
    });
  });
});
