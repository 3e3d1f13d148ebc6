import { describe, expect, test } from "@jest/globals";
import { NotTakenError } from "../../../src/errors.js";
import { listChanges } from "../../../src/ometria/endpoints.js";
import { ChangesMemory, readOn } from "../../../src/reads/changes/read-on.js";
import { endpointOf } from "../../../src/reads/endpoint.js";
import type { ApiReader } from "../../../src/service/reader.js";
import type { JsonObject } from "../../../src/values/json.js";
import { configWith } from "../../support/read-scene.js";

const now = Date.parse("2026-02-10T12:00:00Z");
const minute = 60_000;
const day = 86_400_000;

interface Service {
  /** Instants of the events. */
  readonly times: readonly number[];
  readonly cap?: number;
  readonly isNewestFirst?: boolean;
  /** What it does with a time where a date is meant. */
  readonly ofTimes?: "taken" | "cut to the date" | "refused";
  readonly isLimitHonoured?: boolean;
}

const eventAt = (at: number, index: number): JsonObject => ({
  profile_id: `p${index}`,
  event: "list_enter",
  timestamp: new Date(at).toISOString(),
});

const timeOf = ({ timestamp }: JsonObject): number => Date.parse(String(timestamp));

/** Answers as the service does. */
function answerOf(service: Service, since: string, limit: number): JsonObject[] {
  const { cap = Infinity, isNewestFirst = false, ofTimes = "taken" } = service;
  if (since.length > 10 && ofTimes === "refused")
    throw new NotTakenError("GET /changes failed: 400.");
  const asked = ofTimes === "taken" ? since : since.slice(0, 10);
  const from = Date.parse(asked.length > 10 ? `${asked}Z` : asked);
  const events = service.times.map(eventAt).filter((event) => timeOf(event) >= from);
  const most = service.isLimitHonoured === true ? Math.min(limit, cap) : cap;
  return (isNewestFirst ? events.reverse() : events).slice(0, most);
}

/** Reads a list's changes since three days ago; gives how many came in all, and what was asked. */
async function readAll(service: Service): Promise<{ count: number; asked: readonly string[] }> {
  const endpoint = endpointOf(configWith(), listChanges);
  const asked: string[] = [];
  const client: ApiReader = {
    depth: 1,
    now: () => now,
    get: (_path, { since, limit }) => {
      asked.push(String(since));
      return Promise.resolve(answerOf(service, String(since), Number(limit)));
    },
  };
  const since = now - 3 * day;
  const answer = answerOf(service, new Date(since - day).toISOString().slice(0, 10), 250);
  const seen = new Set(answer.map(endpoint.idOf));
  const path = "/lists/1/changes";
  const memory = new ChangesMemory();
  const changes = { client, endpoint, path, limit: 250, timeOf, parent: "1", memory };
  for await (const _ of readOn(changes, { since, answer, seen }))
    expect(_.length).toBeGreaterThan(0);
  return { count: seen.size, asked };
}

/** So many events, a minute apart, that end so long before now. */
const events = (count: number, { endsBefore = day }: { readonly endsBefore?: number } = {}) =>
  Array.from({ length: count }, (_, index) => now - endsBefore - (count - index) * minute);

describe("changes of a list, where offset is not honoured,", () => {
  test.each([12, 30, 99])(
    "are whole with %d of them, of which nothing looks cut off",
    async (count) => {
      expect((await readAll({ times: events(count) })).count).toBe(count);
    },
  );

  test("are all there where answers are cut off at 100, and 150 lie in one day", async () => {
    expect((await readAll({ times: events(150), cap: 100 })).count).toBe(150);
  });

  test.each(["refused", "cut to the date"] as const)(
    "end with 4 where 150 lie in one day, 100 come, and a time is %s",
    async (ofTimes) => {
      await expect(readAll({ times: events(150), cap: 100, ofTimes })).rejects.toMatchObject({
        code: "assumption",
        hint: expect.stringContaining("endpoints.list_changes.whole"),
      });
    },
  );

  test("are whole with exactly 100 where a time shows that there are no more", async () => {
    expect((await readAll({ times: events(100) })).count).toBe(100);
  });

  test("end with 4 where the newest come first, and are cut off", async () => {
    const service = { times: events(60), cap: 23, isNewestFirst: true };

    await expect(readAll(service)).rejects.toMatchObject({ code: "assumption" });
  });

  test("are whole where the newest come first, and a wider question brings more", async () => {
    const older = events(40, { endsBefore: 9 * day });
    const times = [...older, ...events(30)];

    const { count, asked } = await readAll({ times, isNewestFirst: true });

    expect(count).toBe(30);
    expect(asked.length).toBeLessThan(5);
  });

  test.each(["refused", "cut to the date"] as const)(
    "are whole where 100 lie in one day, a time is %s, and a wider question brings more",
    async (ofTimes) => {
      const times = [...events(40, { endsBefore: 9 * day }), ...events(100)];

      expect((await readAll({ times, ofTimes })).count).toBe(100);
    },
  );

  test("end with 4 where ten came, and fewer come where fewer are asked for", async () => {
    const service = { times: events(10), isLimitHonoured: true, ofTimes: "refused" } as const;

    await expect(readAll(service)).rejects.toMatchObject({ code: "assumption" });
  });
});
